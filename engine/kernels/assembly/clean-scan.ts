import { codePointAt } from "./character-class";
import { bitmap, equals, inRange, isLetter, mayBeginToGo, mayGo } from "./lanes";
import { isMojibake } from "./mojibake";
import { isSurelyNfc } from "./nfc";
import { BLANK, CONTROL, fateOf, JOINER, LINE_END, REMOVE, REPLACEMENT, TIDY_SPACE, ZERO_WIDTH } from "./removable";

const NOT_SURELY_NFC: u32 = 1;
const TAG: u32 = 2;
const ENTITY: u32 = 4;
const FLAG_CONTROL: u32 = 8;
const FLAG_ZERO_WIDTH: u32 = 16;
const FLAG_REPLACEMENT: u32 = 32;
const FLAG_SPACE: u32 = 64;
const MOJIBAKE: u32 = 128;

/** The last part of a text, with digits after it, which never raise a flag: 64 bytes for the part and 64 always digits. */
const LAST: usize = memory.data(128, 16);
memory.fill(LAST, 0x30, 128);

/** Puts the last part of a text, less than 64 bytes, into `LAST`. */
function storeLast(at: usize, bytes: usize): void {
  const left = i8x16.splat(<i8>bytes);
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const digits = i8x16.splat(0x30);
  for (let i: i32 = 0; i < 64; i += 16) {
    const inside = i8x16.lt_s(i8x16.add(lanes, i8x16.splat(<i8>i)), left);
    v128.store(LAST + i, v128.bitselect(v128.load(at + i), digits, inside));
  }
}

/** Flags that the non-ASCII character at `at` raises. */
function flagsOf(at: usize, start: usize, end: usize): u32 {
  if (load<u8>(at) == 0xc3) return isMojibake(at, end) ? MOJIBAKE : 0;
  const codePoint = codePointAt(at);
  const fate = fateOf(codePoint, CONTROL | ZERO_WIDTH | REPLACEMENT | TIDY_SPACE);
  if (fate == BLANK) return FLAG_SPACE;
  if (fate == LINE_END || fate == REMOVE) {
    if (codePoint < 0xa0) return FLAG_CONTROL;
    return codePoint == 0xfffd ? FLAG_REPLACEMENT : FLAG_ZERO_WIDTH;
  }
  // A joiner stays between non-ASCII characters; a neighbour that goes raises the flag by itself.
  if (fate == JOINER && (at == start || at + 3 == end || load<u8>(at - 1) < 0x80 || load<u8>(at, 3) < 0x80))
    return FLAG_ZERO_WIDTH;
  return 0;
}

/** Lanes of U+00C2–00F4 with a non-ASCII character after: mojibake begins so. */
function mayBeMojibake(bytes: v128, next: v128, third: v128): v128 {
  return v128.and(v128.and(equals(bytes, 0xc3), inRange(next, 0x82, 0x33)), third);
}

function found(at: usize, bytes: v128): v128 {
  const next = v128.load(at, 1);
  const third = v128.load(at, 2);
  return v128.or(mayGo(bytes, next, third), mayBeMojibake(bytes, next, third));
}

function controls(bytes: v128): v128 {
  const kept = v128.or(inRange(bytes, 9, 2), equals(bytes, 13));
  return v128.or(v128.andnot(inRange(bytes, 0, 32), kept), equals(bytes, 0x7f));
}

function tags(at: usize, bytes: v128): v128 {
  const next = v128.load(at, 1);
  return v128.and(equals(bytes, 0x3c), v128.or(isLetter(next), v128.or(equals(next, 0x2f), equals(next, 0x21))));
}

function entities(at: usize, bytes: v128): v128 {
  const next = v128.load(at, 1);
  return v128.and(equals(bytes, 0x26), v128.or(isLetter(next), equals(next, 0x23)));
}

function any(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.or(v128.or(a, b), v128.or(c, d));
}

/** Bits of CLEAN_FLAGS that a text raises, found in blocks of 64 bytes. */
export function cleanScan(at: usize, bytes: usize): u32 {
  if (bytes == 0) return 0;
  const start = at;
  const end = at + bytes;
  let flags: u32 = isSurelyNfc(at, bytes) ? 0 : NOT_SURELY_NFC;
  const first = load<u8>(at);
  const last = load<u8>(end - 1);
  if (first == 10 || last == 10 || last == 32 || last == 9) flags |= FLAG_SPACE;
  let control = i8x16.splat(0);
  let returns = control;
  let tag = control;
  let entity = control;
  let beforeBlank: u64 = 0;
  let beforeFeeds: u64 = 0; // line feeds in the last bytes of the block before, bits 62 and 63
  let untidy: u64 = 0;
  for (let p = at; p < end; p += 64) {
    let block = p;
    if (end - p < 64) {
      storeLast(p, end - p);
      block = LAST;
    }
    const a = v128.load(block);
    const b = v128.load(block, 16);
    const c = v128.load(block, 32);
    const d = v128.load(block, 48);
    control = v128.or(control, any(controls(a), controls(b), controls(c), controls(d)));
    returns = v128.or(returns, any(equals(a, 13), equals(b, 13), equals(c, 13), equals(d, 13)));
    tag = v128.or(tag, any(tags(block, a), tags(block + 16, b), tags(block + 32, c), tags(block + 48, d)));
    entity = v128.or(entity, any(entities(block, a), entities(block + 16, b), entities(block + 32, c), entities(block + 48, d)));
    const feeds = bitmap(equals(a, 10), equals(b, 10), equals(c, 10), equals(d, 10));
    const blanks = bitmap(
      v128.or(equals(a, 32), equals(a, 9)),
      v128.or(equals(b, 32), equals(b, 9)),
      v128.or(equals(c, 32), equals(c, 9)),
      v128.or(equals(d, 32), equals(d, 9)),
    );
    const once = (feeds << 1) | (beforeFeeds >> 63);
    const twice = (feeds << 2) | (beforeFeeds >> 62);
    untidy |= feeds & ((blanks << 1) | beforeBlank | (once & twice));
    beforeBlank = blanks >> 63;
    beforeFeeds = feeds;
    if (v128.any_true(any(mayBeginToGo(a), mayBeginToGo(b), mayBeginToGo(c), mayBeginToGo(d)))) {
      let candidates = bitmap(found(block, a), found(block + 16, b), found(block + 32, c), found(block + 48, d));
      while (candidates) {
        flags |= flagsOf(p + <usize>ctz(candidates), start, end);
        candidates &= candidates - 1;
      }
    }
  }
  if (v128.any_true(control)) flags |= FLAG_CONTROL;
  if (v128.any_true(returns) || untidy) flags |= FLAG_SPACE;
  if (v128.any_true(tag)) flags |= TAG;
  if (v128.any_true(entity)) flags |= ENTITY;
  return flags;
}
