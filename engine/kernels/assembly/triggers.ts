import { bitmap, equals, inRange } from "./lanes";
import { foreignDigit, isNumeral } from "./spelt-digits";

const DIGITS: u32 = 1 << 31;
const AT: u32 = 1 << 30;
const PLACE_NUMBER: u32 = 1 << 29;
const MENTION: u32 = 1 << 28;
const FILTER_BYTES: usize = 96;
const HASH_SHIFT: u32 = 19;
const RECORD_BYTES: usize = 12;

const FEWEST_DIGITS: u32 = 6;
const FEWEST_PLAIN_DIGITS: u32 = 9;
const FEWEST_CODE_DIGITS: u32 = 7;
const WIDEST_GAP: usize = 5;
/** Digits of a degree and its four decimals, behind which a comma and a blank may go on. */
const FEWEST_IN_COORDINATE: u32 = 5;
const FEWEST_SPELT: u32 = 8;
const FEWEST_NUMERALS: u32 = 3;
const WIDEST_SPELT_GAP: usize = 3;

let out: usize = 0;
let full: usize = 0;
let textStart: usize = 0;
let textStop: usize = 0;

// The stretch of digits that is open.
let count: u32 = 0;
let gaps: u32 = 0;
let start: usize = 0;
let end: usize = 0;
/** Digits before the first gap, and the byte of that gap where it is one byte. */
let beforeGap: u32 = 0;
let firstGap: u32 = 0;
/** Whether digits of another script are among them. */
let foreign: bool = false;
/** Whether a syllable stands between them. */
let hasSyllable: bool = false;

// The stretch of digits and numerals of Hangul that is open.
let speltCount: u32 = 0;
let numerals: u32 = 0;
let speltStart: usize = 0;
let speltEnd: usize = 0;

function record(from: usize, to: usize, mask: u32): void {
  if (out >= full) return;
  store<u32>(out, <u32>(from - textStart));
  store<u32>(out, <u32>(to - textStart), 4);
  store<u32>(out, mask, 8);
  out += RECORD_BYTES;
}

function isDigit(byte: u32): bool {
  return byte - 0x30 < 10;
}

function isLetter(byte: u32): bool {
  return (byte | 0x20) - 0x61 < 26;
}

/** Bytes that stand between digits of one number: blank, tab, line end, ( ) - . + and the bytes of longer characters. */
function joins(byte: u32): bool {
  return (
    byte >= 0x80 ||
    byte == 0x20 ||
    byte == 0x09 ||
    byte == 0x0a ||
    byte == 0x0d ||
    byte == 0x28 ||
    byte == 0x29 ||
    byte == 0x2d ||
    byte == 0x2e
  );
}

/**
 * Whether digits go on behind a gap. A letter does between three digits and the rest of a passport, a syllable between the two or three digits
 * and the four of a vehicle plate, a comma and a blank behind a latitude, a bar behind six digits, a line end beside a dash.
 */
function goesOn(from: usize, to: usize): bool {
  const bytes = to - from;
  const first = <u32>load<u8>(from);
  if (bytes > WIDEST_GAP) return false;
  if (bytes == 1 && isLetter(first)) return gaps == 0 && count == 3 && from - start == 3 && isCodeBefore();
  if (hasSyllable) return false;
  let feed = false;
  let dash = false;
  let syllable = false;
  for (let p = from; p < to; p++) {
    const byte = <u32>load<u8>(p);
    if (byte == 0x0a) feed = true;
    else if (byte == 0x2d) dash = true;
    else if (byte >= 0xe3 && byte <= 0xed) syllable = true;
    if (byte == 0x7c) {
      if (count != 6) return false;
    } else if (byte == 0x2c) {
      if (gaps != 1 || firstGap != 0x2e || count < FEWEST_IN_COORDINATE || p != from || bytes == 1 || load<u8>(p + 1) != 0x20)
        return false;
    } else if (!joins(byte) || (byte == 0x28 && p > from && load<u8>(p - 1) == 0x29)) return false;
  }
  if (syllable) {
    if (gaps != 0 || (count != 2 && count != 3)) return false;
    hasSyllable = true;
  }
  return !feed || dash;
}

/** Whether the stretch stands right behind a Latin letter that begins a word, or behind two. */
function isCodeBefore(): bool {
  if (start == textStart || !isLetter(load<u8>(start - 1))) return false;
  let p = start - 1;
  if (p > textStart && isLetter(load<u8>(p - 1))) p--;
  return p == textStart || !(isLetter(load<u8>(p - 1)) || isDigit(load<u8>(p - 1)) || load<u8>(p - 1) == 0x5f);
}

function number2(p: usize): u32 {
  return <u32>(load<u8>(p) - 0x30) * 10 + <u32>(load<u8>(p, 1) - 0x30);
}

/** Whether a stretch is a day (20240831, 2024-08-31, 2024. 8. 31), with or without a time, or two years. */
function isMoment(): bool {
  if (
    foreign ||
    end - start < 8 ||
    !(isDigit(load<u8>(start)) && isDigit(load<u8>(start, 1)) && isDigit(load<u8>(start, 2)) && isDigit(load<u8>(start, 3)))
  )
    return false;
  const century = number2(start);
  if (century != 19 && century != 20) return false;
  if (gaps == 0) {
    if (count != 8 && count != 12 && count != 14) return false;
    return number2(start + 4) <= 12 && number2(start + 6) <= 31;
  }
  if (beforeGap != 4) return false;
  let p = start + 4;
  while (!isDigit(load<u8>(p))) p++;
  let month = <u32>(load<u8>(p) - 0x30);
  let width: u32 = 1;
  while (p + <usize>width < end && isDigit(load<u8>(p + <usize>width))) {
    month = month * 10 + <u32>(load<u8>(p + <usize>width) - 0x30);
    width++;
  }
  if (width == 4) return gaps == 1 && (month / 100 == 19 || month / 100 == 20);
  return width <= 2 && month <= 12 && count <= 20;
}

/** Whether the digits of a stretch are enough and stand as those of a number of something do. */
function isNumber(): bool {
  if (count < FEWEST_DIGITS) return false;
  if (gaps == 0) {
    if (count < FEWEST_PLAIN_DIGITS && !(count >= FEWEST_CODE_DIGITS && isCodeBefore())) return false;
  } else if (hasSyllable) return count - beforeGap == 4;
  else if (count < FEWEST_PLAIN_DIGITS) {
    const isMasked = gaps == 1 && beforeGap == 6;
    const isDotted = gaps == 3 && firstGap == 0x2e;
    const isPassport = gaps == 1 && beforeGap == 3 && isLetter(firstGap);
    if (!isMasked && !isDotted && !isPassport) return false;
  }
  return !(gaps == 1 && firstGap == 0x2e && beforeGap <= 3) && !isMoment();
}

function closeDigits(): void {
  if (isNumber()) record(start, end, DIGITS);
  count = 0;
}

/** Whether a byte is a digit of base 16. */
function isHex(byte: u32): bool {
  return isDigit(byte) || (byte | 0x20) - 0x61 < 6;
}

/** Whether three pairs of hexadecimal digits, a colon or a dash behind each, stand around a digit that is in the first. */
function isHardware(p: usize): bool {
  if (p > textStart && isHex(load<u8>(p - 1)) && (load<u8>(p, 1) == 0x3a || load<u8>(p, 1) == 0x2d)) p--;
  const mark = load<u8>(p, 2);
  if (mark != 0x3a && mark != 0x2d) return false;
  for (let i: usize = 0; i < 9; i += 3) {
    if (!isHex(load<u8>(p + i)) || !isHex(load<u8>(p + i, 1)) || load<u8>(p + i, 2) != mark) return false;
  }
  return p + 11 <= textStop && isHex(load<u8>(p, 9)) && isHex(load<u8>(p, 10));
}

function closeSpelt(): void {
  if (speltCount >= FEWEST_SPELT && numerals >= FEWEST_NUMERALS) record(speltStart, speltEnd, DIGITS);
  speltCount = 0;
}

function addSpelt(p: usize, bytes: usize, isNumeral: bool): void {
  if (speltCount && (p - speltEnd > WIDEST_SPELT_GAP || (p > speltEnd && load<u8>(speltEnd) == 0x0a))) closeSpelt();
  if (speltCount == 0) {
    speltStart = p;
    numerals = 0;
  }
  speltCount++;
  numerals += u32(isNumeral);
  speltEnd = p + bytes;
}

function addDigit(p: usize, bytes: usize): void {
  if (bytes == 1 && !(p > textStart && isDigit(load<u8>(p - 1))) && isPlaceBefore(p)) record(p, p + 1, PLACE_NUMBER);
  if (bytes == 1 && isHardware(p)) record(p, p + 1, DIGITS);
  if (count && p != end) {
    if (goesOn(end, p)) {
      if (gaps == 0) {
        beforeGap = count;
        firstGap = p - end == 1 ? <u32>load<u8>(end) : 0;
      }
      gaps++;
    } else closeDigits();
  }
  if (count == 0) {
    start = p;
    gaps = 0;
    foreign = false;
    hasSyllable = false;
  }
  count++;
  if (bytes > 1) foreign = true;
  end = p + bytes;
  addSpelt(p, bytes, false);
}

/** Whether 로, 길, 동, 리, 읍, 면 (or 가 behind a digit) stands before a place, a blank between them or not. */
function isPlaceBefore(p: usize): bool {
  if (p > textStart && load<u8>(p - 1) == 0x20) p--;
  if (p < textStart + 3) return false;
  const syllable = ((<u32>load<u8>(p - 3)) << 16) | ((<u32>load<u8>(p - 2)) << 8) | <u32>load<u8>(p - 1);
  if (syllable == 0xeab080) return p > textStart + 3 && isDigit(load<u8>(p - 4));
  return (
    syllable == 0xeba19c ||
    syllable == 0xeab8b8 ||
    syllable == 0xeb8f99 ||
    syllable == 0xeba6ac ||
    syllable == 0xec9d8d ||
    syllable == 0xeba9b4
  );
}

function lower(byte: u32): u32 {
  return byte - 0x41 < 26 ? byte | 0x20 : byte;
}

/** Records every word of the table that stands at a place. */
function matchWords(p: usize, stop: usize, table: usize, hash: u32): void {
  let entry = (<usize>load<u16>(table + FILTER_BYTES + ((<usize>hash) << 1))) << 3;
  while (entry) {
    const bytes = <usize>load<u16>(table + entry, 2);
    if (p + bytes <= stop) {
      let i: usize = 0;
      while (i < bytes && lower(load<u8>(p + i)) == <u32>load<u8>(table + entry + i, 8)) i++;
      if (i == bytes) record(p, p + bytes, load<u32>(table + entry, 4));
    }
    entry = (<usize>load<u16>(table + entry)) << 3;
  }
}

/** Lower-cases the ASCII letters among four bytes at once. */
function lower4(value: u32): u32 {
  const low = value & 0x7f7f7f7f;
  const isCapital = (low + 0x3f3f3f3f) & ~(low + 0x25252525) & ~value & 0x80808080;
  return value | (isCapital >> 2);
}

/** Lanes whose byte may stand at a place of a word, a bit for each of eight groups of words. */
function filtered(bytes: v128, table: usize, place: usize): v128 {
  const low = i8x16.swizzle(v128.load(table + place * 32), v128.and(bytes, i8x16.splat(15)));
  const high = i8x16.swizzle(v128.load(table + place * 32, 16), i8x16.shr_u(bytes, 4));
  return v128.and(low, high);
}

/** Lanes at which a word that begins with ASCII may begin. */
function mayBeginWord(p: usize, table: usize): v128 {
  const all = v128.and(
    v128.and(filtered(v128.load(p), table, 0), filtered(v128.load(p, 1), table, 1)),
    filtered(v128.load(p, 2), table, 2),
  );
  return i8x16.ne(all, i8x16.splat(0));
}

/** An at sign behind a letter, a digit or a mark of mailboxes, or between blanks, may part an address; before a letter it may begin a handle. */
function addAt(p: usize, stop: usize): void {
  const before = p > textStart ? <u32>load<u8>(p - 1) : 0x20;
  const after = p + 1 < stop ? <u32>load<u8>(p, 1) : 0x20;
  const isName =
    isLetter(before) || isDigit(before) || before == 0x2e || before == 0x5f || before == 0x2d || before == 0x2b || before == 0x25;
  if (isName ? after > 0x20 : before == 0x20 && after == 0x20) record(p, p + 1, AT);
  else if (isLetter(after) || isDigit(after) || after == 0x5f) record(p, p + 1, MENTION);
}

function isAt(bytes: v128): v128 {
  return equals(bytes, 0x40);
}

/** ASCII digits. */
function areDigits(bytes: v128): v128 {
  return inRange(bytes, 0x30, 10);
}

/** First bytes of characters that are not ASCII. */
function areLeads(bytes: v128): v128 {
  return v128.and(i8x16.lt_s(bytes, i8x16.splat(0)), i8x16.ge_s(bytes, i8x16.splat(<i8>0xc0)));
}

/**
 * Marks what may be personal data or a word for it: records of u32 start, u32 end, u32 mask at `into`, at most `most` of them, in no order.
 * Returns how many. What counts is described by `oracle/triggers.ts`; `table` is packed by `trigger-table.ts`.
 */
export function findTriggers(at: usize, bytes: usize, table: usize, into: usize, most: u32): u32 {
  const stop = at + bytes;
  out = into;
  full = into + <usize>most * RECORD_BYTES;
  textStart = at;
  textStop = stop;
  count = 0;
  speltCount = 0;
  for (let p = at; p < stop && out < full; p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const left = stop - p;
    const valid: u64 = left >= 64 ? ~0 : ((<u64>1) << left) - 1;
    let words =
      valid &
      bitmap(mayBeginWord(p, table), mayBeginWord(p + 16, table), mayBeginWord(p + 32, table), mayBeginWord(p + 48, table));
    for (; words; words &= words - 1) {
      const q = p + <usize>ctz(words);
      const hash = ((lower4(load<u32>(q)) & 0xffffff) * 0x9e3779b1) >> HASH_SHIFT;
      if (load<u16>(table + FILTER_BYTES + ((<usize>hash) << 1))) matchWords(q, stop, table, hash);
    }
    const leads = valid & bitmap(areLeads(a), areLeads(b), areLeads(c), areLeads(d));
    let events =
      leads |
      (valid &
        bitmap(
          v128.or(areDigits(a), isAt(a)),
          v128.or(areDigits(b), isAt(b)),
          v128.or(areDigits(c), isAt(c)),
          v128.or(areDigits(d), isAt(d)),
        ));
    for (; events; events &= events - 1) {
      const q = p + <usize>ctz(events);
      const byte = <u32>load<u8>(q);
      if (byte < 0x80) {
        if (byte == 0x40) addAt(q, stop);
        else addDigit(q, 1);
        continue;
      }
      const hash = (lower4(load<u32>(q)) * 0x9e3779b1) >> HASH_SHIFT;
      if (load<u16>(table + FILTER_BYTES + ((<usize>hash) << 1))) matchWords(q, stop, table, hash);
      if (byte - 0xe3 < 11) {
        if (isNumeral(q)) addSpelt(q, 3, true);
        continue;
      }
      const width = foreignDigit(q);
      if (width) addDigit(q, width);
      else if (byte == 0xef && load<u8>(q, 1) == 0xbc && load<u8>(q, 2) == 0xa0) record(q, q + 3, AT);
    }
  }
  closeDigits();
  closeSpelt();
  return <u32>((out - into) / RECORD_BYTES);
}
