import { bytesOfLead, codePointAt } from "./character-class";
import { clusterEnd, graphemeClass, joinsBefore } from "./graphemes";
import { BLANK_BITS, CHARACTER_MAP, CHARACTER_MAP_UNITS, REPLACED_BYTES, REPLACED_TEXTS, SPECIAL_BITS } from "./token-vocabulary";

/** Longest cluster, in bytes, that is looked up as a whole: the library's own limit. */
const SHORT_CLUSTER: usize = 5;

/** Where the replacement found last is, and its bytes. */
let replacedAt: usize = 0;
let replacedBytes: usize = 0;
const character: usize = memory.data(16);

/** Whether a character of the basic plane may be replaced or is not a cluster by itself. */
function isSpecial(vocabulary: usize, codePoint: u32): bool {
  if (codePoint >= 0x10000) return true;
  return <bool>((load<u8>(vocabulary + load<u32>(vocabulary, SPECIAL_BITS) + (codePoint >> 3)) >> (<u8>codePoint & 7)) & 1);
}

/**
 * Looks for the shortest beginning of some bytes that has a replacement, in the double array of a SentencePiece file: units of u32
 * with a label in bits 0–7 and 31, a leaf in bit 8, an offset in bits 10–30, shifted by 8 where bit 9 is set.
 */
function findReplacement(vocabulary: usize, at: usize, bytes: usize): bool {
  const units = vocabulary + load<u32>(vocabulary, CHARACTER_MAP);
  const count = load<u32>(vocabulary, CHARACTER_MAP_UNITS);
  let unit = load<u32>(units);
  let place = offsetOf(unit);
  for (const end = at + bytes; at < end; at++) {
    const byte: u32 = load<u8>(at);
    if (!byte) return false;
    place ^= byte;
    if (place >= count) return false;
    unit = load<u32>(units + ((<usize>place) << 2));
    if ((unit & 0x800000ff) != byte) return false;
    place ^= offsetOf(unit);
    if (place >= count) return false;
    if ((unit >> 8) & 1) {
      const texts = vocabulary + load<u32>(vocabulary, REPLACED_TEXTS);
      const size: usize = load<u32>(vocabulary, REPLACED_BYTES);
      const start: usize = min(<usize>load<u32>(units + ((<usize>place) << 2)) & 0x7fffffff, size);
      replacedAt = texts + start;
      replacedBytes = 0;
      while (start + replacedBytes < size && load<u8>(replacedAt + replacedBytes)) replacedBytes++;
      return true;
    }
  }
  return false;
}

/** Whether a character becomes nothing. */
export function isTakenOut(vocabulary: usize, at: usize, codePoint: u32): bool {
  return (
    load<u32>(vocabulary, CHARACTER_MAP) != 0 &&
    isSpecial(vocabulary, codePoint) &&
    findReplacement(vocabulary, at, bytesOfLead(load<u8>(at))) &&
    !replacedBytes
  );
}

function offsetOf(unit: u32): u32 {
  return (unit >> 10) << ((unit & (1 << 9)) >> 6);
}

/**
 * Writes a text with its characters replaced, as the library does: a grapheme cluster of less than six bytes whose beginning has a
 * replacement becomes that one; else each character by itself. Returns the end of what was written.
 */
export function replaceCharacters(vocabulary: usize, at: usize, end: usize, into: usize): usize {
  if (!load<u32>(vocabulary, CHARACTER_MAP)) {
    memory.copy(into, at, end - at);
    return into + (end - at);
  }
  let isPlain = false; // whether the character at `at` is known not to be special
  while (at < end) {
    if (isPlain || !isSpecial(vocabulary, codePointAt(at))) {
      const next = at + bytesOfLead(load<u8>(at));
      isPlain = next == end || !isSpecial(vocabulary, codePointAt(next));
      if (isPlain) {
        store<u32>(into, load<u32>(at));
        into += next - at;
        at = next;
        continue;
      }
    }
    isPlain = false;
    const stop = clusterEnd(at, end);
    if (stop - at <= SHORT_CLUSTER && findReplacement(vocabulary, at, stop - at)) {
      memory.copy(into, replacedAt, replacedBytes);
      into += replacedBytes;
      at = stop;
      continue;
    }
    while (at < stop) {
      const length = bytesOfLead(load<u8>(at));
      if (findReplacement(vocabulary, at, length)) {
        memory.copy(into, replacedAt, replacedBytes);
        into += replacedBytes;
      } else {
        memory.copy(into, at, length);
        into += length;
      }
      at += length;
    }
  }
  return into;
}

/** Fills the tables of characters of the basic plane that may be replaced, and of those that become blanks. */
export function fillCharacterBits(vocabulary: usize): void {
  const special = vocabulary + load<u32>(vocabulary, SPECIAL_BITS);
  const blank = vocabulary + load<u32>(vocabulary, BLANK_BITS);
  const hasMap = load<u32>(vocabulary, CHARACTER_MAP) != 0;
  for (let codePoint: u32 = 0; codePoint < 0x10000; codePoint++) {
    let bytes: usize = 1;
    if (codePoint < 0x80) store<u8>(character, <u8>codePoint);
    else if (codePoint < 0x800) {
      store<u16>(character, <u16>(0x80c0 | (codePoint >> 6) | ((codePoint & 63) << 8)));
      bytes = 2;
    } else {
      store<u32>(character, 0x8080e0 | (codePoint >> 12) | (((codePoint >> 6) & 63) << 8) | ((codePoint & 63) << 16));
      bytes = 3;
    }
    const isReplaced = hasMap && findReplacement(vocabulary, character, bytes);
    if (isReplaced || graphemeClass(codePoint)) mark(special, codePoint);
    const becomesBlank = isReplaced
      ? replacedBytes == 1 && load<u8>(replacedAt) == 0x20
      : codePoint == 0x20 || codePoint == 0x2581;
    if (becomesBlank && !joinsBefore(codePoint)) mark(blank, codePoint);
  }
}

function mark(bits: usize, codePoint: u32): void {
  const place = bits + (codePoint >> 3);
  store<u8>(place, load<u8>(place) | ((<u8>1) << (<u8>(codePoint & 7))));
}
