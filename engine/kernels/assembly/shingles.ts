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

/** The 32 bits that stand for a window: the upper half of what is mixed best. */
function shingleOf(sum: u64, seed: u32): u32 {
  return <u32>(mixed(sum ^ (<u64>seed * MIX)) >> 32);
}

/** Hash of up to any number of bytes, eight at a time; what lies behind them does not count. */
function wordHash(at: usize, bytes: usize): u64 {
  let hash: u64 = <u64>bytes;
  while (bytes > 8) {
    hash = mixed(hash ^ load<u64>(at));
    at += 8;
    bytes -= 8;
  }
  const rest = bytes == 0 ? 0 : load<u64>(at) << (64 - ((<u64>bytes) << 3));
  return mixed(hash ^ rest);
}

/**
 * Shingles of `units` words of text that `shingleText` wrote, as one 32-bit hash each in the order of the text; all of a text with
 * fewer words is one shingle. Writes at most bytes / 2 + 1 of them to `into` and returns how many. Shingles of unlike seeds do not meet.
 */
export function wordShingles(at: usize, bytes: usize, units: u32, seed: u32, into: usize): u32 {
  const end = at + bytes;
  const last = power(units - 1);
  const blank = i8x16.splat(32);
  let sum: u64 = 0;
  let words: u32 = 0;
  let slot: usize = 0;
  let out = into;
  let from = at;
  for (let block = at; block <= end; block += 16) {
    // The end of the text ends its last word as a blank would.
    let mask = <u32>i8x16.bitmask(i8x16.eq(v128.load(block), blank));
    if (end - block < 16) mask = (mask & ((1 << (<u32>(end - block))) - 1)) | (1 << (<u32>(end - block)));
    while (mask) {
      const to = block + <usize>ctz(mask);
      mask &= mask - 1;
      const hash = wordHash(from, to - from);
      from = to + 1;
      if (words >= units) sum -= load<u64>(RING + (slot << 3)) * last;
      sum = sum * BASE + hash;
      store<u64>(RING + (slot << 3), hash);
      if (++slot == units) slot = 0;
      if (++words < units) continue;
      store<u32>(out, shingleOf(sum, seed));
      out += 4;
    }
  }
  if (out == into) {
    store<u32>(out, shingleOf(sum, seed));
    out += 4;
  }
  return <u32>((out - into) >> 2);
}

/**
 * Shingles of `units` characters (code points), like {@link wordShingles}; writes at most one for each character, and one at least.
 */
export function charShingles(at: usize, bytes: usize, units: u32, seed: u32, into: usize): u32 {
  const end = at + bytes;
  const last = power(units - 1);
  let sum: u64 = 0;
  let characters: u32 = 0;
  let slot: usize = 0;
  let out = into;
  while (at < end) {
    const lead = load<u8>(at);
    const codePoint = lead < 0x80 ? <u32>lead : codePointAt(at);
    at += lead < 0x80 ? 1 : bytesOfLead(lead);
    const hash = mixed(<u64>codePoint + 1);
    if (characters >= units) sum -= load<u64>(RING + (slot << 3)) * last;
    sum = sum * BASE + hash;
    store<u64>(RING + (slot << 3), hash);
    if (++slot == units) slot = 0;
    if (++characters < units) continue;
    store<u32>(out, shingleOf(sum, seed));
    out += 4;
  }
  if (out == into) {
    store<u32>(out, shingleOf(sum, seed));
    out += 4;
  }
  return <u32>((out - into) >> 2);
}
