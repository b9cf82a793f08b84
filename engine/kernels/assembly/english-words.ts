import { bytesOfLead, classOf, codePointAt } from "./character-class";
import { UNITS, WHOLE_WORDS } from "./tables/word-lists";
import { characterBefore } from "./text-lines";
import { addStrings, isListed, TABLE_BYTES } from "./word-list";
import { addWord, RECORD, recordEnd } from "./word-records";

const WHOLE: usize = memory.data(TABLE_BYTES, 8);
const UNIT: usize = memory.data(TABLE_BYTES, 8);
addStrings(WHOLE, WHOLE_WORDS);
addStrings(UNIT, UNITS);

const NONE: u32 = 0;
const QUOTE: u32 = 1;
const MARK: u32 = 2;
const CURRENCY: u32 = 4;
const BEFORE: u32 = 8;
const ICON: u32 = 16;
const DASH: u32 = 32;

function isDigit(point: u32): bool {
  return point - 0x30 < 10;
}
function isSmall(point: u32): bool {
  return point - 0x61 < 26;
}
function isCapital(point: u32): bool {
  return point - 0x41 < 26;
}
function isLetter(point: u32): bool {
  if (point < 0x80) return isSmall(point | 0x20);
  const kind = classOf(point);
  return kind >= 1 && kind <= 5;
}
function isLower(point: u32): bool {
  return isSmall(point) || (point >= 0x80 && isLetter(point));
}
function isUpper(point: u32): bool {
  return isCapital(point) || (point >= 0x80 && isLetter(point));
}

/** What a character is to the rule: quote, mark, currency, icon, or one that is cut off at the front alone. */
function kindOf(point: u32): u32 {
  switch (point) {
    case 0x27:
    case 0x22:
    case 0x60:
    case 0xb4:
    case 0xab:
    case 0xbb:
    case 0x2018:
    case 0x2019:
    case 0x201a:
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0x300c:
    case 0x300d:
    case 0x300e:
    case 0x300f:
    case 0xff08:
    case 0xff09:
    case 0x3014:
    case 0x3015:
    case 0x3010:
    case 0x3011:
    case 0x300a:
    case 0x300b:
    case 0x3008:
    case 0x3009:
    case 0x27e6:
    case 0x27e7:
      return QUOTE;
    case 0x2026:
    case 0x2c:
    case 0x3a:
    case 0x3b:
    case 0x21:
    case 0x3f:
    case 0xbf:
    case 0x61f:
    case 0xa1:
    case 0x28:
    case 0x29:
    case 0x5b:
    case 0x5d:
    case 0x7b:
    case 0x7d:
    case 0x3c:
    case 0x3e:
    case 0x5f:
    case 0x23:
    case 0x2a:
    case 0x26:
    case 0x3002:
    case 0xff1f:
    case 0xff01:
    case 0xff0c:
    case 0x3001:
    case 0xff1b:
    case 0xff1a:
    case 0xff5e:
    case 0xb7:
    case 0x964:
    case 0x60c:
    case 0x6d4:
    case 0x61b:
    case 0x66a:
      return MARK;
    case 0x24:
    case 0xa3:
    case 0x20ac:
    case 0xa5:
    case 0xe3f:
    case 0x20a9:
    case 0x20bd:
    case 0x20b9:
    case 0x20ab:
    case 0x20ba:
    case 0x20b4:
    case 0x20b1:
      return CURRENCY;
    case 0xa7:
    case 0x25:
    case 0x3d:
      return BEFORE;
    case 0x2014:
    case 0x2013:
      return DASH;
    default:
      return isIcon(point) ? ICON : NONE;
  }
}

function isIcon(point: u32): bool {
  if (point == 0xa6 || point == 0xa9 || point == 0xae) return true;
  if (point < 0x2100 || classOf(point) != 9) return false;
  if (point >= 0x2190 && point <= 0x2194) return false;
  if (point >= 0x2200 && point <= 0x22ff) return false;
  if (point >= 0x27c0 && point <= 0x27ff) return false;
  if (point >= 0x2900 && point <= 0x2aff) return false;
  return !(point >= 0xe000 && point <= 0xfe2f) && point < 0xe0000;
}

/** The character before an address within [start, …), or 0. */
function pointBefore(at: usize, start: usize): u32 {
  return at > start ? codePointAt(characterBefore(at)) : 0;
}
/** The character at an address before `end`, or 0. */
function pointAt(at: usize, end: usize): u32 {
  return at < end ? codePointAt(at) : 0;
}

/**
 * Adds the words of a run between white space. What is cut off the end is held as byte lengths until the rest is added, behind the
 * records that the run can have at most.
 */
export function addEnglish(start: usize, end: usize): void {
  const place = recordEnd() + RECORD * (end - start);
  let held: usize = 0;
  while (start < end && !isListed(WHOLE, start, end)) {
    const first = prefixBytes(start, end);
    if (first) {
      addWord(start, start + first);
      start += first;
      continue;
    }
    const last = suffixBytes(start, end);
    if (!last) break;
    store<u32>(place + (held << 2), <u32>last);
    held++;
    end -= last;
  }
  if (start < end) addCore(start, end);
  while (held) {
    held--;
    const bytes = <usize>load<u32>(place + (held << 2));
    addWord(end, end + bytes);
    end += bytes;
  }
}

function prefixBytes(start: usize, end: usize): usize {
  const first = codePointAt(start);
  if (isLetter(first) || isDigit(first)) return 0;
  if (first == 0x2e) {
    let dots: usize = 1;
    while (start + dots < end && load<u8>(start + dots) == 0x2e) dots++;
    return dots > 1 ? dots : 0;
  }
  if (first == 0x2b) return start + 1 < end && isDigit(load<u8>(start, 1)) ? 0 : 1;
  return kindOf(first) ? bytesOfLead(load<u8>(start)) : 0;
}

function suffixBytes(start: usize, end: usize): usize {
  const lastAt = characterBefore(end);
  const last = codePointAt(lastAt);
  const before = pointBefore(lastAt, start);
  if (last == 0x73 || last == 0x53) {
    if (before == 0x27) return 2;
    if (before == 0x2019) return 4;
  }
  if (last == 0x2e) {
    let dots: usize = 1;
    while (end - dots > start && load<u8>(end - dots - 1) == 0x2e) dots++;
    if (dots > 1) return dots;
    if (before == 0) return 0;
    if (isLower(before) || isDigit(before) || before == 0x25 || before == 0xb2 || before == 0x2d || before == 0x2b) return 1;
    if (kindOf(before) & (QUOTE | MARK)) return 1;
    return isUpper(before) && isUpper(pointBefore(characterBefore(lastAt), start)) ? 1 : 0;
  }
  const kind = isLetter(last) || isDigit(last) ? NONE : kindOf(last);
  if (kind & (QUOTE | MARK | DASH | ICON)) return end - lastAt;
  if ((kind == CURRENCY || last == 0x2b) && isDigit(before)) return end - lastAt;
  // A unit after a number; lengths are characters in the rule, and units are ASCII.
  for (let bytes: usize = 1; bytes <= 4 && end - bytes > start; bytes++) {
    const each: u32 = load<u8>(end - bytes);
    if (isDigit(each) || each >= 0x80) return 0;
    if (isDigit(load<u8>(end - bytes - 1))) return isListed(UNIT, end - bytes, end) ? bytes : 0;
  }
  return 0;
}

/** Adds what is left when front and end are cut: one word, a contraction's two, or what stands between infixes. */
function addCore(start: usize, end: usize): void {
  if (isListed(WHOLE, start, end)) return addWord(start, end);
  const cut = isCannot(start, end) ? start + 3 : contractionAt(start, end);
  if (cut) {
    addWord(start, cut);
    return addWord(cut, end);
  }
  if (isAddress(start, end)) return addWord(start, end);
  let from = start;
  for (let at = start; at < end; ) {
    const bytes = infixBytes(at, start, end);
    if (!bytes) {
      at += bytesOfLead(load<u8>(at));
      continue;
    }
    if (at > from) addWord(from, at);
    addWord(at, at + bytes);
    at += bytes;
    from = at;
  }
  if (from < end) addWord(from, end);
}

function isCannot(start: usize, end: usize): bool {
  return end - start == 6 && ((load<u64>(start) & 0xffffffffffff) | 0x20) == 0x746f6e6e6163;
}

/** Where the second word of don't or they'll begins, or 0. */
function contractionAt(start: usize, end: usize): usize {
  let at = start;
  while (at < end && isSmall(load<u8>(at) | 0x20)) at++;
  if (at == start || at == end) return 0;
  const isCurly = load<u8>(at) == 0xe2 && load<u8>(at, 1) == 0x80 && load<u8>(at, 2) == 0x99;
  if (!isCurly && load<u8>(at) != 0x27) return 0;
  const rest = at + (isCurly ? 3 : 1);
  const first: u32 = load<u8>(rest);
  const second: u32 = load<u8>(rest, 1);
  if (end - rest == 1) {
    if ((first | 0x20) == 0x64 || (first | 0x20) == 0x6d) return at;
    if ((first | 0x20) == 0x74 && at - start > 1 && (load<u8>(at - 1) | 0x20) == 0x6e) return at - 1;
    return 0;
  }
  if (end - rest != 2 || (first & 0x20) != (second & 0x20)) return 0;
  const both = ((first | 0x20) << 8) | second | 0x20;
  return both == 0x6c6c || both == 0x7265 || both == 0x7665 ? at : 0;
}

/** Whether an address stands here: `scheme://…`, or a host whose last label is two or more small letters, and what may follow a host. */
function isAddress(start: usize, end: usize): bool {
  let at = start;
  let dots: u32 = 0;
  let small: i32 = 0; // small letters since the last dot, -1 when something else stands there
  let isScheme = true; // letters, digits and _ + . - so far
  for (; at < end; ) {
    const point = codePointAt(at);
    if (point == 0x2e) {
      if (at == start || load<u8>(at - 1) == 0x2e) dots |= 0x10000;
      dots++;
      small = 0;
    } else if (isSmall(point)) small = small < 0 ? -1 : small + 1;
    else if (isCapital(point) || isDigit(point) || point == 0x5f || point == 0x2d) small = -1;
    else if (point == 0x2b && isScheme) {
      // Only a scheme may hold a plus sign.
      let p = at + 1;
      while (p < end && isSchemeByte(load<u8>(p))) p++;
      return isSchemeEnd(p, start, end);
    } else if (point >= 0xa1) {
      small = -1;
      isScheme = false;
    } else break;
    at += bytesOfLead(load<u8>(at));
  }
  if (isScheme && isSchemeEnd(at, start, end)) return true;
  if (dots == 0 || dots >= 0x10000 || small < 2) return false;
  if (at == end) return true;
  const next: u32 = load<u8>(at);
  return next == 0x2f || next == 0x3f || next == 0x23 || (next == 0x3a && at + 1 < end && isDigit(load<u8>(at, 1)));
}

function isSchemeByte(byte: u32): bool {
  return isSmall(byte | 0x20) || isDigit(byte) || byte == 0x5f || byte == 0x2b || byte == 0x2e || byte == 0x2d;
}

function isSchemeEnd(at: usize, start: usize, end: usize): bool {
  return at - start >= 2 && end - at > 3 && load<u8>(at) == 0x3a && load<u8>(at, 1) == 0x2f && load<u8>(at, 2) == 0x2f;
}

/** Bytes of an infix at an address, or 0. */
function infixBytes(at: usize, start: usize, end: usize): usize {
  const each = codePointAt(at);
  if (isLetter(each) || isDigit(each)) return 0;
  const width = bytesOfLead(load<u8>(at));
  const before = pointBefore(at, start);
  const next = pointAt(at + width, end);
  if (each == 0x2e) {
    let dots: usize = 1;
    while (at + dots < end && load<u8>(at + dots) == 0x2e) dots++;
    if (dots > 1) return dots;
    return (isLower(before) || kindOf(before) == QUOTE) && (isUpper(next) || kindOf(next) == QUOTE) ? 1 : 0;
  }
  if (each == 0x2026 || isIcon(each)) return width;
  if ((each == 0x2b || each == 0x2d || each == 0x2a || each == 0x5e) && isDigit(before) && (isDigit(next) || next == 0x2d))
    return 1;
  if (each == 0x2c && isLetter(before) && isLetter(next)) return 1;
  if (!isLetter(before) && !isDigit(before)) return 0;
  if (each == 0x3a || each == 0x3c || each == 0x3e || each == 0x3d || each == 0x2f || each == 0x2013 || each == 0x7e) {
    return isLetter(next) ? width : 0;
  }
  if (each == 0x2d) {
    let length: usize = 1;
    while (length < 3 && at + length < end && load<u8>(at + length) == 0x2d) length++;
    return isLetter(pointAt(at + length, end)) ? length : 0;
  }
  if (each == 0x2014) {
    const length: usize = next == 0x2014 ? 6 : 3;
    return isLetter(pointAt(at + length, end)) ? length : 0;
  }
  return 0;
}
