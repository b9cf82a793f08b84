const PRIME_1: u64 = 0x9e3779b185ebca87;
const PRIME_2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME_3: u64 = 0x165667b19e3779f9;
const PRIME_4: u64 = 0x85ebca77c2b2ae63;
const PRIME_5: u64 = 0x27d4eb2f165667c5;
/** 2^61 − 1. */
const MERSENNE: u64 = 0x1fffffffffffffff;

function round(sum: u64, lane: u64): u64 {
  return rotl<u64>(sum + lane * PRIME_2, 31) * PRIME_1;
}

function merge(hash: u64, sum: u64): u64 {
  return (hash ^ round(0, sum)) * PRIME_1 + PRIME_4;
}

/** XXH64 with seed 0 (xxHash specification, §XXH64). */
function xxh64(at: usize, bytes: usize): u64 {
  const end = at + bytes;
  let hash: u64;
  if (bytes >= 32) {
    let a = PRIME_1 + PRIME_2;
    let b = PRIME_2;
    let c: u64 = 0;
    let d: u64 = 0 - PRIME_1;
    for (; at + 32 <= end; at += 32) {
      a = round(a, load<u64>(at));
      b = round(b, load<u64>(at, 8));
      c = round(c, load<u64>(at, 16));
      d = round(d, load<u64>(at, 24));
    }
    hash = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    hash = merge(merge(merge(merge(hash, a), b), c), d);
  } else hash = PRIME_5;
  hash += <u64>bytes;
  for (; at + 8 <= end; at += 8) hash = rotl<u64>(hash ^ round(0, load<u64>(at)), 27) * PRIME_1 + PRIME_4;
  if (at + 4 <= end) {
    hash = rotl<u64>(hash ^ (<u64>load<u32>(at) * PRIME_1), 23) * PRIME_2 + PRIME_3;
    at += 4;
  }
  for (; at < end; at++) hash = rotl<u64>(hash ^ (<u64>load<u8>(at) * PRIME_5), 11) * PRIME_1;
  hash = (hash ^ (hash >> 33)) * PRIME_2;
  hash = (hash ^ (hash >> 29)) * PRIME_3;
  return hash ^ (hash >> 32);
}

/** Starts of the units of the present window, by unit modulo the length of a shingle. */
const STARTS: usize = memory.data(64 * 4, 16);

/**
 * Shingles as datatrove hashes them: XXH64 of `units` words with one blank between, or of `units` characters, of text that `shingleText`
 * wrote; all of a text with fewer is one shingle. Writes u64 each to `into` and returns how many.
 */
export function longShingles(at: usize, bytes: usize, byWord: u32, units: u32, into: usize): u32 {
  const end = at + bytes;
  let out = into;
  let begun: u32 = 0;
  let p = at;
  let from = at;
  while (p <= end) {
    // One unit: from `from` to `p`.
    if (byWord) while (p < end && load<u8>(p) != 32) p++;
    else if (p < end) {
      p++;
      while (p < end && (load<u8>(p) & 0xc0) == 0x80) p++;
    } else break;
    store<u32>(STARTS + ((<usize>(begun % units)) << 2), <u32>from);
    begun++;
    if (begun >= units) {
      const first = <usize>load<u32>(STARTS + ((<usize>(begun % units)) << 2));
      store<u64>(out, xxh64(first, p - first));
      out += 8;
    }
    if (byWord) {
      if (p >= end) break;
      p++;
    }
    from = p;
  }
  if (out == into) {
    store<u64>(out, xxh64(at, bytes));
    out += 8;
  }
  return <u32>((out - into) >> 3);
}

/**
 * MinHash with datatrove's permutations: ((h·a + b) mod 2^64) mod (2^61 − 1), the smallest over `length` hashes, for `count` pairs of u64.
 * `parameters`: `count` × a, then `count` × b; `count` is even. Writes `count` × u64.
 */
export function longMinHash(hashes: usize, length: usize, parameters: usize, count: usize, into: usize): void {
  const end = hashes + (length << 3);
  const adds = count << 3;
  for (let j: usize = 0; j < adds; j += 16) {
    const a0 = load<u64>(parameters + j);
    const a1 = load<u64>(parameters + j, 8);
    const b0 = load<u64>(parameters + adds + j);
    const b1 = load<u64>(parameters + adds + j, 8);
    let m0: u64 = -1;
    let m1: u64 = -1;
    for (let at = hashes; at < end; at += 8) {
      const hash = load<u64>(at);
      m0 = min(m0, reduced(hash * a0 + b0));
      m1 = min(m1, reduced(hash * a1 + b1));
    }
    store<u64>(into + j, m0);
    store<u64>(into + j, m1, 8);
  }
}

/** A value modulo 2^61 − 1. */
function reduced(value: u64): u64 {
  const sum = (value & MERSENNE) + (value >> 61);
  return sum >= MERSENNE ? sum - MERSENNE : sum;
}
