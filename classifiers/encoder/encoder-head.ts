import { type LinearFit, ridgeFit } from "../training/ridge.ts";

/** Smoothing of the head; features are unit vectors, so that it is of the size of rows that one direction is trusted after. */
const PENALTY = 0.3;

/** A linear function of an encoder's centred unit features that estimates the rubric's score. */
export interface EncoderHead {
  readonly mean: Float64Array;
  readonly fit: LinearFit;
}

/** Fits a head to features and scores on the rubric's scale. */
export function fitHead(
  features: readonly ArrayLike<number>[],
  scores: ArrayLike<number>,
  rowWeights?: ArrayLike<number>,
): EncoderHead {
  const columns = features[0]?.length ?? 0;
  const mean = new Float64Array(columns);
  for (const row of features)
    for (let i = 0; i < columns; i++) mean[i] = (mean[i] as number) + (row[i] as number) / features.length;
  const units = new Float64Array(features.length * columns);
  for (const [index, row] of features.entries()) units.set(unitOf(row, mean), index * columns);
  return { mean, fit: ridgeFit(units, columns, scores, PENALTY, rowWeights) };
}

/** The score that a head estimates from a text's features; it may leave 0 to 5 a little. */
export function applyHead({ mean, fit }: EncoderHead, features: ArrayLike<number>): number {
  const unit = unitOf(features, mean);
  return unit.reduce((sum, value, index) => sum + value * (fit.weights[index] as number), fit.bias);
}

/** Features less the mean of a corpus, scaled to length 1: encoders put a large part that all texts share into every vector. */
function unitOf(features: ArrayLike<number>, mean: Float64Array): Float64Array {
  const centred = mean.map((value, index) => (features[index] as number) - value);
  const length = Math.hypot(...centred);
  return length === 0 ? centred : centred.map((value) => value / length);
}
