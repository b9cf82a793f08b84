/** Calibration of raw scores of one language: an ordinal head for the expected score, an isotonic curve for the probability of 3 and more. */
export interface Calibration {
  /** Rows it was fitted on. */
  readonly rows: number;
  /** P(score ≥ k) = logistic(slope · raw − thresholds[k − 1]), k from 1 to 5, thresholds ascending (cumulative logit). */
  readonly slope: number;
  readonly thresholds: readonly number[];
  /** Ascending raw scores and the probability of 2.5 and more at each; straight lines between, flat outside. */
  readonly knots: readonly (readonly [raw: number, probability: number])[];
}

const LEVELS = 5;
const STEPS = 400;
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Fits the ordinal head to raw scores and labels by gradient ascent on the likelihood of all five questions "k or more?"; a half score
 * counts half for the level it lies between. Thresholds keep their order because each is the one before plus an exponential.
 */
export function fitOrdinal(raws: ArrayLike<number>, labels: ArrayLike<number>): { slope: number; thresholds: number[] } {
  const rows = raws.length;
  const share = (label: number, level: number): number => Math.min(1, Math.max(0, label - level + 1));
  // Parameters: slope, the first threshold, logarithms of the four distances.
  const parameters = new Float64Array([1.5, 0, ...new Array<number>(LEVELS - 1).fill(0)]);
  const moments = new Float64Array(parameters.length);
  const squares = new Float64Array(parameters.length);
  for (let step = 1; step <= STEPS; step++) {
    const thresholds = thresholdsOf(parameters);
    const gradient = new Float64Array(parameters.length);
    for (let row = 0; row < rows; row++) {
      for (let level = 1; level <= LEVELS; level++) {
        const raw = raws[row] as number;
        const rest =
          share(labels[row] as number, level) - logistic((parameters[0] as number) * raw - (thresholds[level - 1] as number));
        gradient[0] = (gradient[0] as number) + rest * raw;
        gradient[1] = (gradient[1] as number) - rest;
        for (let next = 1; next < level; next++)
          gradient[1 + next] = (gradient[1 + next] as number) - rest * Math.exp(parameters[1 + next] as number);
      }
    }
    // Adam (Kingma & Ba, 2015), its usual constants but for a larger stride: six parameters, no noise.
    for (let index = 0; index < parameters.length; index++) {
      const slope = (gradient[index] as number) / rows;
      moments[index] = 0.9 * (moments[index] as number) + 0.1 * slope;
      squares[index] = 0.999 * (squares[index] as number) + 0.001 * slope * slope;
      const first = (moments[index] as number) / (1 - 0.9 ** step);
      const second = (squares[index] as number) / (1 - 0.999 ** step);
      parameters[index] = (parameters[index] as number) + (0.05 * first) / (Math.sqrt(second) + 1e-8);
    }
  }
  return { slope: parameters[0] as number, thresholds: thresholdsOf(parameters) };
}

function thresholdsOf(parameters: Float64Array): number[] {
  const thresholds = [parameters[1] as number];
  for (let next = 2; next < parameters.length; next++)
    thresholds.push((thresholds[next - 2] as number) + Math.exp(parameters[next] as number));
  return thresholds;
}

/** Expected score: the sum of the probabilities of reaching each level, 0–5. */
export function expectedScore({ slope, thresholds }: Pick<Calibration, "slope" | "thresholds">, raw: number): number {
  let sum = 0;
  for (const threshold of thresholds) sum += logistic(slope * raw - threshold);
  return sum;
}

/**
 * Isotonic regression of yes and no on raw scores by pooling adjacent violators, as knots: the mean raw score and the share of yes of each
 * pool.
 */
export function fitIsotonic(raws: ArrayLike<number>, isPositive: ArrayLike<boolean>): [number, number][] {
  const order = Array.from({ length: raws.length }, (_, row) => row).sort(
    (a, b) => (raws[a] as number) - (raws[b] as number) || a - b,
  );
  const pools: { rows: number; raws: number; positives: number }[] = [];
  for (const row of order) {
    pools.push({ rows: 1, raws: raws[row] as number, positives: isPositive[row] ? 1 : 0 });
    for (;;) {
      const last = pools.at(-1) as (typeof pools)[number];
      const before = pools.at(-2);
      if (!before || before.positives * last.rows < last.positives * before.rows) break;
      pools.splice(-2, 2, {
        rows: before.rows + last.rows,
        raws: before.raws + last.raws,
        positives: before.positives + last.positives,
      });
    }
  }
  return pools.map(({ rows, raws: sum, positives }) => [sum / rows, positives / rows]);
}

/** The value at `x` of straight lines between knots, flat outside of them; 0 without any. */
export function interpolate(knots: readonly (readonly [number, number])[], x: number): number {
  let low = 0;
  let high = knots.length - 1;
  if (high < 0) return 0;
  if (x <= (knots[0] as readonly [number, number])[0]) return (knots[0] as readonly [number, number])[1];
  if (x >= (knots[high] as readonly [number, number])[0]) return (knots[high] as readonly [number, number])[1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((knots[middle] as readonly [number, number])[0] <= x) low = middle;
    else high = middle;
  }
  const [x0, y0] = knots[low] as readonly [number, number];
  const [x1, y1] = knots[high] as readonly [number, number];
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/** Ends of a table of percentiles: value i is the quantile i / {@link PERCENTILE_STEPS}. */
export const PERCENTILE_STEPS = 1000;

/** Table of quantiles of raw scores of unlabelled documents. */
export function percentileTable(raws: readonly number[]): number[] {
  const sorted = [...raws].sort((a, b) => a - b);
  return Array.from({ length: PERCENTILE_STEPS + 1 }, (_, step) => {
    const place = (step / PERCENTILE_STEPS) * (sorted.length - 1);
    const below = Math.floor(place);
    const low = sorted[below] as number;
    const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
    return Math.fround(low + (high - low) * (place - below));
  });
}

/** Share of the documents of a table that score lower, 0–1. */
export function percentileOf(table: readonly number[], raw: number): number {
  let low = 0;
  let high = table.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((table[middle] as number) < raw) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, Math.min(1, low / table.length));
}
