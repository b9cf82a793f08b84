/** Bitmap of 64 lanes from four masks of 16. */
function bitmap(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>i8x16.bitmask(a) | ((<u64>i8x16.bitmask(b)) << 16) | ((<u64>i8x16.bitmask(c)) << 32) | ((<u64>i8x16.bitmask(d)) << 48)
  );
}

/** Lanes that equal a byte. */
function equals(bytes: v128, value: i32): v128 {
  return i8x16.eq(bytes, i8x16.splat(<i8>value));
}

/** Lanes whose value lies in [low, low + count), for any bytes: the range is moved to the lowest signed values. */
function inRange(bytes: v128, low: i32, count: i32): v128 {
  return i8x16.lt_s(i8x16.add(bytes, i8x16.splat(<i8>(0x80 - low))), i8x16.splat(<i8>(0x80 + count)));
}

/** Lanes that hold an ASCII letter. */
function isLetter(bytes: v128): v128 {
  return inRange(v128.or(bytes, i8x16.splat(0x20)), 0x61, 26);
}

/** Lanes that hold white space of ASCII: tab, line feed, vertical tab, form feed, carriage return, blank. */
function isAsciiSpace(bytes: v128): v128 {
  return v128.or(equals(bytes, 0x20), inRange(bytes, 9, 5));
}

/**
 * Lanes that begin a Hangul syllable of U+AC00–D77F: with the byte after, EA B0 to ED 9D. The sums saturate, so that 0x80 stays
 * the lowest value. The last 36 syllables share their second byte with jamo and are not found.
 */
function isHangul(bytes: v128, next: v128): v128 {
  const low = i8x16.add_sat_s(bytes, i8x16.lt_s(next, i8x16.splat(<i8>0xb0)));
  const high = i8x16.sub_sat_s(bytes, i8x16.gt_s(next, i8x16.splat(<i8>0x9d)));
  return v128.and(i8x16.gt_s(low, i8x16.splat(<i8>0xe9)), i8x16.lt_s(high, i8x16.splat(<i8>0xee)));
}

/** Lanes of the first bytes that `mayGo` looks at (and C3): a quick test that Hangul and Han pass. */
function mayBeginToGo(bytes: v128): v128 {
  return v128.or(v128.or(inRange(bytes, 0xc2, 2), inRange(bytes, 0xe1, 3)), equals(bytes, 0xef));
}

/**
 * Lanes that may begin a non-ASCII control, zero-width or replacement character or white space, by the two bytes after. All that
 * do are found; some neighbours (U+00A1–00AC, U+1680–16BF, U+2040–207F, U+FEC0–FFFF) are too.
 */
function mayGo(bytes: v128, next: v128, third: v128): v128 {
  const latin = v128.and(equals(bytes, 0xc2), i8x16.lt_s(next, i8x16.splat(<i8>0xae)));
  const ogham = v128.and(equals(bytes, 0xe1), equals(next, 0x9a));
  const dashes = v128.andnot(equals(next, 0x80), inRange(third, 0x90, 0x18)); // and quotes: frequent, and all of them stay
  const general = v128.and(equals(bytes, 0xe2), v128.or(dashes, equals(next, 0x81)));
  const ideographic = v128.and(equals(bytes, 0xe3), v128.and(equals(next, 0x80), equals(third, 0x80)));
  const last = v128.and(equals(bytes, 0xef), v128.or(equals(next, 0xbb), equals(next, 0xbf)));
  return v128.or(v128.or(v128.or(latin, ogham), v128.or(general, ideographic)), last);
}

// Exported as a list: on `export function` the compiler warns that other modules may not know v128.
export { bitmap, equals, inRange, isAsciiSpace, isHangul, isLetter, mayBeginToGo, mayGo };
