import { bytesOfLead, classOf, codePointAt } from "./character-class";
import { KOREAN_ENDINGS, KOREAN_WHOLE_WORDS } from "./tables/korean-endings";
import { addWord } from "./word-records";

const LONGEST_ENDING: usize = 4;
const SLOTS: usize = 4096;
/** Open addressing: u64 key, u32 pieces; a key is up to four syllables of 15 bits each, 0 is a free slot. */
const ENDINGS: usize = memory.data(65536, 8);
/** Bytes of four syllables: a stem of so many is a compound, of which two syllables at a time are cut off. */
const COMPOUND: usize = 12;
const HA: u32 = 0xd558;
const DOE: u32 = 0xb418;
const BIEUP: u32 = 17;
const SSANGSIOS: u32 = 20;

function syllable(point: u32): u64 {
  return <u64>(point - 0xac00 + 1);
}

function slotOf(key: u64): usize {
  let slot = <usize>((key * 0x9e3779b97f4a7c15) >> 52);
  while (load<u64>(ENDINGS + (slot << 4)) != key && load<u64>(ENDINGS + (slot << 4)) != 0) slot = (slot + 1) & (SLOTS - 1);
  return ENDINGS + (slot << 4);
}

/** Adds endings: up to four pieces of a byte each, the first syllable × 16 + syllables, the first piece in the lowest byte. */
function addEndings(list: string): void {
  let key: u64 = 0;
  let length: u32 = 0;
  let pieces: u32 = 0;
  let shift: u32 = 0;
  let from: u32 = 0;
  let overlaps = false;
  for (let i = 0; i <= list.length; i++) {
    const unit: u32 = i < list.length ? list.charCodeAt(i) : 32;
    if (unit == 0x7e) overlaps = true;
    else if (unit >= 0xac00) {
      key = (key << 15) | syllable(unit);
      length++;
      if (overlaps) {
        pieces |= (((length - 1) << 4) | 1) << shift;
        shift += 8;
        from = length - 1;
        overlaps = false;
      }
    } else {
      if (length > from) {
        pieces |= ((from << 4) | (length - from)) << shift;
        shift += 8;
      }
      from = length;
      if (unit == 0x7c) continue;
      if (length) {
        const slot = slotOf(key);
        store<u64>(slot, key);
        store<u32>(slot, pieces, 8);
      }
      key = 0;
      length = 0;
      pieces = 0;
      shift = 0;
      from = 0;
    }
  }
}
addEndings(KOREAN_ENDINGS);
/** Runs that are left whole: u64 keys alone. */
const WHOLE_WORDS: usize = memory.data(8 * 256, 8);
let wholeKey: u64 = 0;
for (let i = 0; i <= KOREAN_WHOLE_WORDS.length; i++) {
  const unit: u32 = i < KOREAN_WHOLE_WORDS.length ? KOREAN_WHOLE_WORDS.charCodeAt(i) : 32;
  if (unit != 32) wholeKey = (wholeKey << 15) | syllable(unit);
  else {
    store<u64>(wholeSlot(wholeKey), wholeKey);
    wholeKey = 0;
  }
}

function wholeSlot(key: u64): usize {
  let slot = <usize>((key * 0x9e3779b97f4a7c15) >> 56);
  while (load<u64>(WHOLE_WORDS + (slot << 3)) != key && load<u64>(WHOLE_WORDS + (slot << 3)) != 0) slot = (slot + 1) & 255;
  return WHOLE_WORDS + (slot << 3);
}

function isSyllable(point: u32): bool {
  return point - 0xac00 < 11172;
}
function isJamo(point: u32): bool {
  return point - 0x3131 < 51;
}
function isDigit(point: u32): bool {
  return point - 0x30 < 10;
}
function isOtherLetter(point: u32): bool {
  const kind = classOf(point);
  return kind >= 1 && kind <= 5 && !isSyllable(point) && !isJamo(point);
}
/** The number of the final consonant of a syllable, 0 where it has none. */
function finalOf(point: u32): u32 {
  return (point - 0xac00) % 28;
}

/** Adds the words of a run between white space. */
export function addKorean(start: usize, end: usize): void {
  let at = start;
  while (at < end) {
    const first = codePointAt(at);
    let stop = at + bytesOfLead(load<u8>(at));
    if (isSyllable(first)) {
      while (stop < end && isSyllable(codePointAt(stop))) stop += 3;
      addSyllables(at, stop);
      at = stop;
      continue;
    }
    if (isJamo(first)) while (stop < end && isJamo(codePointAt(stop))) stop += 3;
    else if (isOtherLetter(first)) {
      const host = addressEnd(at, end);
      if (host) stop = host;
      else while (stop < end && isOtherLetter(codePointAt(stop))) stop += bytesOfLead(load<u8>(stop));
    } else if (isDigit(first)) {
      for (; stop < end; stop++) {
        const byte: u32 = load<u8>(stop);
        if (isDigit(byte)) continue;
        if (byte != 0x2e && byte != 0x2c && byte != 0x3a && byte != 0x2f && byte != 0x2d) break;
        if (stop + 1 >= end || !isDigit(load<u8>(stop, 1))) break;
      }
    } else while (stop < end && codePointAt(stop) == first) stop += bytesOfLead(load<u8>(stop));
    addWord(at, stop);
    at = stop;
  }
}

/** Where an address with a scheme that begins here ends (before Hangul or at the end of the run), or 0. */
function addressEnd(at: usize, end: usize): usize {
  const word = load<u64>(at);
  let from: usize = 0;
  if ((word & 0x00ffffffffffffff) == 0x002f2f3a70747468) from = 7;
  else if (word == 0x2f2f3a7370747468) from = 8;
  else if ((word & 0x0000ffffffffffff) == 0x00002f2f3a707466) from = 6;
  if (from == 0 || at + from >= end || isSyllable(codePointAt(at + from))) return 0;
  let stop = at + from;
  while (stop < end && !isSyllable(codePointAt(stop))) stop += bytesOfLead(load<u8>(stop));
  return stop;
}

/** The ending of a run of syllables that stops at `end`, at most `most` syllables: its slot, or 0. */
let endingLength: usize = 0;
function longestEnding(end: usize, most: usize): usize {
  let key: u64 = 0;
  let found: usize = 0;
  for (let length: usize = 1; length <= most; length++) {
    key |= syllable(codePointAt(end - length * 3)) << (15 * (<u64>length - 1));
    const slot = slotOf(key);
    if (load<u64>(slot) == key) {
      found = slot;
      endingLength = length;
    }
  }
  return found;
}

function addPieces(at: usize, pieces: u32): void {
  for (; pieces; pieces >>= 8) {
    const from = at + <usize>((pieces >> 4) & 15) * 3;
    addWord(from, from + <usize>(pieces & 15) * 3);
  }
}

/** Adds the words of a run of Hangul syllables, three bytes each. */
function addSyllables(start: usize, end: usize): void {
  const syllables = (end - start) / 3;
  if (syllables <= LONGEST_ENDING) {
    let key: u64 = 0;
    for (let at = start; at < end; at += 3) key = (key << 15) | syllable(codePointAt(at));
    if (load<u64>(wholeSlot(key)) == key) return addWord(start, end);
  }
  let stem = end;
  let lastPieces: u32 = 0;
  let lastAt: usize = 0;
  let slot = longestEnding(end, min(LONGEST_ENDING, syllables));
  if (syllables >= 3 && isNida(end) && finalOf(codePointAt(end - 9)) == BIEUP && (!slot || endingLength < 3)) {
    addStem(start, end - 6, false);
    return addWord(end - 9, end);
  }
  if (slot) {
    stem = end - endingLength * 3;
    lastAt = stem;
    lastPieces = load<u32>(slot, 8);
  }
  let innerPieces: u32 = 0;
  let innerAt: usize = 0;
  if (slot && stem - start > 3) {
    slot = longestEnding(stem, min(LONGEST_ENDING, (stem - start) / 3 - 1));
    if (slot) {
      stem -= endingLength * 3;
      innerAt = stem;
      innerPieces = load<u32>(slot, 8);
    }
  }
  if (stem > start) addStem(start, stem, lastPieces != 0);
  addPieces(innerAt, innerPieces);
  addPieces(lastAt, lastPieces);
}

/** Whether a run ends in 니다. */
function isNida(end: usize): bool {
  return codePointAt(end - 6) == 0xb2c8 && codePointAt(end - 3) == 0xb2e4;
}

function addStem(start: usize, end: usize, hasEnding: bool): void {
  const last = codePointAt(end - 3);
  for (; end - start >= COMPOUND; start += 6) addWord(start, start + 6);
  if (hasEnding && end - start > 3 && (last == HA || last == DOE)) {
    addWord(start, end - 3);
    return addWord(end - 3, end);
  }
  addWord(start, end);
  // A past tense: stem and tense share the syllable.
  if (
    hasEnding &&
    finalOf(last) == SSANGSIOS &&
    last != 0xc788 &&
    last != 0xaca0 &&
    last != 0xc558 &&
    last != 0xc5c8 &&
    last != 0xc600
  ) {
    addWord(end - 3, end);
  }
}
