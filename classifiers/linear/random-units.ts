import { seededRandom } from "../training/seeded-random.ts";
import { DENSE_NAMES } from "./dense.ts";

/** Rectified units of random signs over the dense features: what lets a linear model bend (random features of the arc-cosine kernel). */
export const UNITS = 512;
/** Dense features with zeros behind them, so that the kernel reads whole lanes. */
export const UNIT_WIDTH = Math.ceil(DENSE_NAMES.length / 8) * 8;
/** A standard deviation of a dense feature, as the units take it. */
export const DENSE_STEP = 256;
/** Standard deviations at which dense features are cut. */
export const DENSE_LIMIT = 3;
/** Typical sum of a unit: what its offset and its output are measured in. */
export const UNIT_SCALE = Math.round(DENSE_STEP * Math.sqrt(DENSE_NAMES.length));

const SEED = 20_250_601;
/** Offsets lie within so many typical sums. */
const OFFSET_RANGE = 1;

export interface RandomUnits {
  /** {@link UNITS} rows of {@link UNIT_WIDTH} signs. */
  readonly signs: Int16Array;
  readonly offsets: Int32Array;
}

/** The units, the same everywhere: they are not in the model's file. */
export function randomUnits(): RandomUnits {
  const random = seededRandom(SEED);
  const signs = new Int16Array(UNITS * UNIT_WIDTH);
  const offsets = new Int32Array(UNITS);
  for (let unit = 0; unit < UNITS; unit++) {
    for (let input = 0; input < DENSE_NAMES.length; input++) signs[unit * UNIT_WIDTH + input] = random() < 0.5 ? -1 : 1;
    offsets[unit] = Math.round((2 * random() - 1) * OFFSET_RANGE * UNIT_SCALE);
  }
  return { signs, offsets };
}

/** Outputs of the units for quantised dense features, in units of {@link UNIT_SCALE}. */
export function unitOutputs({ signs, offsets }: RandomUnits, inputs: Int16Array, into: Float64Array): void {
  const scale = UNIT_SCALE;
  const width = inputs.length;
  for (let unit = 0, from = 0; unit < into.length; unit++, from += width) {
    let sum = offsets[unit] as number;
    for (let input = 0; input < width; input++) sum += (inputs[input] as number) * (signs[from + input] as number);
    into[unit] = Math.max(0, sum) / scale;
  }
}

/** Mean and deviation of each dense feature. */
export interface DenseScale {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

export function scaleOf(rows: readonly Float64Array[]): DenseScale {
  const means = new Float64Array(DENSE_NAMES.length);
  const deviations = new Float64Array(DENSE_NAMES.length);
  for (let feature = 0; feature < means.length; feature++) {
    let total = 0;
    for (const row of rows) total += row[feature] as number;
    const mean = total / rows.length;
    let squares = 0;
    for (const row of rows) squares += ((row[feature] as number) - mean) ** 2;
    means[feature] = mean;
    deviations[feature] = Math.max(Math.sqrt(squares / rows.length), 1e-6);
  }
  return { means, deviations };
}

/** Dense features in steps of their deviation, cut at {@link DENSE_LIMIT}. */
export function quantise(dense: Float64Array, { means, deviations }: DenseScale, into: Int16Array): void {
  const most = DENSE_LIMIT * DENSE_STEP;
  for (let feature = 0; feature < dense.length; feature++) {
    const steps = (DENSE_STEP * ((dense[feature] as number) - (means[feature] as number))) / (deviations[feature] as number);
    into[feature] = Math.round(Math.min(Math.max(steps, -most), most));
  }
}
