/**
 * MinHash: for each of `count` permutations the least value over all shingles. Of each 16 the first eight are x → a·x + b mod 2^32 (a odd),
 * the other eight the same values in another order, as signed numbers: their least lies in the other half, and costs no product. `parameters`:
 * `count` / 2 × u32 a, then as many b; `count` is a multiple of 16. Writes `count` × u32.
 */
export function minHash(shingles: usize, length: usize, parameters: usize, count: usize, into: usize): void {
  const end = shingles + (length << 2);
  const adds = count << 1;
  for (let j: usize = 0; j < adds; j += 32) {
    const a = parameters + j;
    const b = a + adds;
    const a0 = v128.load(a);
    const a1 = v128.load(a, 16);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let u0 = i32x4.splat(-1);
    let u1 = u0;
    let s0 = i32x4.splat(0x7fffffff);
    let s1 = s0;
    for (let at = shingles; at < end; at += 4) {
      const x = v128.load32_splat(at);
      const y0 = i32x4.add(i32x4.mul(x, a0), b0);
      const y1 = i32x4.add(i32x4.mul(x, a1), b1);
      u0 = i32x4.min_u(u0, y0);
      s0 = i32x4.min_s(s0, y0);
      u1 = i32x4.min_u(u1, y1);
      s1 = i32x4.min_s(s1, y1);
    }
    const out = into + (j << 1);
    v128.store(out, u0);
    v128.store(out, u1, 16);
    v128.store(out, s0, 32);
    v128.store(out, s1, 48);
  }
}

/** One 64-bit key for each band of `rows` values of a signature: equal values, equal keys. Writes `bands` × u64. */
export function bandKeys(signature: usize, bands: u32, rows: u32, into: usize): void {
  for (let band: u32 = 0; band < bands; band++) {
    let key: u64 = <u64>band + 1;
    for (let row: u32 = 0; row < rows; row++) {
      key = (key ^ <u64>load<u32>(signature)) * 0x9e3779b97f4a7c15;
      key ^= key >> 32;
      signature += 4;
    }
    key *= 0xd6e8feb86659fd93;
    store<u64>(into + ((<usize>band) << 3), key ^ (key >> 29));
  }
}

/** Eight bits of each of `count` values of a signature, for estimates. Writes `count` bytes. */
export function sketchBytes(signature: usize, count: usize, into: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const value = load<u32>(signature + (i << 2));
    store<u8>(into + i, <u8>(((value ^ (value >> 15)) * 0x2c1b3c6d) >> 24));
  }
}
