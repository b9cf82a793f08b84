/** Ranks from 1 on, equal values sharing the mean of theirs. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, index) => index).sort(
    (a, b) => (values[a] as number) - (values[b] as number) || a - b,
  );
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1] as number] === values[order[first] as number]) last++;
    for (let index = first; index <= last; index++) ranks[order[index] as number] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return ranks;
}

/** Pearson's correlation; NaN where one side does not vary. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let both = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [(a[index] as number) - meanA, (b[index] as number) - meanB];
    both += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return both / Math.sqrt(squaresA * squaresB);
}

/** Spearman's rank correlation. */
export const spearman = (a: ArrayLike<number>, b: ArrayLike<number>): number => correlation(ranksOf(a), ranksOf(b));

/**
 * Area under the ROC curve: the share of pairs of a positive and a negative that the score orders rightly, ties by half. NaN without both.
 */
export function auroc(scores: ArrayLike<number>, isPositive: ArrayLike<number | boolean>): number {
  const ranks = ranksOf(scores);
  let positives = 0;
  let sum = 0;
  for (let index = 0; index < ranks.length; index++) {
    if (!isPositive[index]) continue;
    positives++;
    sum += ranks[index] as number;
  }
  return (sum - (positives * (positives + 1)) / 2) / (positives * (ranks.length - positives));
}

/** Area under precision over recall, as average precision: precision at each positive's place, equal scores taken together. */
export function averagePrecision(scores: ArrayLike<number>, isPositive: ArrayLike<number | boolean>): number {
  const order = Array.from({ length: scores.length }, (_, index) => index).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
  );
  const positives = order.filter((index) => isPositive[index]).length;
  let found = 0;
  let area = 0;
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && scores[order[last + 1] as number] === scores[order[first] as number]) last++;
    const before = found;
    for (let index = first; index <= last; index++) if (isPositive[order[index] as number]) found++;
    area += ((found - before) / positives) * (found / (last + 1));
    first = last + 1;
  }
  return area;
}

/**
 * Share of pairs of one group that the score orders rightly, a pair being a positive and a negative; ties by half. All pairs of all groups
 * weigh the same. NaN where no group has both.
 */
export function aurocWithin(
  groups: readonly string[],
  scores: ArrayLike<number>,
  isPositive: ArrayLike<number | boolean>,
): number {
  const rowsOf = new Map<string, number[]>();
  groups.forEach((group, row) => {
    const rows = rowsOf.get(group);
    if (rows) rows.push(row);
    else rowsOf.set(group, [row]);
  });
  let pairs = 0;
  let right = 0;
  for (const rows of rowsOf.values()) {
    const positives = rows.filter((row) => isPositive[row]).length;
    const own = positives * (rows.length - positives);
    if (own === 0) continue;
    pairs += own;
    right +=
      own *
      auroc(
        rows.map((row) => scores[row] as number),
        rows.map((row) => Boolean(isPositive[row])),
      );
  }
  return right / pairs;
}

/** Share of all positives that lie among the best `share` of the rows by score; of rows with equal scores the earlier ones. */
export function recallAtTop(scores: ArrayLike<number>, isPositive: ArrayLike<number | boolean>, share: number): number {
  const order = Array.from({ length: scores.length }, (_, index) => index).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
  );
  const top = order.slice(0, Math.round(share * order.length));
  return top.filter((row) => isPositive[row]).length / order.filter((row) => isPositive[row]).length;
}
