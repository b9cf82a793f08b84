/** UTF-16 code units of valid UTF-8. */
export function utf16Units(at: usize, bytes: usize): u32 {
  const stop = at + bytes;
  let units: u32 = 0;
  let p = at;
  for (; p + 16 <= stop; p += 16) {
    const block = v128.load(p);
    // Every first byte of a character is a unit; those of four bytes are two.
    const firsts = i8x16.ge_s(block, i8x16.splat(<i8>0xc0));
    const fours = v128.and(i8x16.ge_s(block, i8x16.splat(<i8>0xf0)), i8x16.lt_s(block, i8x16.splat(0)));
    units += <u32>popcnt(i8x16.bitmask(firsts)) + <u32>popcnt(i8x16.bitmask(fours));
  }
  for (; p < stop; p++) {
    const byte = <i32>load<i8>(p);
    units += u32(byte >= -64) + u32(byte >= -16 && byte < 0);
  }
  return units;
}
