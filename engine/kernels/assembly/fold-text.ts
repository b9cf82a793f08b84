import { bytesOfLead, classOf, codePointAt, SPACE } from "./character-class";
import { equals, inRange, isAsciiSpace, mayBeginToGo, mayGo } from "./lanes";
import { CONTROL, fateOf, KEEP, ZERO_WIDTH } from "./removable";

const BLANK: u8 = 32;

/** Writes the text with one blank for each run of white space and without control and zero-width characters; returns its bytes. */
export function foldText(at: usize, bytes: usize, fold: u32, into: usize): usize {
  const end = at + bytes;
  const lower = fold == 1 ? i8x16.splat(0x20) : i8x16.splat(0);
  let out = into;
  while (at < end) {
    // A run of white space and of characters that go, at the start of the text and where the loop below stopped.
    let space = false;
    while (at < end && (load<u8>(at) & 0xc0) == 0x80) store<u8>(out++, load<u8>(at++)); // the last block ended inside of a character
    while (at < end) {
      const codePoint = codePointAt(at);
      if (classOf(codePoint) == SPACE) space = true;
      else if (fateOf(codePoint, CONTROL | ZERO_WIDTH) == KEEP) break;
      at += bytesOfLead(load<u8>(at));
    }
    if (space && out > into && load<u8>(out - 1) != BLANK) store<u8>(out++, BLANK);
    // The character after the run, and all of a stop that was none.
    if (at < end) {
      let lead = load<u8>(at);
      const length = bytesOfLead(lead);
      if (fold == 1 && <u32>lead - 0x41 < 26) lead |= 0x20;
      store<u8>(out, lead);
      for (let i: usize = 1; i < length; i++) store<u8>(out + i, load<u8>(at + i));
      out += length;
      at += length;
    }
    while (at + 16 <= end) {
      const block = v128.load(at);
      const next = v128.load(at, 1);
      const spaces = isAsciiSpace(block);
      let found = v128.or(v128.andnot(inRange(block, 0, 32), spaces), equals(block, 0x7f));
      found = v128.or(found, v128.and(spaces, isAsciiSpace(next)));
      if (v128.any_true(mayBeginToGo(block))) found = v128.or(found, mayGo(block, next, v128.load(at, 2)));
      const folded = v128.or(block, v128.and(inRange(block, 0x41, 26), lower));
      v128.store(out, v128.bitselect(i8x16.splat(BLANK), folded, spaces));
      const mask = i8x16.bitmask(found);
      if (mask == 0) {
        at += 16;
        out += 16;
        continue;
      }
      const length = <usize>ctz(mask);
      at += length;
      out += length;
      break;
    }
  }
  if (out > into && load<u8>(out - 1) == BLANK) out--;
  return out - into;
}
