const PRIME32 = [0n, 0x9e3779b1n, 0x85ebca77n, 0xc2b2ae3dn] as const;
const PRIME64 = [
  0n,
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const;

/** The default secret (xxHash specification 0.2, XXH3). */
const SECRET = Buffer.from(
  "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221" +
    "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8" +
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb" +
    "170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e",
  "hex",
);

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const key = (offset: number): bigint => SECRET.readBigUInt64LE(offset);

/** Low and high half of a hash. */
type Halves = readonly [low: bigint, high: bigint];

/** XXH3-128 with seed 0 as the kernel `hash128` stores it: 16 bytes, low half first, little endian. */
export function hash128(bytes: Uint8Array): Uint8Array {
  const input = Buffer.from(bytes);
  const size = input.length;
  const [low, high] =
    size > 240 ? long(input) : size > 16 ? middle(input) : size > 8 ? upTo16(input) : size > 3 ? upTo8(input) : upTo3(input);
  const hash = Buffer.alloc(16);
  hash.writeBigUInt64LE(low, 0);
  hash.writeBigUInt64LE(high, 8);
  return hash;
}

function upTo3(input: Buffer): Halves {
  const size = input.length;
  if (!size) return [avalanche64(key(64) ^ key(72)), avalanche64(key(80) ^ key(88))];
  const parts = Buffer.from([input[size - 1]!, size, input[0]!, input[size >> 1]!]);
  const turned = parts.readUInt32BE(0);
  const rotated = ((turned << 13) | (turned >>> 19)) >>> 0;
  const word = (offset: number): bigint => BigInt(SECRET.readUInt32LE(offset));
  return [avalanche64(BigInt(parts.readUInt32LE(0)) ^ word(0) ^ word(4)), avalanche64(BigInt(rotated) ^ word(8) ^ word(12))];
}

function upTo8(input: Buffer): Halves {
  const size = input.length;
  const both = BigInt(input.readUInt32LE(0)) | (BigInt(input.readUInt32LE(size - 4)) << 32n);
  const product = (both ^ key(16) ^ key(24)) * u64(PRIME64[1] + BigInt(size * 4));
  const high = u64((product >> 64n) + (u64(product) << 1n));
  let low = u64(product) ^ (high >> 3n);
  low = u64((low ^ (low >> 35n)) * 0x9fb21c651e98df25n);
  return [low ^ (low >> 28n), avalanche(high)];
}

function upTo16(input: Buffer): Halves {
  const size = input.length;
  const first = input.readBigUInt64LE(0);
  const last = input.readBigUInt64LE(size - 8);
  const keyed = last ^ key(48) ^ key(56);
  const product = (first ^ last ^ key(32) ^ key(40)) * PRIME64[1];
  const low = u64(u64(product) + (BigInt(size - 1) << 54n));
  const high = u64((product >> 64n) + keyed + (keyed & 0xffffffffn) * (PRIME32[2] - 1n));
  const turned = Buffer.alloc(8);
  turned.writeBigUInt64BE(high);
  const mixed = (low ^ turned.readBigUInt64LE()) * PRIME64[2];
  return [avalanche(u64(mixed)), avalanche(u64((mixed >> 64n) + high * PRIME64[2]))];
}

function middle(input: Buffer): Halves {
  const size = input.length;
  let low = u64(BigInt(size) * PRIME64[1]);
  let high = 0n;
  const pair = (offset: number): Halves => [input.readBigUInt64LE(offset), input.readBigUInt64LE(offset + 8)];
  const mix = (a: number, b: number, secretAt: number): void => {
    const [a0, a1] = pair(a);
    const [b0, b1] = pair(b);
    low = u64(low + fold(a0 ^ key(secretAt), a1 ^ key(secretAt + 8))) ^ u64(b0 + b1);
    high = u64(high + fold(b0 ^ key(secretAt + 16), b1 ^ key(secretAt + 24))) ^ u64(a0 + a1);
  };
  if (size <= 128) {
    for (let i = (size - 1) >> 5; i >= 0; i--) mix(16 * i, size - 16 * (i + 1), 32 * i);
  } else {
    for (let i = 0; i < 4; i++) mix(32 * i, 32 * i + 16, 32 * i);
    low = avalanche(low);
    high = avalanche(high);
    for (let i = 4; 32 * (i + 1) <= size; i++) mix(32 * i, 32 * i + 16, 32 * (i - 4) + 3);
    mix(size - 16, size - 32, 136 - 17 - 16);
  }
  return [avalanche(u64(low + high)), u64(-avalanche(u64(low * PRIME64[1] + high * PRIME64[4] + BigInt(size) * PRIME64[2])))];
}

function long(input: Buffer): Halves {
  const size = input.length;
  const sums: bigint[] = [PRIME32[3], PRIME64[1], PRIME64[2], PRIME64[3], PRIME64[4], PRIME32[2], PRIME64[5], PRIME32[1]];
  const accumulate = (stripe: number, secretAt: number): void => {
    for (let lane = 0; lane < 8; lane++) {
      const data = input.readBigUInt64LE(stripe + 8 * lane);
      const keyed = data ^ key(secretAt + 8 * lane);
      sums[lane ^ 1] = u64(sums[lane ^ 1]! + data);
      sums[lane] = u64(sums[lane]! + (keyed & 0xffffffffn) * (keyed >> 32n));
    }
  };
  for (let stripe = 0; 64 * (stripe + 1) < size; stripe++) {
    accumulate(64 * stripe, 8 * (stripe % 16));
    if (stripe % 16 < 15) continue;
    for (const [lane, sum] of sums.entries()) sums[lane] = u64((sum ^ (sum >> 47n) ^ key(128 + 8 * lane)) * PRIME32[1]);
  }
  accumulate(size - 64, 192 - 64 - 7);
  const merge = (secretAt: number, start: bigint): bigint => {
    let result = start;
    for (let i = 0; i < 8; i += 2) result += fold(sums[i]! ^ key(secretAt + 8 * i), sums[i + 1]! ^ key(secretAt + 8 * i + 8));
    return avalanche(u64(result));
  };
  return [merge(11, u64(BigInt(size) * PRIME64[1])), merge(192 - 64 - 11, u64(~(BigInt(size) * PRIME64[2])))];
}

function fold(a: bigint, b: bigint): bigint {
  const product = a * b;
  return u64(product) ^ (product >> 64n);
}

function avalanche(hash: bigint): bigint {
  const mixed = u64((hash ^ (hash >> 37n)) * 0x165667919e3779f9n);
  return mixed ^ (mixed >> 32n);
}

/** The avalanche of XXH64, used for up to three bytes. */
function avalanche64(hash: bigint): bigint {
  let mixed = u64((hash ^ (hash >> 33n)) * PRIME64[2]);
  mixed = u64((mixed ^ (mixed >> 29n)) * PRIME64[3]);
  return mixed ^ (mixed >> 32n);
}
