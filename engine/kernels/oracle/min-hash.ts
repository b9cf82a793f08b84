/** Parameters of a family of permutations x → a·x + b mod 2^32: `count` odd a, then `count` b, drawn by SplitMix64 from a seed. */
export function permutationParameters(count: number, seed: number): Uint32Array<ArrayBuffer> {
  const parameters = new Uint32Array(2 * count);
  let state = BigInt(seed);
  for (let index = 0; index < count; index++) {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    z ^= z >> 31n;
    parameters[index] = Number(z & 0xffff_ffffn) | 1;
    parameters[count + index] = Number(z >> 32n);
  }
  return parameters;
}

/** What the kernel `minHash` gives. */
export function minHash(shingles: readonly number[], parameters: Uint32Array): number[] {
  const count = parameters.length / 2;
  return Array.from({ length: count }, (_, index) =>
    shingles.reduce(
      (least, shingle) =>
        Math.min(least, (Math.imul(shingle, parameters[index] as number) + (parameters[count + index] as number)) >>> 0),
      0xffff_ffff,
    ),
  );
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
