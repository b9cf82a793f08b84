/** Fills a table of one class byte per code point of the basic plane from its runs (first code point × 256 + class). */
export function fillBasic(basic: usize, runs: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const run = load<u32>(runs + ((<usize>i) << 2));
    const next = i + 1 < count ? load<u32>(runs + ((<usize>(i + 1)) << 2)) >> 8 : 0x10000;
    memory.fill(basic + (run >> 8), <u8>run, next - (run >> 8));
  }
}

/** Class of a supplementary code point: that of the last run, of those from `low` on, that begins at or before it. */
export function supplementaryClass(runs: usize, low: i32, count: i32, codePoint: u32): u32 {
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (load<u32>(runs + ((<usize>middle) << 2)) >> 8 <= codePoint) low = middle;
    else high = middle - 1;
  }
  return load<u32>(runs + ((<usize>low) << 2)) & 255;
}
