const LINE_FEED: i32 = 0x0a;

/** Positions of `\n` in [at, at+bytes), as u32 offsets from `at`, at most `most`; returns how many. */
export function findLines(at: usize, bytes: usize, into: usize, most: u32): u32 {
  const lineFeeds = i8x16.splat(<i8>LINE_FEED);
  const stop = at + bytes;
  const full = into + ((<usize>most) << 2);
  let out = into;
  for (let p = at; p < stop && out < full; p += 64) {
    const a = i8x16.eq(v128.load(p), lineFeeds);
    const b = i8x16.eq(v128.load(p, 16), lineFeeds);
    const c = i8x16.eq(v128.load(p, 32), lineFeeds);
    const d = i8x16.eq(v128.load(p, 48), lineFeeds);
    if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) continue;
    let found =
      <u64>(<u32>i8x16.bitmask(a) | ((<u32>i8x16.bitmask(b)) << 16)) |
      ((<u64>(<u32>i8x16.bitmask(c) | ((<u32>i8x16.bitmask(d)) << 16))) << 32);
    if (stop - p < 64) found &= ((<u64>1) << (<u64>(stop - p))) - 1;
    const base = <u32>(p - at);
    for (; found && out < full; found &= found - 1, out += 4) store<u32>(out, base + <u32>ctz(found));
  }
  return <u32>((out - into) >> 2);
}
