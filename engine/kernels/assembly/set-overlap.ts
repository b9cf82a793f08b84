/**
 * Compares two sets given as lists of u32 with repetitions, in a table of `slots` × 8 bytes (a power of two). Only values whose bits under
 * `among` equal `wanted` count; the table must have more slots than these. Writes u32 three times: distinct values of the first list, of the
 * second, and of both.
 */
export function setOverlap(
  a: usize,
  aLength: u32,
  b: usize,
  bLength: u32,
  table: usize,
  slots: u32,
  among: u32,
  wanted: u32,
  into: usize,
): void {
  memory.fill(table, 0, (<usize>slots) << 3);
  const mask = slots - 1;
  let first: u32 = 0;
  let second: u32 = 0;
  let both: u32 = 0;
  for (let i: u32 = 0; i < aLength; i++) {
    const value = load<u32>(a + ((<usize>i) << 2));
    if ((value & among) != wanted) continue;
    for (let slot = (value * 0x9e3779b1) >> 7; ; slot++) {
      const at = table + ((<usize>(slot & mask)) << 3);
      if (load<u32>(at, 4) == 0) {
        store<u32>(at, value);
        store<u32>(at, 1, 4);
        first++;
        break;
      }
      if (load<u32>(at) == value) break;
    }
  }
  for (let i: u32 = 0; i < bLength; i++) {
    const value = load<u32>(b + ((<usize>i) << 2));
    if ((value & among) != wanted) continue;
    for (let slot = (value * 0x9e3779b1) >> 7; ; slot++) {
      const at = table + ((<usize>(slot & mask)) << 3);
      const state = load<u32>(at, 4);
      if (state == 0) {
        store<u32>(at, value);
        store<u32>(at, 2, 4);
        second++;
        break;
      }
      if (load<u32>(at) != value) continue;
      if (state == 1) {
        store<u32>(at, 3, 4);
        second++;
        both++;
      }
      break;
    }
  }
  store<u32>(into, first);
  store<u32>(into, second, 4);
  store<u32>(into, both, 8);
}
