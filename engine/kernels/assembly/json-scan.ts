import { decodeEscape, escapeWidth } from "./json-string";

/** Levels that there is room for; `MOST_LEVELS` of `kernels.ts`. */
const MOST_LEVELS: u32 = 4096;

const NOT_JSON: i32 = 1;
const NOT_OBJECT: i32 = 2;
const TOO_DEEP: i32 = 3;

const STRING: u32 = 1;
const ESCAPED_STRING: u32 = 2;
const NUMBER: u32 = 3;
const TRUE: u32 = 4;
const FALSE: u32 = 5;
const NULL: u32 = 6;
const OBJECT: u32 = 7;
const ARRAY: u32 = 8;

/** The byte that closes the container of each open level; the outermost is level 1, at offset 1. */
const CLOSERS: usize = memory.data(4112);

/** Whether the string that `stringEnd` read last holds a backslash. */
let escaped: bool = false;

/** Body of the key that `valueAfterKey` read last. */
let keyAt: usize = 0;
let keyBytes: usize = 0;
let keyEscaped: bool = false;

/** Four bytes for one decoded character of a key. */
const CHARACTER: usize = memory.data(16);

/**
 * Validates one JSON object (RFC 8259, at most `deepest` levels) and reports where the values of some top-level keys lie.
 *
 * One loop with the open containers in `CLOSERS`: no recursion, so hostile input cannot exhaust the stack. Strings are skipped 16
 * bytes at a time. Bytes of 0x80 and above are accepted in strings as they are: judging them is the business of `validUtf8`.
 * The first fault found decides: a value that is too deep and broken further on is too deep. Equal wanted keys: the first gets it.
 */
export function scanRecord(at: usize, bytes: usize, keys: usize, into: usize, deepest: u32): i32 {
  const stop = at + bytes;
  const most = deepest < MOST_LEVELS ? deepest : MOST_LEVELS;
  memory.fill(into, 0, <usize>load<u32>(keys) * 12);
  let p = skipSpace(at, stop);
  if (p >= stop) return NOT_JSON;
  const verdict = load<u8>(p) == 0x7b ? 0 : NOT_OBJECT;
  let depth: u32 = 0;
  let slot: usize = 0; // where the value of the current top-level key is reported, 0 when nobody wants it
  let containerAt: usize = 0; // start of the container that is open at level 2

  while (true) {
    // A value begins at p, which is before stop.
    const first = <u32>load<u8>(p);
    if (first == 0x22) {
      const body = p + 1;
      p = stringEnd(body, stop);
      if (!p) return NOT_JSON;
      if (depth == 1 && slot) report(slot, escaped ? ESCAPED_STRING : STRING, body, p - 1);
    } else if ((first | 0x20) == 0x7b) {
      // `[` is 0x5b and `{` is 0x7b; each closes with the byte two further on.
      if (depth == 1) containerAt = p;
      if (++depth > most) return TOO_DEEP;
      store<u8>(CLOSERS + depth, first + 2);
      p = skipSpace(p + 1, stop);
      if (p >= stop) return NOT_JSON;
      if (<u32>load<u8>(p) != first + 2) {
        if (first == 0x7b) {
          p = valueAfterKey(p, stop);
          if (!p) return NOT_JSON;
          if (depth == 1) slot = slotOfKey(keys, into);
        }
        continue;
      }
    } else {
      const value = p;
      const kind = first == 0x74 ? TRUE : first == 0x66 ? FALSE : first == 0x6e ? NULL : NUMBER;
      p = kind == NUMBER ? numberEnd(p, stop) : literalEnd(p, first);
      if (!p || p > stop) return NOT_JSON;
      if (depth == 1 && slot) report(slot, kind, value, p);
    }

    // A value ended before p, or p is at the closer of an empty container.
    while (true) {
      p = skipSpace(p, stop);
      if (!depth) return p == stop ? verdict : NOT_JSON;
      if (p >= stop) return NOT_JSON;
      const mark = <u32>load<u8>(p);
      const closer = <u32>load<u8>(CLOSERS + depth);
      if (mark == 0x2c) {
        p = skipSpace(p + 1, stop);
        if (p >= stop) return NOT_JSON;
        if (closer == 0x7d) {
          p = valueAfterKey(p, stop);
          if (!p) return NOT_JSON;
          if (depth == 1) slot = slotOfKey(keys, into);
        }
        break;
      }
      if (mark != closer) return NOT_JSON;
      p++;
      depth--;
      if (depth == 1 && slot) report(slot, closer == 0x7d ? OBJECT : ARRAY, containerAt, p);
    }
  }
}

function report(slot: usize, kind: u32, from: usize, to: usize): void {
  store<u32>(slot, kind);
  store<u32>(slot, <u32>from, 4);
  store<u32>(slot, <u32>(to - from), 8);
}

/** At the first byte from `p` on that is not white space, at most `stop`; small, to be inlined where there mostly is none. */
function skipSpace(p: usize, stop: usize): usize {
  return load<u8>(p) > 0x20 ? p : pastSpace(p, stop);
}

function pastSpace(from: usize, stop: usize): usize {
  let p = from;
  for (; p < stop; p++) {
    const c = <u32>load<u8>(p);
    if (c != 0x20 && c != 0x0a && c != 0x0d && c != 0x09) break;
  }
  return p;
}

/** Past the closing quote of the string whose body begins at `from`, or 0 when it is not valid. Sets `escaped`. */
function stringEnd(from: usize, stop: usize): usize {
  const quotes = i8x16.splat(0x22);
  const backslashes = i8x16.splat(0x5c);
  const lastControl = i8x16.splat(0x1f);
  let p = from;
  escaped = false;
  while (true) {
    const chunk = v128.load(p);
    const marks = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(chunk, quotes), i8x16.eq(chunk, backslashes)), i8x16.le_u(chunk, lastControl)),
    );
    if (!marks) {
      p += 16;
      if (p >= stop) return 0;
      continue;
    }
    p += ctz(marks);
    if (p >= stop) return 0;
    const mark = <u32>load<u8>(p);
    if (mark == 0x22) return p + 1;
    if (mark != 0x5c) return 0;
    escaped = true;
    const width = escapeWidth(p);
    if (!width) return 0;
    p += width;
  }
}

/** At the value that belongs to the key at `p` (which must be before stop), or 0 when key or colon or value are missing. */
function valueAfterKey(at: usize, stop: usize): usize {
  if (load<u8>(at) != 0x22) return 0;
  let p = stringEnd(at + 1, stop);
  if (!p) return 0;
  keyAt = at + 1;
  keyBytes = p - at - 2;
  keyEscaped = escaped;
  p = skipSpace(p, stop);
  if (p >= stop || load<u8>(p) != 0x3a) return 0;
  p = skipSpace(p + 1, stop);
  return p < stop ? p : 0;
}

/** Where the value of the key read last is to be reported; 0 when the key is not wanted. */
function slotOfKey(keys: usize, into: usize): usize {
  const stop = keys + ((<usize>load<u32>(keys)) << 3);
  let slot = into;
  for (let key = keys; key < stop; key += 8, slot += 12) {
    const wanted = <usize>load<u32>(key, 4);
    const bytes = <usize>load<u32>(key, 8);
    if (keyEscaped ? isEscapedKey(wanted, bytes) : bytes == keyBytes && sameBytes(wanted, keyAt, bytes)) return slot;
  }
  return 0;
}

function sameBytes(a: usize, b: usize, bytes: usize): bool {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) if (i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i))) != 0xffff) return false;
  const rest = (1 << (<i32>(bytes - i))) - 1;
  return (i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i))) & rest) == rest;
}

/** Whether the key read last, which holds escapes, decodes to these bytes. */
function isEscapedKey(wanted: usize, bytes: usize): bool {
  const stop = keyAt + keyBytes;
  const wantedStop = wanted + bytes;
  let p = keyAt;
  let w = wanted;
  while (p < stop) {
    if (load<u8>(p) != 0x5c) {
      if (w >= wantedStop || load<u8>(p) != load<u8>(w)) return false;
      p++;
      w++;
      continue;
    }
    const step = decodeEscape(p, stop, CHARACTER);
    const width = <usize>(step & 15);
    if (wantedStop - w < width || !sameBytes(CHARACTER, w, width)) return false;
    p += <usize>(step >> 4);
    w += width;
  }
  return w == wantedStop;
}

function literalEnd(p: usize, first: u32): usize {
  if (first == 0x74) return load<u32>(p) == 0x65757274 ? p + 4 : 0; // true
  if (first == 0x66) return load<u32>(p, 1) == 0x65736c61 ? p + 5 : 0; // false
  return load<u32>(p) == 0x6c6c756e ? p + 4 : 0; // null
}

function pastDigits(from: usize, stop: usize): usize {
  let p = from;
  while (p < stop && <u32>load<u8>(p) - 0x30 < 10) p++;
  return p;
}

/** Past the number at `from`, or 0 when there is none (RFC 8259 §6). */
function numberEnd(from: usize, stop: usize): usize {
  let p = from;
  if (load<u8>(p) == 0x2d) p++;
  if (p < stop && load<u8>(p) == 0x30) p++;
  else {
    const whole = pastDigits(p, stop);
    if (whole == p) return 0;
    p = whole;
  }
  if (p < stop && load<u8>(p) == 0x2e) {
    const fraction = pastDigits(p + 1, stop);
    if (fraction == p + 1) return 0;
    p = fraction;
  }
  if (p < stop && (<u32>load<u8>(p) | 0x20) == 0x65) {
    p++;
    if (p < stop && (load<u8>(p) == 0x2b || load<u8>(p) == 0x2d)) p++;
    const exponent = pastDigits(p, stop);
    if (exponent == p) return 0;
    p = exponent;
  }
  return p;
}
