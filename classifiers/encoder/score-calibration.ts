import { POSITIVE_FROM } from "../evaluation/held-out.ts";
import type { EduScore } from "../scorer.ts";

/** How a raw score of one language becomes an expected score and a probability. */
export interface ScoreCalibration {
  /** Expected score = slope · raw + offset, kept within 0 to 5. */
  readonly slope: number;
  readonly offset: number;
  /** Probability of 2.5 or more = logistic(steepness · raw + shift). */
  readonly steepness: number;
  readonly shift: number;
}

const BEST = 5;
const ROUNDS = 30;
/** Keeps the curve finite where the score parts the classes cleanly. */
const PRIOR = 1e-3;

/** Fits a calibration to scores of rows that the model had not seen, and their labels: a line, and Platt's logistic curve (1999). */
export function fitCalibration(raw: ArrayLike<number>, labels: ArrayLike<number>): ScoreCalibration {
  const count = raw.length;
  let [meanRaw, meanLabel] = [0, 0];
  for (let row = 0; row < count; row++) {
    meanRaw += (raw[row] as number) / count;
    meanLabel += (labels[row] as number) / count;
  }
  let [both, spread] = [0, 0];
  for (let row = 0; row < count; row++) {
    const distance = (raw[row] as number) - meanRaw;
    both += distance * ((labels[row] as number) - meanLabel);
    spread += distance ** 2;
  }
  const slope = spread > 0 ? both / spread : 0;
  return { slope, offset: meanLabel - slope * meanRaw, ...logisticCurve(raw, labels, meanRaw) };
}

/** Newton's method on the two numbers of the curve, with Platt's softened targets. */
function logisticCurve(raw: ArrayLike<number>, labels: ArrayLike<number>, middle: number): { steepness: number; shift: number } {
  const positives = Array.from(labels).filter((label) => label >= POSITIVE_FROM).length;
  const [high, low] = [(positives + 1) / (positives + 2), 1 / (raw.length - positives + 2)];
  let [a, b] = [1, 0];
  for (let round = 0; round < ROUNDS; round++) {
    let [gradientA, gradientB, aa, ab, bb] = [PRIOR * a, PRIOR * b, PRIOR, 0, PRIOR];
    for (let row = 0; row < raw.length; row++) {
      const x = (raw[row] as number) - middle;
      const p = 1 / (1 + Math.exp(-(a * x + b)));
      const error = p - ((labels[row] as number) >= POSITIVE_FROM ? high : low);
      const weight = p * (1 - p);
      gradientA += error * x;
      gradientB += error;
      aa += weight * x * x;
      ab += weight * x;
      bb += weight;
    }
    const determinant = aa * bb - ab * ab;
    const [stepA, stepB] = [(bb * gradientA - ab * gradientB) / determinant, (aa * gradientB - ab * gradientA) / determinant];
    // A far step would leave the range where the curve is curved at all.
    const scale = 1 / Math.max(1, Math.hypot(stepA, stepB) / 4);
    a -= scale * stepA;
    b -= scale * stepB;
  }
  return { steepness: a, shift: b - a * middle };
}

/** The score that a calibration makes of a raw one. */
export const calibrated = (raw: number, { slope, offset, steepness, shift }: ScoreCalibration): EduScore => ({
  raw,
  edu: Math.min(BEST, Math.max(0, slope * raw + offset)),
  atLeastThree: 1 / (1 + Math.exp(-(steepness * raw + shift))),
});
