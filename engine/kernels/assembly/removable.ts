/** A character that stays. */
export const KEEP: u32 = 0;
/** One that goes. */
export const REMOVE: u32 = 1;
/** ZWJ or ZWNJ: kept between non-ASCII characters. */
export const JOINER: u32 = 2;
/** Becomes a line feed. */
export const LINE_END: u32 = 3;
/** Becomes U+0020. */
export const BLANK: u32 = 4;

/** Bits of TIDY. */
export const CONTROL: u32 = 1;
export const ZERO_WIDTH: u32 = 2;
export const REPLACEMENT: u32 = 4;
export const TIDY_SPACE: u32 = 8;

/** What becomes of a code point under the bits of `what`; U+000D and U+000A are left to the caller. */
export function fateOf(codePoint: u32, what: u32): u32 {
  if (codePoint < 0xa0) {
    if (codePoint >= 0x20 && codePoint < 0x7f) return KEEP;
    if ((what & CONTROL) == 0 || codePoint == 9 || codePoint == 10 || codePoint == 13) return KEEP;
    return codePoint == 0x0b || codePoint == 0x0c || codePoint == 0x85 ? LINE_END : REMOVE;
  }
  if (codePoint == 0xa0 || codePoint == 0x3000 || codePoint == 0x1680) return what & TIDY_SPACE ? BLANK : KEEP;
  if (codePoint == 0xad || codePoint == 0xfeff) return what & ZERO_WIDTH ? REMOVE : KEEP;
  if (codePoint == 0xfffd) return what & REPLACEMENT ? REMOVE : KEEP;
  const general = codePoint - 0x2000;
  if (general > 0x64) return KEEP;
  if (general <= 0x0a || general == 0x2f || general == 0x5f) return what & TIDY_SPACE ? BLANK : KEEP;
  if ((what & ZERO_WIDTH) == 0) return KEEP;
  if (general == 0x0c || general == 0x0d) return JOINER;
  if (general == 0x28 || general == 0x29) return LINE_END;
  return general <= 0x0f || (general >= 0x2a && general <= 0x2e) || general >= 0x60 ? REMOVE : KEEP;
}
