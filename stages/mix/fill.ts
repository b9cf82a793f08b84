import type { Bucket } from "../../engine/mix.ts";

/** Repeats beyond this are reported: up to about four epochs are worth almost as much as new text (arXiv 2305.16264). */
export const REPEATS_TO_WARN_OF = 4;
/** Repeats beyond this are refused: by then another epoch is worth next to nothing (arXiv 2305.16264). */
export const REPEATS_AT_MOST = 16;

/** The documents of a bucket in the order in which they are drawn. */
export interface OrderedBucket {
  readonly documents: Uint32Array;
  /** Tokens of each document of the pool, by document number. */
  readonly tokens: Float64Array;
  /** Tokens of the bucket's documents together. */
  readonly availableTokens: number;
}

/** How a bucket is filled: every document `passes` times, and the first `rest` documents of its order once more. */
export interface Fill {
  readonly passes: number;
  readonly rest: number;
  /** What was asked for beyond all that the bucket can give; rounding to whole documents is no shortfall. */
  readonly shortfall: number;
}

/** Documents from the beginning of the order that together hold at most `limit` tokens: the first that would exceed it ends the draw. */
function prefixWithin(limit: number, { documents, tokens }: OrderedBucket): number {
  if (limit <= 0) return 0;
  let sum = 0;
  for (let index = 0; index < documents.length; index++) {
    sum += tokens[documents[index] as number] as number;
    if (sum > limit) return index;
  }
  return documents.length;
}

/**
 * Fills a target in tokens: whole passes over the bucket first, then the longest beginning of its order that stays within the target.
 * So a target is never exceeded, and is missed by less than the document that comes next. Skipping a long document for a shorter one
 * would fill more closely and make long documents rarer than they are.
 */
export function fillTokens(target: number, maxRepeats: number, bucket: OrderedBucket): Fill {
  const { availableTokens } = bucket;
  const most = maxRepeats * availableTokens;
  const shortfall = Math.max(0, target - most);
  const within = Math.min(target, most);
  const passes = availableTokens > 0 ? Math.min(Math.floor(target / availableTokens), Math.floor(maxRepeats)) : 0;
  if (passes === maxRepeats) return { passes, rest: 0, shortfall };
  return { passes, rest: prefixWithin(within - passes * availableTokens, bucket), shortfall };
}

/** Fills a target in documents in the same way; with a fractional limit the last pass is cut to whole documents. */
export function fillDocuments(target: number, maxRepeats: number, count: number): Fill {
  const most = Math.floor(maxRepeats * count);
  const within = Math.min(target, most);
  const passes = count > 0 ? Math.floor(within / count) : 0;
  return { passes, rest: within - passes * count, shortfall: target - within };
}

/** Takes every document `repeat` times; a fraction is the longest beginning of the order with that fraction of the bucket's tokens. */
export function fillRepeats(repeat: number, bucket: OrderedBucket): Fill {
  const passes = Math.floor(repeat);
  return { passes, rest: prefixWithin((repeat - passes) * bucket.availableTokens, bucket), shortfall: 0 };
}

/** Fills a bucket by its own amount; `askedTokens` is null where that is in documents or repeats. */
export function fillBucket(amount: Bucket, askedTokens: number | null, bucket: OrderedBucket): Fill {
  const maxRepeats = amount.maxRepeats ?? 1;
  if (amount.repeat !== undefined) return fillRepeats(amount.repeat, bucket);
  if (amount.documents !== undefined) return fillDocuments(amount.documents, maxRepeats, bucket.documents.length);
  return fillTokens(askedTokens ?? 0, maxRepeats, bucket);
}
