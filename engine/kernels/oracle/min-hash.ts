/** Values of a signature that are made from the products of half as many parameters: plain, then as signed numbers. */
const GROUP = 16;

/**
 * Parameters for signatures of `count` values: of functions x → a·x + b mod 2^32 first `count` / 2 odd a, then as many b, drawn by SplitMix64
 * from a seed.
 */
export function permutationParameters(count: number, seed: number): Uint32Array<ArrayBuffer> {
  const parameters = new Uint32Array(count);
  let state = BigInt(seed);
  for (let index = 0; index < count / 2; index++) {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    z ^= z >> 31n;
    parameters[index] = Number(z & 0xffff_ffffn) | 1;
    parameters[count / 2 + index] = Number(z >> 32n);
  }
  return parameters;
}

/** What the kernel `minHash` gives. */
export function minHash(shingles: readonly number[], parameters: Uint32Array): number[] {
  const products = parameters.length / 2;
  return Array.from({ length: parameters.length }, (_, index) => {
    const place = index % GROUP;
    const isSigned = place >= GROUP / 2;
    const product = Math.floor(index / GROUP) * (GROUP / 2) + (place % (GROUP / 2));
    const [a, b] = [parameters[product] as number, parameters[products + product] as number];
    const values = shingles.map((shingle) => (Math.imul(shingle, a) + b) | 0);
    if (isSigned) return values.reduce((least, value) => Math.min(least, value), 0x7fff_ffff) >>> 0;
    return values.reduce((least, value) => Math.min(least, value >>> 0), 0xffff_ffff);
  });
}

/** What the kernel `bandKeys` gives. */
export function bandKeys(signature: readonly number[], bands: number, rows: number): bigint[] {
  return Array.from({ length: bands }, (_, band) => {
    let key = BigInt(band + 1);
    for (const value of signature.slice(band * rows, (band + 1) * rows)) {
      key = BigInt.asUintN(64, (key ^ BigInt(value)) * 0x9e3779b97f4a7c15n);
      key ^= key >> 32n;
    }
    key = BigInt.asUintN(64, key * 0xd6e8feb86659fd93n);
    return key ^ (key >> 29n);
  });
}

/** What the kernel `sketchBytes` gives. */
export const sketchBytes = (signature: readonly number[]): number[] =>
  signature.map((value) => Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 24);
