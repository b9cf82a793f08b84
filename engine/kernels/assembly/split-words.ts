import { bytesOfLead, classOf, codePointAt, SPACE } from "./character-class";
import { addEnglish } from "./english-words";
import { addKorean } from "./korean-words";
import { bitmap, equals, inRange, isAsciiSpace, isHangul, isLetter } from "./lanes";
import { addMeasured, beginRecords, HAS_LETTER, HAS_SYMBOL, IS_SOLID, recordCount } from "./word-records";

/** Values of `rule`: runs between white space; words of English text; words of Korean text. */
const BLANKS: u32 = 0;
const ENGLISH: u32 = 1;

/** Of the run that is open: what its bytes so far hold. */
let characters: u32 = 0;
let flags: u32 = 0;
/** Whether the open run is ASCII letters alone, or ASCII digits alone. */
let isPlain: bool = true;
let isNumber: bool = true;

function endRun(rule: u32, start: usize, end: usize): void {
  if (rule == BLANKS) addMeasured(start, end, characters, flags);
  else if (rule == ENGLISH) {
    if (isNumber || (isPlain && !isCannot(start, end))) addMeasured(start, end, characters, flags);
    else addEnglish(start, end);
  } else if (isNumber || isPlain) addMeasured(start, end, characters, flags);
  else addKorean(start, end);
  characters = 0;
  flags = 0;
  isPlain = true;
  isNumber = true;
}

/** The one word of letters that is two. */
function isCannot(start: usize, end: usize): bool {
  return end - start == 6 && ((load<u64>(start) & 0xffffffffffff) | 0x20) == 0x746f6e6e6163;
}

/**
 * Writes a record for each word of a text by a rule, in order, and returns how many. Runs between white space are found by bitmaps over
 * blocks of 64 bytes; what is more than letters is then cut by its language's rule.
 */
export function splitWords(at: usize, bytes: usize, rule: u32, into: usize): u32 {
  beginRecords(into);
  characters = 0;
  flags = 0;
  isPlain = true;
  isNumber = true;
  const end = at + bytes;
  let start: usize = 0; // of the run that is open, else 0
  let spaceSpill: u64 = 0; // bytes of a white-space character that lie in the next block
  for (let p = at; p < end; p += 64) {
    const left = end - p;
    const valid: u64 = left >= 64 ? ~0 : ((<u64>1) << left) - 1;
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const latin = bitmap(isLetter(a), isLetter(b), isLetter(c), isLetter(d));
    const digits = bitmap(inRange(a, 0x30, 10), inRange(b, 0x30, 10), inRange(c, 0x30, 10), inRange(d, 0x30, 10));
    let symbols = bitmap(equals(a, 0x23), equals(b, 0x23), equals(c, 0x23), equals(d, 0x23));
    let spaces = (valid & bitmap(isAsciiSpace(a), isAsciiSpace(b), isAsciiSpace(c), isAsciiSpace(d))) | spaceSpill;
    spaceSpill = 0;
    let leads = valid;
    let letters = latin;
    let solid = latin | digits;
    const foreign = valid & bitmap(a, b, c, d);
    if (foreign) {
      leads &= ~bitmap(
        i8x16.lt_s(a, i8x16.splat(<i8>0xc0)),
        i8x16.lt_s(b, i8x16.splat(<i8>0xc0)),
        i8x16.lt_s(c, i8x16.splat(<i8>0xc0)),
        i8x16.lt_s(d, i8x16.splat(<i8>0xc0)),
      );
      const syllables = bitmap(
        isHangul(a, v128.load(p, 1)),
        isHangul(b, v128.load(p, 17)),
        isHangul(c, v128.load(p, 33)),
        isHangul(d, v128.load(p, 49)),
      );
      const ideographs = bitmap(inRange(a, 0xe5, 5), inRange(b, 0xe5, 5), inRange(c, 0xe5, 5), inRange(d, 0xe5, 5));
      letters |= syllables | ideographs;
      solid |= syllables | ideographs;
      // Leads of all other characters of more than one byte are looked up one by one.
      let rest = leads & foreign & ~(syllables | ideographs);
      while (rest) {
        const bit = <u64>ctz(rest);
        rest &= rest - 1;
        const q = p + <usize>bit;
        const point = codePointAt(q);
        const kind = classOf(point);
        if (kind == SPACE) {
          const length = <u64>bytesOfLead(load<u8>(q));
          const run: u64 = (1 << length) - 1;
          spaces |= run << bit;
          if (bit + length > 64) spaceSpill = run >> (64 - bit);
        } else if (kind >= 1 && kind <= 5) {
          letters |= (<u64>1) << bit;
          solid |= (<u64>1) << bit;
        } else if (kind != 8) solid |= (<u64>1) << bit;
        else if (point == 0x2026) symbols |= (<u64>1) << bit;
      }
    }
    // Runs of what is not white space within the block, one after another.
    let from: u64 = 0;
    const stop: u64 = left >= 64 ? 64 : <u64>left;
    while (from < stop) {
      const open = (valid & ~spaces) >> from;
      if (start == 0) {
        if (open == 0) break;
        from += <u64>ctz(open);
        start = p + <usize>from;
      }
      const gap = (valid & spaces) >> from;
      const until = gap == 0 ? stop : from + <u64>ctz(gap);
      if (until > from) {
        const mask = (until - from == 64 ? ~0 : ((<u64>1) << (until - from)) - 1) << from;
        characters += <u32>popcnt(leads & mask);
        if (letters & mask) flags |= HAS_LETTER;
        if (solid & mask) flags |= IS_SOLID;
        if (symbols & mask) flags |= HAS_SYMBOL;
        if (mask & ~latin) isPlain = false;
        if (mask & ~digits) isNumber = false;
      }
      if (gap == 0) break;
      endRun(rule, start, p + <usize>until);
      start = 0;
      from = until;
    }
  }
  if (start) endRun(rule, start, end);
  return recordCount();
}
