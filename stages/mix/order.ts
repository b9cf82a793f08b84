/** Orders positions whose 64-bit sort words are the same. */
export type TieBreak = (left: number, right: number) => number;

/** 2048 runs of a pass stay in the cache where 65536 do not: three passes over 32 bits are faster than two. */
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/** Positions and the word of each, side by side, so that every pass of a sort reads straight on. */
interface Keyed {
  readonly positions: Uint32Array;
  readonly words: Uint32Array;
}

const keyed = (count: number): Keyed => ({ positions: new Uint32Array(count), words: new Uint32Array(count) });

/** One pass of a radix sort: `from` into `to`, stable, by 11 bits of the words. */
function pass(from: Keyed, to: Keyed, shift: number): void {
  const count = from.words.length;
  const next = new Uint32Array(DIGITS + 1);
  for (let index = 0; index < count; index++) {
    const digit = ((from.words[index] as number) >>> shift) & (DIGITS - 1);
    next[digit + 1] = (next[digit + 1] as number) + 1;
  }
  for (let digit = 0; digit < DIGITS; digit++) next[digit + 1] = (next[digit + 1] as number) + (next[digit] as number);
  for (let index = 0; index < count; index++) {
    const word = from.words[index] as number;
    const digit = (word >>> shift) & (DIGITS - 1);
    const place = next[digit] as number;
    to.positions[place] = from.positions[index] as number;
    to.words[place] = word;
    next[digit] = place + 1;
  }
}

/** Sorts positions by their words, stable; both arguments are spent, one of them is the answer. */
function sortByWords(from: Keyed, spare: Keyed): Keyed {
  pass(from, spare, 0);
  pass(spare, from, DIGIT_BITS);
  pass(from, spare, 2 * DIGIT_BITS);
  return spare;
}

/** Positions 0 … count − 1 beside a copy of their words. */
function ascending(words: Uint32Array): Keyed {
  const positions = new Uint32Array(words.length);
  for (let index = 0; index < words.length; index++) positions[index] = index;
  return { positions, words: words.slice() };
}

/**
 * Positions 0 … length − 1 in ascending order of the 64-bit words (`high`, `low`), then of `tieBreak`. Made for hashes: a sort
 * by the high half, and what is still together afterwards is compared one by one.
 */
export function orderByHash(high: Uint32Array, low: Uint32Array, tieBreak: TieBreak): Uint32Array {
  const { positions: order, words: sorted } = sortByWords(ascending(high), keyed(high.length));
  const compare = (left: number, right: number) => (low[left] as number) - (low[right] as number) || tieBreak(left, right);
  let start = 0;
  for (let index = 1; index <= order.length; index++) {
    if (index < order.length && sorted[index] === sorted[start]) continue;
    if (index - start > 1) order.subarray(start, index).sort(compare);
    start = index;
  }
  return order;
}

/** Sorts document numbers in place by a value each, highest first and NaN last; equal values keep their order. */
export function sortByHighest(documents: Uint32Array, values: Float64Array): void {
  const count = documents.length;
  const high = new Uint32Array(count);
  const low = new Uint32Array(count);
  const number = new Float64Array(1);
  const bits = new Uint32Array(number.buffer);
  for (let index = 0; index < count; index++) {
    const value = values[documents[index] as number] as number;
    number[0] = Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value + 0;
    // The bits of a double order like the number once a negative one is inverted and a positive one has its sign bit set; the
    // whole is inverted again because the highest comes first.
    const negative = (bits[1] as number) >>> 31 === 1;
    high[index] = negative ? (bits[1] as number) : ~((bits[1] as number) | 0x8000_0000);
    low[index] = negative ? (bits[0] as number) : ~(bits[0] as number);
  }
  const byLow = sortByWords(ascending(low), keyed(count));
  for (let index = 0; index < count; index++) byLow.words[index] = high[byLow.positions[index] as number] as number;
  const { positions: order } = sortByWords(byLow, keyed(count));
  // `low` has served and becomes the answer, so that it can replace `documents` whole.
  for (let index = 0; index < count; index++) low[index] = documents[order[index] as number] as number;
  documents.set(low);
}
