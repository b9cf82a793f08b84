/** Sums of the 64 bits while a text is read. */
const SUMS: usize = memory.data(64 * 4, 16);

/**
 * SimHash of Charikar (2002) over shingles, one vote each: bit i is set where more than half of the shingles' 64-bit hashes have it set.
 * Writes one u64.
 */
export function simHash(shingles: usize, length: u32, into: usize): void {
  memory.fill(SUMS, 0, 64 * 4);
  const bits = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  let done: u32 = 0;
  while (done < length) {
    // At most 255 votes fit a lane of eight bits.
    const end = min<u32>(done + 255, length);
    let s0 = i8x16.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (; done < end; done++) {
      const hash = i64x2.splat(spread(load<u32>(shingles + ((<usize>done) << 2))));
      s0 = i8x16.sub(
        s0,
        i8x16.eq(v128.and(v128.shuffle<u8>(hash, hash, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1), bits), bits),
      );
      s1 = i8x16.sub(
        s1,
        i8x16.eq(v128.and(v128.shuffle<u8>(hash, hash, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3), bits), bits),
      );
      s2 = i8x16.sub(
        s2,
        i8x16.eq(v128.and(v128.shuffle<u8>(hash, hash, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5), bits), bits),
      );
      s3 = i8x16.sub(
        s3,
        i8x16.eq(v128.and(v128.shuffle<u8>(hash, hash, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7), bits), bits),
      );
    }
    v128.store(LANES, s0);
    v128.store(LANES, s1, 16);
    v128.store(LANES, s2, 32);
    v128.store(LANES, s3, 48);
    for (let bit: usize = 0; bit < 64; bit++) {
      const sum = SUMS + (bit << 2);
      store<u32>(sum, load<u32>(sum) + <u32>load<u8>(LANES + bit));
    }
  }
  let result: u64 = 0;
  for (let bit: usize = 0; bit < 64; bit++) {
    if (load<u32>(SUMS + (bit << 2)) > length - load<u32>(SUMS + (bit << 2))) result |= (<u64>1) << (<u64>bit);
  }
  store<u64>(into, result);
}

const LANES: usize = memory.data(64, 16);

/** 64 bits from the 32 of a shingle (the finaliser of SplitMix64). */
function spread(shingle: u32): u64 {
  let h = <u64>shingle + 0x9e3779b97f4a7c15;
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9;
  h = (h ^ (h >> 27)) * 0x94d049bb133111eb;
  return h ^ (h >> 31);
}
