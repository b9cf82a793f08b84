import type { Bucket } from "../../engine/mix.ts";

/** Repeats beyond this are reported: up to about four epochs are worth almost as much as new text (arXiv 2305.16264). */
export const REPEATS_TO_WARN_OF = 4;
/** Repeats beyond this are refused: by then another epoch is worth next to nothing (arXiv 2305.16264). */
export const REPEATS_AT_MOST = 16;
/** A bucket that gives less than this part of what it should, for want of documents short enough, is reported. */
export const FILLED_AT_LEAST = 0.9;

/** The documents of a bucket in the order in which they are drawn. */
export interface OrderedBucket {
  readonly documents: Uint32Array;
  /** Tokens of each document of the pool, by document number. */
  readonly tokens: Float64Array;
  /** Tokens of the bucket's documents together. */
  readonly availableTokens: number;
}

/** How a bucket is filled: every document `passes` times, and those of `rest` once more. */
export interface Fill {
  readonly passes: number;
  /** Document numbers in the order in which they are drawn; may share memory with the order itself. */
  readonly rest: Uint32Array;
  /** What was asked for beyond all that the bucket can give; rounding to whole documents is no shortfall. */
  readonly shortfall: number;
}

/**
 * Documents, in their order, that together hold at most `limit` tokens: each that fits into what is left, until nothing is left or the
 * order ends. What is missing then is less than the shortest document left out. Documents without tokens are drawn in their turn until
 * the first is passed over and not after that: they fill nothing, and the search for the last tokens would gather all of them.
 */
function documentsWithin(limit: number, { documents, tokens }: OrderedBucket): Uint32Array {
  let sum = 0;
  let first = 0;
  for (; first < documents.length && sum < limit; first++) {
    const held = tokens[documents[first] as number] as number;
    if (sum + held > limit) break;
    sum += held;
  }
  // A plain list will do: each document in it holds a token at least, so it is shorter than the document passed over has tokens.
  const later: number[] = [];
  for (let place = first + 1; place < documents.length && sum < limit; place++) {
    const document = documents[place] as number;
    const held = tokens[document] as number;
    if (held === 0 || sum + held > limit) continue;
    sum += held;
    later.push(document);
  }
  const beginning = documents.subarray(0, first);
  if (later.length === 0) return beginning;
  const chosen = new Uint32Array(first + later.length);
  chosen.set(beginning);
  chosen.set(later, first);
  return chosen;
}

/**
 * Fills a target in tokens: whole passes over the bucket first, then its order once more, where a document that does not fit into what
 * is left is passed over for the next that does. So a target is never exceeded, and is missed by less than the shortest document left
 * out, or the bucket has given all it may. The price: at the very end of a draw documents longer than what is left are passed over, which
 * makes them rarer there, and a larger target may exchange those last documents, which hold fewer tokens than the first one passed over.
 * Stopping at the first that does not fit would spare that, and one long document could leave a bucket all but empty.
 */
export function fillTokens(target: number, maxRepeats: number, bucket: OrderedBucket): Fill {
  const { availableTokens } = bucket;
  const most = maxRepeats * availableTokens;
  const shortfall = Math.max(0, target - most);
  const within = Math.min(target, most);
  const passes = availableTokens > 0 ? Math.min(Math.floor(target / availableTokens), Math.floor(maxRepeats)) : 0;
  const left = passes === maxRepeats ? 0 : within - passes * availableTokens;
  return { passes, rest: documentsWithin(left, bucket), shortfall };
}

/**
 * Fills a target in documents: whole passes first, then the beginning of the order; with a fractional limit the last pass is cut to
 * whole documents.
 */
export function fillDocuments(target: number, maxRepeats: number, { documents }: Pick<OrderedBucket, "documents">): Fill {
  const count = documents.length;
  const most = Math.floor(maxRepeats * count);
  const within = Math.min(target, most);
  const passes = count > 0 ? Math.floor(within / count) : 0;
  return { passes, rest: documents.subarray(0, within - passes * count), shortfall: target - within };
}

/** Takes every document `repeat` times; a fraction is that fraction of the bucket's tokens, filled as by {@link fillTokens}. */
export function fillRepeats(repeat: number, bucket: OrderedBucket): Fill {
  const passes = Math.floor(repeat);
  return { passes, rest: documentsWithin((repeat - passes) * bucket.availableTokens, bucket), shortfall: 0 };
}

/** Fills a bucket by its own amount; `askedTokens` is null where that is in documents or repeats. */
export function fillBucket(amount: Bucket, askedTokens: number | null, bucket: OrderedBucket): Fill {
  const maxRepeats = amount.maxRepeats ?? 1;
  if (amount.repeat !== undefined) return fillRepeats(amount.repeat, bucket);
  if (amount.documents !== undefined) return fillDocuments(amount.documents, maxRepeats, bucket);
  return fillTokens(askedTokens ?? 0, maxRepeats, bucket);
}
