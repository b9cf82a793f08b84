import { bytesOfLead, codePointAt } from "./character-class";
import { equals, inRange, mayBeginToGo, mayGo } from "./lanes";
import { BLANK, fateOf, JOINER, KEEP, LINE_END, REMOVE, TIDY_SPACE } from "./removable";

const TAB: u8 = 9;
const LINE_FEED: u8 = 10;
const CARRIAGE_RETURN: u8 = 13;
const SPACE: u8 = 32;

/** Where a run of characters that go, joiners among them, ends. */
function runEnd(at: usize, end: usize, what: u32): usize {
  while (at < end) {
    const fate = fateOf(codePointAt(at), what);
    if (fate != REMOVE && fate != JOINER) break;
    at += bytesOfLead(load<u8>(at));
  }
  return at;
}

function trimBlanks(start: usize, out: usize): usize {
  while (out > start && (load<u8>(out - 1) == SPACE || load<u8>(out - 1) == TAB)) out--;
  return out;
}

/** Ends the line in tidied text: no blanks before the line end, none at the start of the text, no third one. Returns the new end. */
function endLine(start: usize, out: usize): usize {
  out = trimBlanks(start, out);
  if (out == start || (out - start >= 2 && load<u16>(out - 2) == 0x0a0a)) return out;
  store<u8>(out, LINE_FEED);
  return out + 1;
}

/**
 * Writes the text without what the bits of `what` (TIDY) remove; returns its bytes. Sixteen bytes at a time are copied up to the
 * next character that may need something; blanks and line ends are decided by looking back at what has been written.
 */
export function tidy(at: usize, bytes: usize, what: u32, into: usize): usize {
  const end = at + bytes;
  const space = (what & TIDY_SPACE) != 0;
  // Without `space`, line ends are plain characters.
  const plain = space ? i8x16.splat(TAB) : i8x16.splat(LINE_FEED);
  let out = into;
  let afterReturn: usize = 0; // where the output ended after a CR, whose LF is to be skipped
  let joinersUntil: usize = 0; // end of the run of characters that go, once known: all its joiners share what follows
  let joinersStay = false;

  while (at < end) {
    if (at + 16 <= end) {
      const block = v128.load(at);
      let found = v128.or(
        v128.andnot(inRange(block, 0, 32), v128.or(equals(block, TAB), i8x16.eq(block, plain))),
        equals(block, 0x7f),
      );
      if (v128.any_true(mayBeginToGo(block))) found = v128.or(found, mayGo(block, v128.load(at, 1), v128.load(at, 2)));
      const mask = i8x16.bitmask(found);
      v128.store(out, block);
      if (mask == 0) {
        at += 16;
        out += 16;
        continue;
      }
      const length = <usize>ctz(mask);
      at += length;
      out += length;
    }
    const lead = load<u8>(at);
    if ((lead & 0xc0) == 0x80) {
      // The last whole block ended inside of a character.
      store<u8>(out++, lead);
      at++;
      continue;
    }
    const length = bytesOfLead(lead);
    let fate = fateOf(codePointAt(at), what);
    if (space && (fate == LINE_END || lead == LINE_FEED || lead == CARRIAGE_RETURN)) {
      const second = lead != CARRIAGE_RETURN && out == afterReturn;
      if (!second) out = endLine(into, out);
      afterReturn = lead == CARRIAGE_RETURN ? out : 0;
      at += length;
      continue;
    }
    if (fate == JOINER) {
      if (at >= joinersUntil) {
        joinersUntil = runEnd(at, end, what);
        joinersStay = joinersUntil < end && load<u8>(joinersUntil) >= 0x80 && fateOf(codePointAt(joinersUntil), what) == KEEP;
      }
      fate = joinersStay && out > into && load<u8>(out - 1) >= 0x80 ? KEEP : REMOVE;
    }
    if (fate == KEEP) {
      store<u8>(out, lead);
      for (let i: usize = 1; i < length; i++) store<u8>(out + i, load<u8>(at + i));
      out += length;
    } else if (fate == BLANK) {
      store<u8>(out, SPACE);
      out++;
    } else if (fate == LINE_END) {
      store<u8>(out, LINE_FEED);
      out++;
    }
    at += length;
  }
  if (space) {
    while (out > into) {
      const last = load<u8>(out - 1);
      if (last != SPACE && last != TAB && last != LINE_FEED) break;
      out--;
    }
  }
  return out - into;
}
