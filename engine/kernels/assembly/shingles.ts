import { bytesOfLead, codePointAt } from "./character-class";

const MIX: u64 = 0x9e3779b97f4a7c15;
const SPREAD: u64 = 0xd6e8feb86659fd93;
const BASE: u64 = 0x2545f4914f6cdd1d;

/** Hashes of the units in the present window, by unit modulo the length of a shingle. */
const RING: usize = memory.data(8 * 64, 16);

/** Spreads what differs in one bit over all of them. */
function mixed(value: u64): u64 {
  let h = value * MIX;
  h ^= h >> 32;
  h *= SPREAD;
  return h ^ (h >> 29);
}

/** BASE to the power of `exponent`. */
function power(exponent: u32): u64 {
  let result: u64 = 1;
  for (let i: u32 = 0; i < exponent; i++) result *= BASE;
  return result;
}

/** Up to eight bytes in the upper bytes of a word; what lies behind them does not count. */
function upper(at: usize, bytes: usize): u64 {
  const all = load<u64>(at) << ((8 - <u64>bytes) << 3);
  return select<u64>(0, all, bytes == 0);
}

/** Hash of up to any number of bytes: the last 16 at once, what stands before them eight at a time. */
function wordHash(at: usize, bytes: usize): u64 {
  let hash: u64 = <u64>bytes;
  for (; bytes > 16; at += 8, bytes -= 8) hash = mixed(hash ^ load<u64>(at));
  const first = select<usize>(8, bytes, bytes > 8);
  hash = (hash ^ upper(at, first)) * MIX;
  hash = (hash ^ (hash >> 32) ^ upper(at + 8, bytes - first)) * SPREAD;
  return hash ^ (hash >> 29);
}

/** Which of 64 bytes are blanks, the first in the lowest bit. */
function blanksOf(at: usize): u64 {
  const blank = i8x16.splat(32);
  const first =
    <u32>i8x16.bitmask(i8x16.eq(v128.load(at), blank)) | ((<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), blank))) << 16);
  const second =
    <u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), blank)) | ((<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 48), blank))) << 16);
  return <u64>first | ((<u64>second) << 32);
}

/**
 * Shingles of `units` words of text that `shingleText` wrote, as one 32-bit hash each in the order of the text; all of a text with
 * fewer words is one shingle. Writes at most bytes / 2 + 1 of them to `into` and returns how many. Shingles of unlike seeds do not meet.
 */
export function wordShingles(at: usize, bytes: usize, units: u32, seed: u32, into: usize): u32 {
  const end = at + bytes;
  const last = power(units - 1);
  const ringEnd = RING + ((<usize>units) << 3);
  const salt = <u64>seed * MIX;
  memory.fill(RING, 0, (<usize>units) << 3);
  let sum: u64 = 0;
  let words: u32 = 0;
  let slot = RING;
  let out = into;
  let from = at;
  for (let block = at; block <= end; block += 64) {
    let mask = blanksOf(block);
    // The end of the text ends its last word as a blank would.
    if (end - block < 64) mask = (mask & (((<u64>1) << (<u64>(end - block))) - 1)) | ((<u64>1) << (<u64>(end - block)));
    for (; mask; mask &= mask - 1) {
      const to = block + <usize>ctz(mask);
      const hash = wordHash(from, to - from);
      from = to + 1;
      sum = (sum - load<u64>(slot) * last) * BASE + hash;
      store<u64>(slot, hash);
      slot = select<usize>(RING, slot + 8, slot + 8 == ringEnd);
      store<u32>(out, <u32>(mixed(sum ^ salt) >> 32));
      // The first shingle ends with the last of its words: until then one is written over the other.
      out += select<usize>(4, 0, ++words >= units);
    }
  }
  return words < units ? 1 : <u32>((out - into) >> 2);
}

/**
 * Shingles of `units` characters (code points), like {@link wordShingles}; writes at most one for each character, and one at least.
 */
export function charShingles(at: usize, bytes: usize, units: u32, seed: u32, into: usize): u32 {
  const end = at + bytes;
  const last = power(units - 1);
  const ringEnd = RING + ((<usize>units) << 3);
  const salt = <u64>seed * MIX;
  memory.fill(RING, 0, (<usize>units) << 3);
  let sum: u64 = 0;
  let characters: u32 = 0;
  let slot = RING;
  let out = into;
  store<u32>(out, <u32>(mixed(salt) >> 32));
  while (at < end) {
    // Nearly all characters have one byte or three: these are told apart without a jump.
    const four = load<u32>(at);
    const lead = four & 0xff;
    let codePoint: u32;
    if (lead < 0x80 || lead - 0xe0 < 16) {
      const three = ((four & 15) << 12) | ((four >>> 2) & 0xfc0) | ((four >>> 16) & 63);
      codePoint = select<u32>(lead, three, lead < 0x80);
      at += select<usize>(1, 3, lead < 0x80);
    } else {
      codePoint = codePointAt(at);
      at += bytesOfLead(lead);
    }
    let hash = (<u64>codePoint + 1) * MIX;
    hash ^= hash >> 32;
    sum = (sum - load<u64>(slot) * last) * BASE + hash;
    store<u64>(slot, hash);
    slot = select<usize>(RING, slot + 8, slot + 8 == ringEnd);
    store<u32>(out, <u32>(mixed(sum ^ salt) >> 32));
    out += select<usize>(4, 0, ++characters >= units);
  }
  return characters < units ? 1 : <u32>((out - into) >> 2);
}
