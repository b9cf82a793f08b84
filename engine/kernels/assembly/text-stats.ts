import { bytesOfLead, classOf, codePointAt, DIGITS, HAN, HANGUL, LATIN, PUNCTUATION, SPACE } from "./character-class";
import { bitmap, equals, inRange, isAsciiSpace, isHangul, isLetter } from "./lanes";
import { characterBefore, isBullet, isTerminal, skipSpace } from "./text-lines";

const LINES: usize = 10;
const WORDS: usize = 11;
const LONGEST_LINE: usize = 12;
const TERMINAL_LINES: usize = 13;
const BULLET_LINES: usize = 14;
const WORD_CHARACTERS: usize = 15;
const COLUMNS: usize = 16;

function add(into: usize, column: usize, count: u32): void {
  store<u32>(into + (column << 2), load<u32>(into + (column << 2)) + count);
}

/** Counts the kinds of one line [start, end); nothing when it is blank. */
function countLine(start: usize, end: usize, into: usize): void {
  start = skipSpace(start, end);
  if (start == end) return;
  let at = characterBefore(end);
  while (classOf(codePointAt(at)) == SPACE) {
    end = at;
    at = characterBefore(end);
  }
  add(into, LINES, 1);
  if (isBullet(start, end)) add(into, BULLET_LINES, 1);
  if (isTerminal(start, end)) add(into, TERMINAL_LINES, 1);
}

/**
 * Writes the counts of TEXT_STATS, u32 each. In blocks of 64 bytes, ASCII and the common Hangul and Han are counted by bitmaps; other
 * characters are looked up one by one, and lines are looked at where they end.
 */
export function textStats(at: usize, bytes: usize, into: usize): void {
  memory.fill(into, 0, COLUMNS << 2);
  const end = at + bytes;
  let characters: u32 = 0;
  let hangul: u32 = 0;
  let han: u32 = 0;
  let latin: u32 = 0;
  let digits: u32 = 0;
  let space: u32 = 0;
  let others: u32 = 0;
  let words: u32 = 0;
  let longest: u32 = 0;
  let lineStart = at;
  let lineCharacters: u32 = 0; // characters before the current line
  let spaceSpill: u64 = 0; // bytes of a white-space character that lie in the next block
  let beforeSpace: u64 = 1; // whether the byte before the block is white space

  for (let p = at; p < end; p += 64) {
    const left = end - p;
    const valid: u64 = left >= 64 ? ~0 : ((<u64>1) << left) - 1;
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const leads =
      valid &
      ~bitmap(
        i8x16.lt_s(a, i8x16.splat(<i8>0xc0)),
        i8x16.lt_s(b, i8x16.splat(<i8>0xc0)),
        i8x16.lt_s(c, i8x16.splat(<i8>0xc0)),
        i8x16.lt_s(d, i8x16.splat(<i8>0xc0)),
      );
    const letters = valid & bitmap(isLetter(a), isLetter(b), isLetter(c), isLetter(d));
    const numbers = valid & bitmap(inRange(a, 0x30, 10), inRange(b, 0x30, 10), inRange(c, 0x30, 10), inRange(d, 0x30, 10));
    const asciiSpace = valid & bitmap(isAsciiSpace(a), isAsciiSpace(b), isAsciiSpace(c), isAsciiSpace(d));
    // Control characters and all multi-byte characters but the common Hangul and Han are looked up one by one.
    const printable = valid & bitmap(inRange(a, 0x21, 94), inRange(b, 0x21, 94), inRange(c, 0x21, 94), inRange(d, 0x21, 94));
    let rest = leads & ~printable & ~asciiSpace;
    if (bitmap(a, b, c, d) & valid) {
      const syllables =
        valid &
        bitmap(
          isHangul(a, v128.load(p, 1)),
          isHangul(b, v128.load(p, 17)),
          isHangul(c, v128.load(p, 33)),
          isHangul(d, v128.load(p, 49)),
        );
      const ideographs = valid & bitmap(inRange(a, 0xe5, 5), inRange(b, 0xe5, 5), inRange(c, 0xe5, 5), inRange(d, 0xe5, 5));
      hangul += <u32>popcnt(syllables);
      han += <u32>popcnt(ideographs);
      rest &= ~(syllables | ideographs);
    }
    space += <u32>popcnt(asciiSpace);
    let spaces = asciiSpace | spaceSpill;
    spaceSpill = 0;
    others += <u32>popcnt(rest);
    while (rest) {
      const bit = ctz(rest);
      rest &= rest - 1;
      const q = p + <usize>bit;
      const kind = classOf(codePointAt(q));
      add(into, kind, 1);
      if (kind == SPACE) {
        const length = <u64>bytesOfLead(load<u8>(q));
        const run: u64 = (1 << length) - 1;
        spaces |= run << bit;
        if (bit + length > 64) spaceSpill = run >> (64 - bit);
      }
    }
    latin += <u32>popcnt(letters);
    digits += <u32>popcnt(numbers);
    const solid = valid & ~spaces;
    words += <u32>popcnt(solid & ((spaces << 1) | beforeSpace));
    beforeSpace = spaces >> 63;

    let feeds = valid & bitmap(equals(a, 10), equals(b, 10), equals(c, 10), equals(d, 10));
    while (feeds) {
      const bit = ctz(feeds);
      feeds &= feeds - 1;
      const q = p + <usize>bit;
      const before = characters + <u32>popcnt(leads & (((<u64>1) << bit) - 1));
      longest = max(longest, before - lineCharacters);
      lineCharacters = before + 1;
      countLine(lineStart, q, into);
      lineStart = q + 1;
    }
    characters += <u32>popcnt(leads);
  }
  if (lineStart < end) {
    longest = max(longest, characters - lineCharacters);
    countLine(lineStart, end, into);
  }

  store<u32>(into, characters);
  add(into, PUNCTUATION, characters - hangul - han - latin - digits - space - others);
  add(into, HANGUL, hangul);
  add(into, HAN, han);
  add(into, LATIN, latin);
  add(into, DIGITS, digits);
  add(into, SPACE, space);
  store<u32>(into + (WORDS << 2), words);
  store<u32>(into + (LONGEST_LINE << 2), longest);
  store<u32>(into + (WORD_CHARACTERS << 2), characters - load<u32>(into + (SPACE << 2)));
}
