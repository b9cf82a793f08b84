/** Buckets of 5 % each, 0 the lowest, as Nemotron-CC cuts scores (Su et al. 2024). */
export const RANK_BUCKETS = 20;

/** The bucket of a percentile from 0 to 1. */
export const bucketOf = (percentile: number): number =>
  Math.min(RANK_BUCKETS - 1, Math.max(0, Math.floor(RANK_BUCKETS * percentile)));

/**
 * How percentiles of several scorers become one bucket. `max` is Nemotron-CC's: what one scorer finds excellent is excellent, which finds
 * more and trusts each. `mean` wants them to agree.
 */
export type EnsembleRule = "max" | "mean";

/** The bucket of a document by the percentiles that scorers of unlike kinds give it; those that are NaN have no say. */
export function ensembleBucket(percentiles: readonly number[], rule: EnsembleRule = "max"): number {
  const known = percentiles.filter((percentile) => !Number.isNaN(percentile));
  if (known.length === 0) return 0;
  if (rule === "max") return Math.max(...known.map(bucketOf));
  return bucketOf(known.reduce((sum, percentile) => sum + percentile, 0) / known.length);
}
