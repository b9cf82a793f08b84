/** Hits and misses of a yes-or-no decision. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

export function confusionOf(isChosen: ArrayLike<number | boolean>, isPositive: ArrayLike<number | boolean>): Confusion {
  const counts = [0, 0, 0, 0] as [number, number, number, number];
  for (let row = 0; row < isChosen.length; row++) {
    const cell = (isPositive[row] ? 0 : 2) + (isChosen[row] ? 0 : 1);
    counts[cell] = (counts[cell] as number) + 1;
  }
  const [truePositives, falseNegatives, falsePositives, trueNegatives] = counts;
  return { truePositives, falsePositives, falseNegatives, trueNegatives };
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const f1 = (hits: number, wrong: number, missed: number): number => ratio(2 * hits, 2 * hits + wrong + missed);

export const precisionOf = ({ truePositives, falsePositives }: Confusion): number =>
  ratio(truePositives, truePositives + falsePositives);
export const recallOf = ({ truePositives, falseNegatives }: Confusion): number =>
  ratio(truePositives, truePositives + falseNegatives);
/** F1 of the positive class. */
export const positiveF1 = ({ truePositives, falsePositives, falseNegatives }: Confusion): number =>
  f1(truePositives, falsePositives, falseNegatives);
/** Mean of the F1 of both classes: what FineWeb-Edu's training reports. */
export const macroF1 = (confusion: Confusion): number =>
  (positiveF1(confusion) + f1(confusion.trueNegatives, confusion.falseNegatives, confusion.falsePositives)) / 2;

/** Cuts that are tried where there are more different scores than this. */
const MOST_CUTS = 400;
const TRIED_CUTS = 120;
const LEAST_QUANTILE = 0.02;

/** The score from which choosing rows gives the best F1 of the positive class; of equals the least. */
export function bestCut(scores: readonly number[], isPositive: ArrayLike<number | boolean>): number {
  const sorted = [...scores].sort((a, b) => a - b);
  let cuts = [...new Set(sorted)];
  if (cuts.length >= MOST_CUTS)
    cuts = Array.from({ length: TRIED_CUTS }, (_, index) =>
      quantile(sorted, LEAST_QUANTILE + ((1 - 2 * LEAST_QUANTILE) * index) / (TRIED_CUTS - 1)),
    );
  let best = Number.NEGATIVE_INFINITY;
  let bestF1 = -1;
  for (const cut of cuts) {
    const found = positiveF1(
      confusionOf(
        scores.map((score) => score >= cut),
        isPositive,
      ),
    );
    if (found <= bestF1) continue;
    best = cut;
    bestF1 = found;
  }
  return best;
}

/** A quantile of ascending values, linear between them. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (place - below);
}

const CLASSES = 6;
/** A score as a whole number as Python's `round` makes it: halves go to the even neighbour. */
export function roundHalfEven(score: number): number {
  const low = Math.floor(score);
  const over = score - low;
  return over > 0.5 || (over === 0.5 && low % 2 === 1) ? low + 1 : low;
}

/** Cohen's kappa with quadratic weights over the whole scores 0 to 5. NaN where neither side varies. */
export function quadraticKappa(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [byA, byB] = [new Float64Array(CLASSES), new Float64Array(CLASSES)];
  const clip = (score: number): number => roundHalfEven(Math.min(Math.max(score, 0), CLASSES - 1));
  let seen = 0;
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [clip(a[row] as number), clip(b[row] as number)];
    byA[x] = (byA[x] as number) + 1;
    byB[y] = (byB[y] as number) + 1;
    seen += (x - y) ** 2;
  }
  let expected = 0;
  for (let x = 0; x < CLASSES; x++)
    for (let y = 0; y < CLASSES; y++) expected += ((x - y) ** 2 * (byA[x] as number) * (byB[y] as number)) / a.length;
  return 1 - seen / expected;
}

export const meanAbsoluteError = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, row) => sum + Math.abs(value - (b[row] as number)), 0) / a.length;

/** Expected calibration error: distance of probability and share in bins of equal width, weighed by their rows. */
export function calibrationError(probabilities: ArrayLike<number>, isPositive: ArrayLike<number | boolean>, bins = 15): number {
  return calibrationBins(probabilities, isPositive, bins).reduce(
    (sum, { rows, probability, share }) => sum + (rows / probabilities.length) * Math.abs(probability - share),
    0,
  );
}

/** One bin of a reliability plot: rows, their mean probability and the share of positives among them. */
export interface CalibrationBin {
  readonly rows: number;
  readonly probability: number;
  readonly share: number;
}

/** Bins that hold rows, from low to high probability. */
export function calibrationBins(
  probabilities: ArrayLike<number>,
  isPositive: ArrayLike<number | boolean>,
  bins = 15,
): readonly CalibrationBin[] {
  const rows = new Float64Array(bins);
  const sums = new Float64Array(bins);
  const positives = new Float64Array(bins);
  for (let row = 0; row < probabilities.length; row++) {
    const bin = Math.min(bins - 1, Math.floor((probabilities[row] as number) * bins));
    rows[bin] = (rows[bin] as number) + 1;
    sums[bin] = (sums[bin] as number) + (probabilities[row] as number);
    if (isPositive[row]) positives[bin] = (positives[bin] as number) + 1;
  }
  return Array.from(rows, (count, bin) => ({
    rows: count,
    probability: (sums[bin] as number) / count,
    share: (positives[bin] as number) / count,
  })).filter(({ rows: count }) => count > 0);
}
