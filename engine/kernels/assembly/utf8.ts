/**
 * Bytes of the longest valid UTF-8 prefix (RFC 3629); equal to `bytes` when all is valid.
 *
 * Blocks of 16 bytes are judged as in Keiser & Lemire, "Validating UTF-8 in less than one instruction per byte" (2021, §6). Only
 * when a block holds a fault are its characters read one by one, to find where the valid prefix ends.
 */
export function validUtf8(at: usize, bytes: usize): usize {
  const stop = at + bytes;
  // What may stand at the end of a block with no character left open: no lead of four, three, two in the last three places.
  const closed = i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -17, -33, -65);
  const zero = i8x16.splat(0);
  let before = zero;
  let p = at;
  for (; p + 64 <= stop; p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    let faults: v128;
    if (!i8x16.bitmask(v128.or(v128.or(a, b), v128.or(c, d)))) {
      faults = i8x16.sub_sat_u(before, closed);
    } else {
      faults = v128.or(v128.or(faultsOf(a, before), faultsOf(b, a)), v128.or(faultsOf(c, b), faultsOf(d, c)));
    }
    if (v128.any_true(faults)) return validUntil(p, at, stop) - at;
    before = d;
  }
  for (; p + 16 <= stop; p += 16) {
    const block = v128.load(p);
    if (v128.any_true(faultsOf(block, before))) return validUntil(p, at, stop) - at;
    before = block;
  }
  // The rest with zeros after it: the zeros show a character cut off by the end.
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const rest = v128.and(v128.load(p), i8x16.lt_s(lanes, i8x16.splat(<i8>(stop - p))));
  return v128.any_true(faultsOf(rest, before)) ? validUntil(p, at, stop) - at : bytes;
}

/**
 * Not zero where a byte of `block` cannot stand after the bytes before it. The tables give, for the high and the low half of a byte
 * and the high half of the next, the faults that fit; a fault is a bit set in all three:
 * 1 lead without continuation, 2 ASCII then continuation, 4 E0 80–9F, 8 F4 90–BF and F5–FF 90–BF, 16 ED A0–BF, 32 C0 and C1,
 * 64 F0 80–8F and F5–FF 80–8F, 128 two continuations, which is none where a lead of three or four calls for the second.
 */
function faultsOf(block: v128, before: v128): v128 {
  const byFirstHigh = i8x16(2, 2, 2, 2, 2, 2, 2, 2, -128, -128, -128, -128, 33, 1, 21, 73);
  const byFirstLow = i8x16(-25, -93, -125, -125, -117, -53, -53, -53, -53, -53, -53, -53, -53, -37, -53, -53);
  const bySecondHigh = i8x16(1, 1, 1, 1, 1, 1, 1, 1, -26, -82, -70, -70, 1, 1, 1, 1);
  const half = i8x16.splat(15);
  const one = v128.shuffle<u8>(before, block, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  const two = v128.shuffle<u8>(before, block, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
  const three = v128.shuffle<u8>(before, block, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
  const pairs = v128.and(
    v128.and(i8x16.swizzle(byFirstHigh, i8x16.shr_u(one, 4)), i8x16.swizzle(byFirstLow, v128.and(one, half))),
    i8x16.swizzle(bySecondHigh, i8x16.shr_u(block, 4)),
  );
  const inLong = v128.or(i8x16.sub_sat_u(two, i8x16.splat(0x60)), i8x16.sub_sat_u(three, i8x16.splat(0x70)));
  return v128.xor(v128.and(inLong, i8x16.splat(-128)), pairs);
}

/** Where validity ends at the latest known good place `from` or after it; a character may have begun up to three bytes before. */
function validUntil(from: usize, at: usize, stop: usize): usize {
  let p = from;
  for (let back: usize = 1; back <= 3 && from - at >= back; back++) {
    const byte = <u32>load<u8>(from - back);
    if (byte >= 0xc0) p = from - back;
    if (byte < 0x80 || byte >= 0xc0) break;
  }
  while (p < stop) {
    const width = characterBytes(p, stop);
    if (!width) break;
    p += width;
  }
  return p;
}

/** Bytes of the valid character at `p`, or 0 (Unicode, table 3-7). */
function characterBytes(p: usize, stop: usize): usize {
  const lead = <u32>load<u8>(p);
  if (lead < 0x80) return 1;
  const width: usize = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (!width || stop - p < width) return 0;
  const second = <u32>load<u8>(p, 1);
  const least: u32 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const most: u32 = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  if (width > 2 && (load<u8>(p, 2) & 0xc0) != 0x80) return 0;
  if (width > 3 && (load<u8>(p, 3) & 0xc0) != 0x80) return 0;
  return width;
}
