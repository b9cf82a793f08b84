import type { Bucket, Where } from "../engine/mix.ts";

/**
 * How often a kept document is written, by the number of documents it stands for: from each size on, up to the next, that many times. Sizes
 * are whole numbers from 1, and 1 is among them.
 */
export type RehydrationWeights = Readonly<Record<number, number>>;

/**
 * The weights that FineWeb2 ships for Korean (arXiv 2506.20920; fineweb-2, configs/kor_Hang.yml), up to 3 or up to 5 times. They follow the
 * share of each size's documents that its filters remove: of pages seen 5 to 15 times they remove least, of those seen once or more than
 * a hundred times most.
 */
export const KOREAN_REHYDRATION: { readonly upTo3: RehydrationWeights; readonly upTo5: RehydrationWeights } = {
  upTo3: { 1: 1, 2: 2, 5: 3, 20: 2, 63: 1 },
  upTo5: { 1: 1, 2: 3, 4: 4, 6: 5, 16: 4, 26: 3, 48: 2, 87: 1 },
};

/**
 * Weights by FineWeb2's rule from the share of documents of each cluster size that filters remove: once where it is not below the share of
 * all documents, `most` times where it is lowest, and in between in proportion, rounded.
 */
export function rehydrationWeights(
  removedShare: Readonly<Record<number, number>>,
  ofAll: number,
  most: number,
): RehydrationWeights {
  const lowest = Math.min(...Object.values(removedShare));
  const weights: Record<number, number> = {};
  let before: number | undefined;
  for (const [size, share] of sorted(removedShare)) {
    const weight = share >= ofAll || lowest >= ofAll ? 1 : Math.round(1 + ((ofAll - share) / (ofAll - lowest)) * (most - 1));
    if (weight !== before) weights[size] = weight;
    before = weight;
  }
  return weights;
}

const sorted = (weights: Readonly<Record<number, number>>): [number, number][] =>
  Object.entries(weights)
    .map(([size, value]): [number, number] => [Number(size), value])
    .sort(([a], [b]) => a - b);

/** A bucket of rehydration: all documents whose clusters have certain sizes, a fixed number of times. */
export type RehydrationBucket<N extends string> = Bucket<N, { readonly "cluster.size": "number" }>;

/**
 * Buckets that together hold what `where` asks for, each document as often as its cluster's size says: one bucket for each step of the
 * weights, named `name-from-SIZE`. The stages must have `nearDuplicates()` among them, which writes `cluster.size`. A weight of 0 leaves out.
 */
export function rehydrationBuckets<const N extends string>(
  name: string,
  where: Where<N, { readonly "cluster.size": "number" }>,
  weights: RehydrationWeights,
): readonly RehydrationBucket<N>[] {
  const steps = sorted(weights);
  return steps.flatMap(([size, repeat], index): RehydrationBucket<N>[] => {
    if (repeat === 0) return [];
    const next = steps[index + 1]?.[0];
    const range = { atLeast: size, ...(next === undefined ? {} : { below: next }) };
    return [
      { name: `${name}-from-${size}`, where: { ...where, attributes: { ...where.attributes, "cluster.size": range } }, repeat },
    ];
  });
}
