const PRIME32_1: u64 = 0x9e3779b1;
const PRIME32_2: u64 = 0x85ebca77;
const PRIME32_3: u64 = 0xc2b2ae3d;
const PRIME64_1: u64 = 0x9e3779b185ebca87;
const PRIME64_2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME64_3: u64 = 0x165667b19e3779f9;
const PRIME64_4: u64 = 0x85ebca77c2b2ae63;
const PRIME64_5: u64 = 0x27d4eb2f165667c5;

/** The default secret of XXH3 (xxHash specification 0.2, §XXH3), 192 bytes. */
const SECRET: usize = memory.data<u8>([
  0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c, 0xde, 0xd4, 0x6d, 0xe9, 0x83,
  0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f, 0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a,
  0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21, 0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26,
  0x4c, 0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3, 0x71, 0x64, 0x48, 0x97,
  0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8, 0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9,
  0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d, 0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78,
  0x73, 0x64, 0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb, 0x17, 0x0d, 0xdd,
  0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e, 0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc,
  0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce, 0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb,
  0x4b, 0x40, 0x7e,
]);
const SECRET_BYTES: usize = 192;
const STRIPE: usize = 64;
const STRIPES_A_BLOCK: usize = 16;

/** Eight 64-bit accumulators of a long input. */
const ACCUMULATORS: usize = memory.data(64, 16);

/** The two halves of what a step below returns. */
let low: u64 = 0;
let high: u64 = 0;

/**
 * XXH3-128 with seed 0 (xxHash specification 0.2): 16 bytes at `into`, the low 64 bits first, each half little endian. Read from the
 * last byte to the first they are the canonical form that `xxhsum -H2` prints.
 */
export function hash128(at: usize, bytes: usize, into: usize): void {
  if (bytes > 240) hashLong(at, bytes);
  else if (bytes > 16) hashMiddle(at, bytes);
  else hashShort(at, bytes);
  store<u64>(into, low);
  store<u64>(into, high, 8);
}

function hashShort(at: usize, bytes: usize): void {
  if (bytes > 8) {
    const first = load<u64>(at);
    let last = load<u64>(at + bytes - 8);
    multiply(first ^ last ^ secret(32) ^ secret(40), PRIME64_1);
    const lowPart = low + ((<u64>bytes - 1) << 54);
    last ^= secret(48) ^ secret(56);
    const highPart = high + last + (last & 0xffffffff) * (PRIME32_2 - 1);
    multiply(lowPart ^ bswap<u64>(highPart), PRIME64_2);
    low = avalanche(low);
    high = avalanche(high + highPart * PRIME64_2);
  } else if (bytes > 3) {
    const both = <u64>load<u32>(at) + ((<u64>load<u32>(at + bytes - 4)) << 32);
    multiply(both ^ secret(16) ^ secret(24), PRIME64_1 + ((<u64>bytes) << 2));
    high += low << 1;
    low ^= high >> 3;
    low = (low ^ (low >> 35)) * 0x9fb21c651e98df25;
    low ^= low >> 28;
    high = avalanche(high);
  } else if (bytes) {
    const all =
      ((<u32>load<u8>(at)) << 16) |
      ((<u32>load<u8>(at + (bytes >> 1))) << 24) |
      <u32>load<u8>(at + bytes - 1) |
      ((<u32>bytes) << 8);
    low = avalanche64(<u64>(all ^ load<u32>(SECRET) ^ load<u32>(SECRET, 4)));
    high = avalanche64(<u64>(rotl<u32>(bswap<u32>(all), 13) ^ load<u32>(SECRET, 8) ^ load<u32>(SECRET, 12)));
  } else {
    low = avalanche64(secret(64) ^ secret(72));
    high = avalanche64(secret(80) ^ secret(88));
  }
}

function hashMiddle(at: usize, bytes: usize): void {
  const end = at + bytes;
  low = <u64>bytes * PRIME64_1;
  high = 0;
  if (bytes <= 128) {
    if (bytes > 96) mix(at + 48, end - 64, SECRET + 96);
    if (bytes > 64) mix(at + 32, end - 48, SECRET + 64);
    if (bytes > 32) mix(at + 16, end - 32, SECRET + 32);
    mix(at, end - 16, SECRET);
  } else {
    for (let i: usize = 0; i < 128; i += 32) mix(at + i, at + i + 16, SECRET + i);
    low = avalanche(low);
    high = avalanche(high);
    for (let i: usize = 128; i + 32 <= bytes; i += 32) mix(at + i, at + i + 16, SECRET + 3 + i - 128);
    mix(end - 16, end - 32, SECRET + 103);
  }
  const sum = low + high;
  high = 0 - avalanche(low * PRIME64_1 + high * PRIME64_4 + <u64>bytes * PRIME64_2);
  low = avalanche(sum);
}

function mix(a: usize, b: usize, key: usize): void {
  low = (low + fold(load<u64>(a) ^ load<u64>(key), load<u64>(a, 8) ^ load<u64>(key, 8))) ^ (load<u64>(b) + load<u64>(b, 8));
  high =
    (high + fold(load<u64>(b) ^ load<u64>(key, 16), load<u64>(b, 8) ^ load<u64>(key, 24))) ^ (load<u64>(a) + load<u64>(a, 8));
}

function hashLong(at: usize, bytes: usize): void {
  const lastStripe = at + bytes - STRIPE;
  let a = i64x2(PRIME32_3, PRIME64_1);
  let b = i64x2(PRIME64_2, PRIME64_3);
  let c = i64x2(PRIME64_4, PRIME32_2);
  let d = i64x2(PRIME64_5, PRIME32_1);
  let p = at;
  let key = SECRET;
  while (true) {
    const isLast = p >= lastStripe;
    if (isLast) {
      p = lastStripe;
      key = SECRET + SECRET_BYTES - STRIPE - 7;
    }
    a = accumulate(a, v128.load(p), v128.load(key));
    b = accumulate(b, v128.load(p, 16), v128.load(key, 16));
    c = accumulate(c, v128.load(p, 32), v128.load(key, 32));
    d = accumulate(d, v128.load(p, 48), v128.load(key, 48));
    if (isLast) break;
    p += STRIPE;
    key += 8;
    if (key == SECRET + 8 * STRIPES_A_BLOCK) {
      a = scramble(a, v128.load(key));
      b = scramble(b, v128.load(key, 16));
      c = scramble(c, v128.load(key, 32));
      d = scramble(d, v128.load(key, 48));
      key = SECRET;
    }
  }
  v128.store(ACCUMULATORS, a);
  v128.store(ACCUMULATORS, b, 16);
  v128.store(ACCUMULATORS, c, 32);
  v128.store(ACCUMULATORS, d, 48);
  const sum = merge(SECRET + 11, <u64>bytes * PRIME64_1);
  high = merge(SECRET + SECRET_BYTES - STRIPE - 11, ~(<u64>bytes * PRIME64_2));
  low = sum;
}

function accumulate(sums: v128, data: v128, key: v128): v128 {
  const keyed = v128.xor(data, key);
  const lows = v128.shuffle<u32>(keyed, keyed, 0, 2, 0, 2);
  const highs = v128.shuffle<u32>(keyed, keyed, 1, 3, 1, 3);
  const swapped = v128.shuffle<u64>(data, data, 1, 0);
  return i64x2.add(i64x2.add(sums, swapped), i64x2.extmul_low_i32x4_u(lows, highs));
}

function scramble(sums: v128, key: v128): v128 {
  const mixed = v128.xor(v128.xor(sums, i64x2.shr_u(sums, 47)), key);
  return i64x2.mul(mixed, i64x2.splat(PRIME32_1));
}

function merge(key: usize, start: u64): u64 {
  let result = start;
  for (let i: usize = 0; i < 64; i += 16) {
    const sums = ACCUMULATORS + i;
    result += fold(load<u64>(sums) ^ load<u64>(key + i), load<u64>(sums, 8) ^ load<u64>(key + i, 8));
  }
  return avalanche(result);
}

function secret(offset: usize): u64 {
  return load<u64>(SECRET + offset);
}

/** Upper half of a 128-bit product from four products of halves; WebAssembly has no wide multiplication. */
function upperHalf(a: u64, b: u64): u64 {
  const lowLow = (a & 0xffffffff) * (b & 0xffffffff);
  const highLow = (a >> 32) * (b & 0xffffffff);
  const lowHigh = (a & 0xffffffff) * (b >> 32);
  const middle = (lowLow >> 32) + (highLow & 0xffffffff) + lowHigh;
  return (a >> 32) * (b >> 32) + (highLow >> 32) + (middle >> 32);
}

/** Leaves the 128-bit product in `low` and `high`. */
function multiply(a: u64, b: u64): void {
  low = a * b;
  high = upperHalf(a, b);
}

function fold(a: u64, b: u64): u64 {
  return (a * b) ^ upperHalf(a, b);
}

function avalanche(hash: u64): u64 {
  let h = (hash ^ (hash >> 37)) * 0x165667919e3779f9;
  h ^= h >> 32;
  return h;
}

/** The avalanche of XXH64, which XXH3 uses for up to three bytes. */
function avalanche64(hash: u64): u64 {
  let h = (hash ^ (hash >> 33)) * PRIME64_2;
  h = (h ^ (h >> 29)) * PRIME64_3;
  return h ^ (h >> 32);
}
