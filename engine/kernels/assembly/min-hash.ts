/**
 * MinHash: for each of `count` permutations x → a·x + b mod 2^32 (a odd) the smallest value over all shingles. `parameters`: `count` × u32 a, then
 * `count` × u32 b; `count` is a multiple of 16. Writes `count` × u32.
 */
export function minHash(shingles: usize, length: usize, parameters: usize, count: usize, into: usize): void {
  const end = shingles + (length << 2);
  const adds = count << 2;
  for (let j: usize = 0; j < adds; j += 64) {
    const a = parameters + j;
    const b = a + adds;
    const a0 = v128.load(a);
    const a1 = v128.load(a, 16);
    const a2 = v128.load(a, 32);
    const a3 = v128.load(a, 48);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    let m0 = i32x4.splat(-1);
    let m1 = m0;
    let m2 = m0;
    let m3 = m0;
    for (let at = shingles; at < end; at += 4) {
      const x = v128.load32_splat(at);
      m0 = i32x4.min_u(m0, i32x4.add(i32x4.mul(x, a0), b0));
      m1 = i32x4.min_u(m1, i32x4.add(i32x4.mul(x, a1), b1));
      m2 = i32x4.min_u(m2, i32x4.add(i32x4.mul(x, a2), b2));
      m3 = i32x4.min_u(m3, i32x4.add(i32x4.mul(x, a3), b3));
    }
    v128.store(into + j, m0);
    v128.store(into + j, m1, 16);
    v128.store(into + j, m2, 32);
    v128.store(into + j, m3, 48);
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
