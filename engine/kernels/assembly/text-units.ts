import { bytesOfLead, classOf, codePointAt, SPACE } from "./character-class";
import { foldText } from "./fold-text";
import { equals, inRange } from "./lanes";
import { hash128 } from "./xxh3";

const PARAGRAPH: u32 = 0;
const SENTENCE: u32 = 2;
const FEED: u32 = 10;
const DOT: u32 = 0x2e;

/** Bytes of what is written for a unit. */
const UNIT: usize = 24;
const START: usize = 8;
const END: usize = 12;
const CHARACTERS: usize = 16;
const FEEDS: usize = 20;

/** How the sentence stands that is being read: open, ended unless a small letter follows a blank, ended where a blank follows, ended. */
const OPEN: u32 = 0;
const PERHAPS: u32 = 1;
const BEFORE_BLANK: u32 = 2;
const ENDED: u32 = 3;

const HASH: usize = memory.data(16, 16);

function isLetter(byte: u32): bool {
  return (byte | 0x20) - 0x61 < 26;
}

/** Whether the character before an address, of more than one byte, is white space. */
function isSpaceBefore(at: usize): bool {
  do at--;
  while ((load<u8>(at) & 0xc0) == 0x80);
  return classOf(codePointAt(at)) == SPACE;
}

/**
 * What a dot at `at` makes of the sentence that begins at `sentence`, by the word before it: nothing behind one letter, a short title, or
 * digits with which the sentence begins.
 */
function afterDot(sentence: usize, at: usize): u32 {
  let from = at;
  let digits = true;
  while (from > sentence && load<u8>(from - 1) < 0x80 && !isBreak(load<u8>(from - 1))) {
    from--;
    if (<u32>load<u8>(from) - 0x30 > 9) digits = false;
  }
  const length = at - from;
  if (length == 0) return PERHAPS;
  // Letters beyond ASCII stand before: a word of another script, or its tail.
  if (from > sentence && load<u8>(from - 1) >= 0x80 && !isSpaceBefore(from)) return PERHAPS;
  if ((digits && from == sentence) || (length == 1 && isLetter(load<u8>(from)))) return OPEN;
  if (length > 4) return PERHAPS;
  let word: u32 = 0;
  for (let i: usize = 0; i < length; i++) word = (word << 8) | (load<u8>(from + i) | 0x20);
  // mr, ms, dr, st, vs, mrs, fig, prof
  if (word == 0x6d72 || word == 0x6d73 || word == 0x6472 || word == 0x7374 || word == 0x7673) return OPEN;
  if (word == 0x6d7273 || word == 0x666967 || word == 0x70726f66) return OPEN;
  return PERHAPS;
}

/** ASCII that ends a word here: white space, brackets, quotes. */
function isBreak(byte: u32): bool {
  return byte <= 0x20 || byte == 0x22 || byte == 0x27 || byte == 0x28 || byte == 0x5b;
}

/** Closing brackets and quotes, which belong to the sentence before them. */
function isCloser(codePoint: u32): bool {
  if (codePoint < 0x80)
    return codePoint == 0x22 || codePoint == 0x27 || codePoint == 0x29 || codePoint == 0x5d || codePoint == 0x7d;
  if (codePoint == 0xbb || codePoint == 0x2019 || codePoint == 0x201d || codePoint == 0xff09) return true;
  return codePoint >= 0x3009 && codePoint <= 0x3011 && (codePoint & 1) == 1;
}

function afterMark(codePoint: u32, sentence: usize, at: usize): u32 {
  if (codePoint == DOT) return afterDot(sentence, at);
  if (codePoint == 0x21 || codePoint == 0x3f || codePoint == 0x2026) return BEFORE_BLANK;
  if (codePoint == 0x3002 || codePoint == 0xff01 || codePoint == 0xff0e || codePoint == 0xff1f || codePoint == 0xff61)
    return ENDED;
  return OPEN;
}

/** Writes the hash of a unit and its end. */
function close(unit: usize, at: usize, end: usize, characters: u32, scratch: usize): void {
  const start = at + load<u32>(unit, START);
  hash128(scratch, foldText(start, end - start, 1, scratch), HASH);
  store<u64>(unit, load<u64>(HASH));
  store<u32>(unit, <u32>(end - at), END);
  store<u32>(unit, characters, CHARACTERS);
  store<u32>(unit, 0, FEEDS);
}

/** Cuts a text into paragraphs, lines or sentences; returns how many. */
export function textUnits(at: usize, bytes: usize, kind: u32, scratch: usize, into: usize): u32 {
  const end = at + bytes;
  let unit = into;
  let isOpen = false;
  let state = OPEN;
  let spaced = false; // whether white space stands between the last character and this one
  let last: usize = 0; // end of the last character that is no white space
  let characters: u32 = 0;
  for (let next = at; next < end; ) {
    const codePoint = codePointAt(next);
    const length = bytesOfLead(load<u8>(next));
    if (classOf(codePoint) == SPACE) {
      spaced = true;
      if (codePoint == FEED && last != 0) {
        // A paragraph goes on behind one line feed: the feed counts for what has been closed alone.
        if (isOpen && (kind != PARAGRAPH || isBlankBehind(next + length, end))) {
          close(unit, at, last, characters, scratch);
          unit += UNIT;
          isOpen = false;
        }
        if (!isOpen) store<u32>(unit - UNIT, load<u32>(unit - UNIT, FEEDS) + 1, FEEDS);
      }
      next += length;
      continue;
    }
    if (isOpen && kind == SENTENCE && state != OPEN) {
      const goesOn = state == PERHAPS && codePoint < 0x80 && codePoint - 0x61 < 26;
      const isNew = spaced ? !goesOn : state == ENDED && !isCloser(codePoint) && afterMark(codePoint, next, next) == OPEN;
      if (isNew) {
        close(unit, at, last, characters, scratch);
        unit += UNIT;
        isOpen = false;
      }
    }
    if (!isOpen) {
      isOpen = true;
      store<u32>(unit, <u32>(next - at), START);
      state = OPEN;
      characters = 0;
    }
    const mark = kind == SENTENCE ? afterMark(codePoint, at + load<u32>(unit, START), next) : OPEN;
    if (mark != OPEN) state = mark > state || spaced ? mark : state;
    else if (spaced || !isCloser(codePoint)) state = OPEN;
    characters++;
    spaced = false;
    next += length;
    last = next;
    // Sixteen bytes at once, as long as none of them may change the state or be white space but a blank.
    while (state == OPEN && next + 16 <= end) {
      const block = v128.load(next);
      const mask = <u32>i8x16.bitmask(asksForLook(block, v128.load(next, 1)));
      const many: u32 = mask ? ctz(mask) : 16;
      const counted = <u32>i8x16.bitmask(v128.not(v128.or(equals(block, 0x20), inRange(block, 0x80, 0x40))));
      characters += popcnt(counted & ((1 << many) - 1));
      next += many;
      if (mask) break;
    }
    while (next < end && (load<u8>(next) & 0xc0) == 0x80) next++; // the last block ended inside of a character
    while (load<u8>(next - 1) == 0x20) next--;
    last = next;
  }
  if (isOpen) {
    close(unit, at, last, characters, scratch);
    unit += UNIT;
  }
  return <u32>((unit - into) / UNIT);
}

/** Lanes that begin a character which may be white space other than a blank, or end a sentence; nearly all Hangul and Han pass. */
function asksForLook(bytes: v128, next: v128): v128 {
  const ascii = v128.or(v128.or(inRange(bytes, 0, 0x20), equals(bytes, 0x21)), v128.or(equals(bytes, 0x2e), equals(bytes, 0x3f)));
  const three = v128.or(inRange(bytes, 0xe1, 2), v128.and(equals(bytes, 0xe3), equals(next, 0x80)));
  return v128.or(v128.or(ascii, three), v128.or(equals(bytes, 0xc2), equals(bytes, 0xef)));
}

/** Whether the line that begins here holds white space alone, up to a line feed or the end. */
function isBlankBehind(at: usize, end: usize): bool {
  while (at < end) {
    const codePoint = codePointAt(at);
    if (codePoint == FEED) return true;
    if (classOf(codePoint) != SPACE) return false;
    at += bytesOfLead(load<u8>(at));
  }
  return true;
}
