import { type Design, times, timesTransposed } from "./design.ts";
import { UNITS } from "./random-units.ts";

/** Weights that a ridge regression finds. */
export interface RidgeWeights {
  readonly bias: number;
  /** By column of the design. */
  readonly sparse: Float64Array;
  readonly units: Float64Array;
}

const MOST_STEPS = 40;
/** Squared length of the rest, against that of the targets, at which it is solved well enough: far below what changes a rank. */
const TOLERANCE = 1e-5;

/**
 * Least squares with a penalty of `penalty` times the squared weights, each row counted `importance` times; solved in the space of rows by
 * conjugate gradients, whose order of additions is fixed: the same rows give the same weights, bit for bit.
 */
export function solveRidge(design: Design, targets: Float64Array, importance: Float64Array, penalty: number): RidgeWeights {
  const { rows } = design;
  let mass = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    mass += importance[row] as number;
    total += (importance[row] as number) * (targets[row] as number);
  }
  const bias = total / mass;
  const sparse = new Float64Array(design.buckets.length);
  const units = new Float64Array(UNITS);
  const solution = new Float64Array(rows);
  const rest = targets.map((target) => target - bias);
  const direction = rest.slice();
  const image = new Float64Array(rows);
  let length = squared(rest);
  const enough = TOLERANCE * length;
  for (let step = 0; step < MOST_STEPS && length > enough; step++) {
    timesTransposed(design, direction, sparse, units);
    times(design, sparse, units, image);
    let along = 0;
    for (let row = 0; row < rows; row++) {
      image[row] = (image[row] as number) + (penalty / (importance[row] as number)) * (direction[row] as number);
      along += (image[row] as number) * (direction[row] as number);
    }
    const stride = length / along;
    for (let row = 0; row < rows; row++) {
      solution[row] = (solution[row] as number) + stride * (direction[row] as number);
      rest[row] = (rest[row] as number) - stride * (image[row] as number);
    }
    const next = squared(rest);
    for (let row = 0; row < rows; row++) direction[row] = (rest[row] as number) + (next / length) * (direction[row] as number);
    length = next;
  }
  timesTransposed(design, solution, sparse, units);
  return { bias, sparse, units };
}

const squared = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
