const TWO: u64 = 0x9e3779b97f4a7c15;
const THREE: u64 = 0xc2b2ae3d27d4eb4f;
const FOUR: u64 = 0xd6e8feb86659fd93;
const SHIFT: u64 = 45;

/** Marks a bucket in a bit set; whether it was not marked before. */
export function isFirst(bits: usize, bucket: u32): bool {
  const at = bits + ((<usize>(bucket >> 5)) << 2);
  const bit = (<u32>1) << (bucket & 31);
  const held = load<u32>(at);
  store<u32>(at, held | bit);
  return (held & bit) == 0;
}

/**
 * Writes the buckets (19 bits, u32 each) of all different runs of two, three and four codes (u16 each) to `into`, each where it is first
 * met; returns how many. `bits`: 2^19 of them, zero.
 */
export function listNgrams(codes: usize, count: u32, bits: usize, into: usize): u32 {
  let key: u64 = 0;
  let out = into;
  for (let i: u32 = 0; i < count; i++) {
    key = (key << 16) | load<u16>(codes + ((<usize>i) << 1));
    if (i < 1) continue;
    out = add(bits, <u32>(((key & 0xffffffff) * TWO) >> SHIFT), out);
    if (i < 2) continue;
    out = add(bits, <u32>(((key & 0xffffffffffff) * THREE) >> SHIFT), out);
    if (i < 3) continue;
    out = add(bits, <u32>((key * FOUR) >> SHIFT), out);
  }
  return <u32>((out - into) >> 2);
}

/** Without a branch: what is no new bucket is written over by the next. */
function add(bits: usize, bucket: u32, out: usize): usize {
  store<u32>(out, bucket);
  return out + ((<usize>isFirst(bits, bucket)) << 2);
}

/** Sum of the signed bytes at `weights` + bucket >> `shift` over a list of buckets. */
export function sumWeights(list: usize, count: u32, weights: usize, shift: u32): i32 {
  let sum: i32 = 0;
  for (const end = list + ((<usize>count) << 2); list < end; list += 4)
    sum += <i32>load<i8>(weights + <usize>(load<u32>(list) >> shift));
  return sum;
}

/**
 * A layer of rectified units over `width` (a multiple of 8) signed 16-bit inputs: each unit is a row of `width` signed 16-bit factors
 * and a 32-bit offset, and writes max(0, sum) as an i32 to `into`. Returns the sum of its outputs times `weights` (f64), in order.
 */
export function rectifiedLayer(
  inputs: usize,
  width: u32,
  rows: usize,
  offsets: usize,
  weights: usize,
  units: u32,
  into: usize,
): f64 {
  const rowBytes = (<usize>width) << 1;
  let total: f64 = 0;
  for (let unit: usize = 0; unit < <usize>units; unit++) {
    let sums = i32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16)
      sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(inputs + at), v128.load(rows + at)));
    rows += rowBytes;
    const sum =
      i32x4.extract_lane(sums, 0) +
      i32x4.extract_lane(sums, 1) +
      i32x4.extract_lane(sums, 2) +
      i32x4.extract_lane(sums, 3) +
      load<i32>(offsets + (unit << 2));
    const output = max(sum, 0);
    store<i32>(into + (unit << 2), output);
    total += <f64>output * load<f64>(weights + (unit << 3));
  }
  return total;
}
