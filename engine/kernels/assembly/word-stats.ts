import { beginTable, countOf, ENTRY, intern, slotsFor } from "./intern";
import { repeatedWords } from "./repeated-words";
import { ENGLISH_STOP_WORDS, KOREAN_STOP_WORDS } from "./tables/word-lists";
import { HAS_LETTER, HAS_SYMBOL, IS_SOLID, RECORD } from "./word-records";

const COLUMNS: usize = 34;
const TOP: usize = 10;
const LATER: usize = 16;
const ALL: usize = 22;
const TOTAL: usize = 28;
const KOREAN: u32 = 2;
/** Word lengths that are counted one by one; a median beyond is searched for. */
const LENGTHS: u32 = 256;
const HISTOGRAM: usize = memory.data(1024, 4);

/** Stop words as u32 bytes and 12 bytes of UTF-8 each, padded for reading past. */
const STOP_WORD: usize = 16;
const ENGLISH_STOPS: usize = memory.data(256, 8);
const KOREAN_STOPS: usize = memory.data(512, 8);
const ENGLISH_COUNT: usize = addStops(ENGLISH_STOPS, ENGLISH_STOP_WORDS);
const KOREAN_COUNT: usize = addStops(KOREAN_STOPS, KOREAN_STOP_WORDS);

function addStops(into: usize, list: string): usize {
  let count: usize = 0;
  let bytes: usize = 0;
  for (let i = 0; i <= list.length; i++) {
    const unit: u32 = i < list.length ? list.charCodeAt(i) : 32;
    const at = into + count * STOP_WORD + 4 + bytes;
    if (unit == 32) {
      store<u32>(into + count * STOP_WORD, <u32>bytes);
      bytes = 0;
      count++;
    } else if (unit < 0x80) {
      store<u8>(at, <u8>unit);
      bytes++;
    } else {
      store<u8>(at, <u8>(0xe0 | (unit >> 12)));
      store<u8>(at, <u8>(0x80 | ((unit >> 6) & 63)), 1);
      store<u8>(at, <u8>(0x80 | (unit & 63)), 2);
      bytes += 3;
    }
  }
  return count;
}

/** Bytes of scratch memory that `wordStats` needs for so many words. */
export function wordStatsScratch(words: u32): usize {
  return ((<usize>words + 2) << 2) * 3 + (<usize>words + 1) * ENTRY + (slotsFor(words) << 2);
}

/** Writes the counts of WORD_STATS over the records of `splitWords`, u32 each. */
export function wordStats(records: usize, words: u32, rule: u32, scratch: usize, into: usize): void {
  memory.fill(into, 0, COLUMNS << 2);
  if (words == 0) return;
  const column = (<usize>words + 2) << 2;
  const numbers = scratch;
  const before = numbers + column;
  const places = before + column;
  const entries = places + column;
  const slots = entries + (<usize>words + 1) * ENTRY;
  memory.fill(HISTOGRAM, 0, 1024);
  beginTable(slots, slotsFor(words), entries);
  let characters: u32 = 0;
  let solid: u32 = 0;
  let solidCharacters: u32 = 0;
  let letters: u32 = 0;
  let symbols: u32 = 0;
  let longest: u32 = 0;
  for (let i: u32 = 0; i < words; i++) {
    const record = records + <usize>i * RECORD;
    const measure = load<u32>(record, 8);
    const length = measure >> 3;
    store<u32>(before + ((<usize>i) << 2), characters);
    characters += length;
    longest = max(longest, length);
    const isSolid = (measure >> 1) & 1;
    solid += isSolid;
    solidCharacters += isSolid * length;
    letters += measure & HAS_LETTER;
    symbols += (measure >> 2) & 1;
    const bin = HISTOGRAM + ((<usize>min(length, LENGTHS - 1)) << 2);
    store<u32>(bin, load<u32>(bin) + 1);
    store<u32>(numbers + ((<usize>i) << 2), intern(load<u32>(record), load<u32>(record, 4)));
  }
  store<u32>(before + ((<usize>words) << 2), characters);
  store<u32>(into, words);
  store<u32>(into, solid, 4);
  store<u32>(into, characters, 8);
  store<u32>(into, solidCharacters, 12);
  store<u32>(into, lengthAt(records, words, (words - 1) >> 1) + lengthAt(records, words, words >> 1), 16);
  store<u32>(into, letters, 20);
  store<u32>(into, symbols, 24);
  store<u32>(into, longest, 28);
  storeStops(rule == KOREAN ? KOREAN_STOPS : ENGLISH_STOPS, rule == KOREAN ? KOREAN_COUNT : ENGLISH_COUNT, into);
  for (let order: u32 = 5; order <= 10; order++) {
    if (words >= order) store<u32>(into + ((TOTAL + <usize>order - 5) << 2), charactersOfAll(before, words, order));
  }
  repeatedWords(
    words,
    numbers,
    before,
    entries,
    places,
    entries,
    slots,
    into + (TOP << 2),
    into + (LATER << 2),
    into + (ALL << 2),
  );
}

/** Characters of all n-grams of an order together: sums of characters before a word, of which all but the outermost cancel out. */
function charactersOfAll(before: usize, words: u32, order: u32): u32 {
  let sum: u32 = 0;
  for (let i: u32 = 0; i < order; i++) {
    sum += load<u32>(before + ((<usize>(words - i)) << 2)) - load<u32>(before + ((<usize>i) << 2));
  }
  return sum;
}

/** Occurrences of the stop words, and how many of them occur. */
function storeStops(stops: usize, count: usize, into: usize): void {
  let occurrences: u32 = 0;
  let distinct: u32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const found = countOf(stops + i * STOP_WORD + 4, load<u32>(stops + i * STOP_WORD));
    occurrences += found;
    distinct += u32(found > 0);
  }
  store<u32>(into, occurrences, 32);
  store<u32>(into, distinct, 36);
}

/** The length that stands at a place when the lengths of all words are in order. */
function lengthAt(records: usize, words: u32, place: u32): u32 {
  let below: u32 = 0;
  for (let length: u32 = 0; length < LENGTHS - 1; length++) {
    below += load<u32>(HISTOGRAM + ((<usize>length) << 2));
    if (below > place) return length;
  }
  let low: u32 = LENGTHS - 1;
  let high: u32 = 0x1fffffff;
  while (low < high) {
    const middle = (low + high) >> 1;
    let upTo: u32 = 0;
    for (let i: u32 = 0; i < words; i++) upTo += u32(load<u32>(records + <usize>i * RECORD, 8) >> 3 <= middle);
    if (upTo > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
