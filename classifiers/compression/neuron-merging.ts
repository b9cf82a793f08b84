import { solvePositive } from "../training/ridge.ts";
import type { PlainMatrix } from "./feed-forward.ts";

/** How neurons that go are made good for. */
export type Compression =
  /** Not at all: those with the smallest weights are left out, as magnitude pruning does. */
  | "prune"
  /** Their outgoing weights go to neurons that act alike, by discrete optimal transport. */
  | "merge"
  /** The same, and the outgoing weights are then fitted to what the whole layer gave on sample texts. */
  | "merge-fit";

/** What is known of a layer's neurons: their outgoing weights, and products of their activations over sample tokens. */
export interface LayerSample {
  /** Neurons × width. */
  readonly down: PlainMatrix;
  /** Length of each neuron's incoming weights. */
  readonly upNorms: Float64Array;
  /** Neurons × neurons: mean products of activations. */
  readonly products: Float64Array;
}

/** Which neurons stay, in their order, and their new outgoing weights. */
export interface Merged {
  readonly kept: readonly number[];
  readonly down: PlainMatrix;
}

/** Blur of the transport, as a share of the mean cost, and rounds of balancing (Sinkhorn; Cuturi 2013). */
const BLUR = 0.05;
const ROUNDS = 40;
/** How much the fit trusts the transported weights, as a share of the mean activation energy. */
const PRIOR = 0.02;

/** Makes a layer of `target` neurons out of a larger one. */
export function compressLayer(layer: LayerSample, target: number, how: Compression): Merged {
  const neurons = layer.down.rows;
  const width = layer.down.columns;
  const downNorms = normsOf(layer.down);
  const energy = (i: number): number => layer.products[i * neurons + i] as number;
  const kept = how === "prune" ? heaviest(layer.upNorms, downNorms, target) : pivots(layer.products, downNorms, target);
  const down = new Float32Array(target * width);
  if (how === "prune") {
    for (const [place, i] of kept.entries()) down.set(layer.down.values.subarray(i * width, (i + 1) * width), place * width);
    return { kept, down: { rows: target, columns: width, values: down } };
  }
  const plan = transport(layer, kept, downNorms);
  const moved = new Float64Array(target * width);
  for (let i = 0; i < neurons; i++) {
    for (let place = 0; place < target; place++) {
      const share = plan[i * target + place] as number;
      if (share < 1e-6) continue;
      const j = kept[place] as number;
      // A neuron that acts like another but stronger or weaker is that one, scaled.
      const scale = i === j ? 1 : (layer.products[i * neurons + j] as number) / Math.max(energy(j), Number.MIN_VALUE);
      const factor = share * scale;
      for (let column = 0; column < width; column++)
        moved[place * width + column] =
          (moved[place * width + column] as number) + factor * (layer.down.values[i * width + column] as number);
    }
  }
  if (how === "merge-fit") fitOutgoing(layer, kept, moved);
  down.set(moved);
  return { kept, down: { rows: target, columns: width, values: down } };
}

/** The neurons with the largest weights, as plain pruning keeps them. */
function heaviest(upNorms: Float64Array, downNorms: Float64Array, target: number): readonly number[] {
  const weights = upNorms.map((norm, i) => norm * (downNorms[i] as number));
  return [...weights.keys()]
    .sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b)
    .slice(0, target)
    .sort((a, b) => a - b);
}

/**
 * The neurons that the others can best be expressed by: one after another, that which adds most to the output beyond what those before it
 * already give (pivoted Cholesky of the products, weighed by outgoing weights). Of twins one is taken.
 */
function pivots(products: Float64Array, downNorms: Float64Array, target: number): readonly number[] {
  const neurons = downNorms.length;
  const factors: Float64Array[] = [];
  const left = downNorms.map((norm, i) => norm ** 2 * (products[i * neurons + i] as number));
  const kept: number[] = [];
  const isKept = new Uint8Array(neurons);
  while (kept.length < target) {
    let pivot = -1;
    for (let i = 0; i < neurons; i++) if (!isKept[i] && (pivot < 0 || (left[i] as number) > (left[pivot] as number))) pivot = i;
    isKept[pivot] = 1;
    kept.push(pivot);
    const root = Math.sqrt(Math.max(left[pivot] as number, 0));
    // From here on every neuron is a mixture of those that were taken.
    if (root < 1e-12) continue;
    const factor = new Float64Array(neurons);
    const norm = downNorms[pivot] as number;
    for (let i = 0; i < neurons; i++) factor[i] = norm * (downNorms[i] as number) * (products[pivot * neurons + i] as number);
    for (const before of factors) {
      const share = before[pivot] as number;
      for (let i = 0; i < neurons; i++) factor[i] = (factor[i] as number) - share * (before[i] as number);
    }
    for (let i = 0; i < neurons; i++) {
      factor[i] = (factor[i] as number) / root;
      left[i] = (left[i] as number) - (factor[i] as number) ** 2;
    }
    factors.push(factor);
  }
  return kept.sort((a, b) => a - b);
}

/**
 * How each neuron's part of the output is shared out among the kept ones: the entropic transport plan between all neurons and the kept
 * ones, each side of equal masses, rows scaled to 1. A neuron that is kept stays itself. The cost of expressing one neuron by another is
 * the output that is lost thereby (after DOTResize, Verma et al. 2025).
 */
function transport({ products }: LayerSample, kept: readonly number[], downNorms: Float64Array): Float64Array {
  const neurons = downNorms.length;
  const target = kept.length;
  const isKept = new Set(kept);
  const going = [...downNorms.keys()].filter((i) => !isKept.has(i));
  const plan = new Float64Array(neurons * target);
  for (const [place, i] of kept.entries()) plan[i * target + place] = 1;
  if (going.length === 0) return plan;
  const kernel = new Float64Array(going.length * target);
  let mean = 0;
  for (const [row, i] of going.entries()) {
    const own = products[i * neurons + i] as number;
    for (const [place, j] of kept.entries()) {
      const both = products[i * neurons + j] as number;
      const lost = own - both ** 2 / Math.max(products[j * neurons + j] as number, Number.MIN_VALUE);
      const cost = Math.max(0, lost) * (downNorms[i] as number) ** 2;
      kernel[row * target + place] = cost;
      mean += cost / kernel.length;
    }
  }
  for (let row = 0; row < going.length; row++) {
    // Measured from each row's least cost, so that no row vanishes.
    const costs = kernel.subarray(row * target, (row + 1) * target);
    const least = costs.reduce((low, cost) => Math.min(low, cost), Number.POSITIVE_INFINITY);
    for (let place = 0; place < target; place++)
      costs[place] = Math.exp(-((costs[place] as number) - least) / (BLUR * mean || 1)) + 1e-12;
  }
  const [a, b] = [new Float64Array(going.length).fill(1), new Float64Array(target).fill(1)];
  for (let round = 0; round < ROUNDS; round++) {
    const columns = new Float64Array(target);
    for (let row = 0; row < going.length; row++) {
      let sum = 0;
      for (let place = 0; place < target; place++) sum += (kernel[row * target + place] as number) * (b[place] as number);
      a[row] = 1 / going.length / sum;
      for (let place = 0; place < target; place++)
        columns[place] = (columns[place] as number) + (kernel[row * target + place] as number) * (a[row] as number);
    }
    for (let place = 0; place < target; place++) b[place] = 1 / target / (columns[place] as number);
  }
  for (const [row, i] of going.entries()) {
    let sum = 0;
    for (let place = 0; place < target; place++) sum += (kernel[row * target + place] as number) * (b[place] as number);
    for (let place = 0; place < target; place++)
      plan[i * target + place] = ((kernel[row * target + place] as number) * (b[place] as number)) / sum;
  }
  return plan;
}

/** Moves outgoing weights to where the kept neurons give on the sample what all gave, held near to where they are. */
function fitOutgoing({ products, down }: LayerSample, kept: readonly number[], moved: Float64Array): void {
  const neurons = down.rows;
  const width = down.columns;
  const target = kept.length;
  let energy = 0;
  for (const i of kept) energy += (products[i * neurons + i] as number) / target;
  const prior = PRIOR * energy;
  const lower = new Float64Array(target * target);
  for (const [row, i] of kept.entries())
    for (let column = 0; column <= row; column++)
      lower[row * target + column] = (products[i * neurons + (kept[column] as number)] as number) + (row === column ? prior : 0);
  // What the whole layer gives, seen by each kept neuron; held near to the transported weights.
  const sides = new Float64Array(target * width);
  for (const [place, i] of kept.entries()) {
    const side = sides.subarray(place * width, (place + 1) * width);
    for (let column = 0; column < width; column++) side[column] = prior * (moved[place * width + column] as number);
    for (let j = 0; j < neurons; j++) {
      const product = products[i * neurons + j] as number;
      const from = j * width;
      for (let column = 0; column < width; column++)
        side[column] = (side[column] as number) + product * (down.values[from + column] as number);
    }
  }
  const solve = solvePositive(lower);
  const side = new Float64Array(target);
  for (let column = 0; column < width; column++) {
    for (let place = 0; place < target; place++) side[place] = sides[place * width + column] as number;
    const solved = solve(side);
    for (let place = 0; place < target; place++) moved[place * width + column] = solved[place] as number;
  }
}

/** Length of each row. */
export function normsOf({ rows, columns, values }: PlainMatrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => Math.hypot(...values.subarray(row * columns, (row + 1) * columns)));
}

/** Mean products of all pairs of neurons over tokens. */
export function productsOf(activations: Float32Array, neurons: number): Float64Array {
  const tokens = activations.length / neurons;
  const products = new Float64Array(neurons * neurons);
  for (let token = 0; token < tokens; token++) {
    const row = activations.subarray(token * neurons, (token + 1) * neurons);
    for (let i = 0; i < neurons; i++) {
      const value = (row[i] as number) / tokens;
      const into = products.subarray(i * neurons, i * neurons + i + 1);
      for (let j = 0; j <= i; j++) into[j] = (into[j] as number) + value * (row[j] as number);
    }
  }
  for (let i = 0; i < neurons; i++) for (let j = 0; j < i; j++) products[j * neurons + i] = products[i * neurons + j] as number;
  return products;
}
