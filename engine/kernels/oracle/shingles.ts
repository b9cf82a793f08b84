const MIX = 0x9e3779b97f4a7c15n;
const SPREAD = 0xd6e8feb86659fd93n;
const BASE = 0x2545f4914f6cdd1dn;

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);

function mixed(value: bigint): bigint {
  let h = wrap(value * MIX);
  h ^= h >> 32n;
  h = wrap(h * SPREAD);
  return h ^ (h >> 29n);
}

/** Hash of a word of UTF-8. */
function wordHash(word: string): bigint {
  const bytes = Buffer.from(word);
  let hash = BigInt(bytes.length);
  let at = 0;
  for (; bytes.length - at > 16; at += 8) hash = mixed(hash ^ bytes.readBigUInt64LE(at));
  hash = wrap((hash ^ upper(bytes.subarray(at, at + 8))) * MIX);
  hash = wrap((hash ^ (hash >> 32n) ^ upper(bytes.subarray(at + 8))) * SPREAD);
  return hash ^ (hash >> 29n);
}

/** Up to eight bytes in the upper bytes of a word. */
function upper(bytes: Buffer): bigint {
  const word = Buffer.alloc(8);
  bytes.copy(word, 8 - bytes.length);
  return word.readBigUInt64LE(0);
}

function characterHash(character: string): bigint {
  const hash = wrap((BigInt(character.codePointAt(0) as number) + 1n) * MIX);
  return hash ^ (hash >> 32n);
}

const windows = (hashes: readonly bigint[], units: number, seed: number): number[] => {
  const count = Math.max(1, hashes.length - units + 1);
  return Array.from({ length: count }, (_, start) => {
    let sum = 0n;
    for (const hash of hashes.slice(start, start + units)) sum = wrap(sum * BASE + hash);
    return Number(mixed(sum ^ wrap(BigInt(seed) * MIX)) >> 32n);
  });
};

/** What the kernel `wordShingles` gives for a text in the form of `shingleText`. */
export const wordShingles = (text: string, units: number, seed: number): number[] =>
  windows(text.split(" ").map(wordHash), units, seed);

/** What the kernel `charShingles` gives. */
export const charShingles = (text: string, units: number, seed: number): number[] =>
  windows([...text].map(characterHash), units, seed);
