import { bytesOfLead, codePointAt } from "./character-class";
import { equals, inRange } from "./lanes";
import { isSurelyNfc } from "./nfc";

const BLANK: u8 = 32;

/**
 * Writes the text in the form that shingles are cut from: lower case, one blank for each run of white space, trimmed. Returns its bytes,
 * or -1 where a character asks for tables that are not here: one that is not surely NFC, or a capital beyond ASCII.
 */
export function shingleText(at: usize, bytes: usize, into: usize): i32 {
  if (!isSurelyNfc(at, bytes)) return -1;
  const end = at + bytes;
  let out = into;
  while (at < end) {
    let space = false;
    while (at < end && (load<u8>(at) & 0xc0) == 0x80) store<u8>(out++, load<u8>(at++)); // the last block ended inside of a character
    while (at < end && isSpace(codePointAt(at))) {
      space = true;
      at += bytesOfLead(load<u8>(at));
    }
    if (space && out > into && load<u8>(out - 1) != BLANK) store<u8>(out++, BLANK);
    if (at < end) {
      const codePoint = codePointAt(at);
      if (codePoint < 0x80) {
        store<u8>(out++, <u8>(codePoint - 0x41 < 26 ? codePoint | 0x20 : codePoint));
        at++;
      } else {
        if (mayBeCapital(codePoint)) return -1;
        for (let length = bytesOfLead(load<u8>(at)); length; length--) store<u8>(out++, load<u8>(at++));
      }
    }
    while (at + 16 <= end) {
      const block = v128.load(at);
      const next = v128.load(at, 1);
      const spaces = isAsciiBlank(block);
      const found = v128.or(v128.and(spaces, isAsciiBlank(next)), asksForLook(block, next));
      const lower = v128.or(block, v128.and(inRange(block, 0x41, 26), i8x16.splat(0x20)));
      v128.store(out, v128.bitselect(i8x16.splat(BLANK), lower, spaces));
      const mask = i8x16.bitmask(found);
      const length = mask ? <usize>ctz(mask) : 16;
      at += length;
      out += length;
      if (mask) break;
    }
  }
  if (out > into && load<u8>(out - 1) == BLANK) out--;
  return <i32>(out - into);
}

/** Lanes of ASCII that Python's str.split takes for white space: U+0009–000D and U+001C–0020. */
function isAsciiBlank(bytes: v128): v128 {
  return v128.or(inRange(bytes, 9, 5), inRange(bytes, 0x1c, 5));
}

/** Lanes that begin a character which may be white space or a capital; nearly all Hangul and Han pass. */
function asksForLook(bytes: v128, next: v128): v128 {
  const two = inRange(bytes, 0xc2, 0x15);
  const three = v128.or(inRange(bytes, 0xe1, 2), v128.and(equals(bytes, 0xe3), equals(next, 0x80)));
  const beforeHangul = v128.and(equals(bytes, 0xea), i8x16.lt_s(next, i8x16.splat(<i8>0xb0)));
  return v128.or(v128.or(two, three), v128.or(beforeHangul, inRange(bytes, 0xef, 2)));
}

/** White space of Python's str.split. */
function isSpace(codePoint: u32): bool {
  if (codePoint < 0x80) return codePoint - 9 < 5 || codePoint - 0x1c < 5;
  if (codePoint < 0x1680) return codePoint == 0x85 || codePoint == 0xa0;
  if (codePoint == 0x1680 || codePoint == 0x3000 || codePoint - 0x2000 < 11) return true;
  return codePoint == 0x2028 || codePoint == 0x2029 || codePoint == 0x202f || codePoint == 0x205f;
}

/** True for every character beyond ASCII that has a lower case of its own, and for some of the same blocks that have none. */
function mayBeCapital(codePoint: u32): bool {
  if (codePoint < 0x530) {
    if (codePoint < 0xc0) return false;
    if (codePoint < 0x100) return codePoint < 0xdf && codePoint != 0xd7;
    if (codePoint < 0x250) return true;
    if (codePoint < 0x370) return false;
    if (codePoint < 0x3ac) return true;
    if (codePoint < 0x3cf) return false;
    return codePoint < 0x430 || codePoint >= 0x460;
  }
  if (codePoint < 0x557) return true;
  if (codePoint < 0x10a0) return false;
  if (codePoint < 0x2000) return codePoint < 0x1100 || codePoint >= 0x13a0;
  if (codePoint < 0x2100) return false;
  if (codePoint < 0x2190) return true;
  if (codePoint < 0x24b6) return false;
  if (codePoint < 0x24d0) return true;
  if (codePoint < 0x2c00) return false;
  if (codePoint < 0x2d00) return true;
  if (codePoint < 0xa640) return false;
  if (codePoint < 0xabc0) return true;
  if (codePoint < 0xff21) return false;
  if (codePoint < 0x10000) return codePoint < 0xff3b;
  return codePoint < 0x1f000;
}
