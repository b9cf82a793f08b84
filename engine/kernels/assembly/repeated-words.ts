import { ENTRY, slotsFor } from "./intern";

/** Highest order that is looked at. */
const LAST_ORDER: u32 = 10;
/** Orders whose most frequent n-gram is told; those above tell repeated characters. */
const LAST_TOP_ORDER: u32 = 4;

/** Of a numbered n-gram: u64 the numbers of its two halves, u32 count, u32 first place; the count becomes a mark of having been seen. */
const GRAM: usize = 16;

/**
 * Repeated n-grams of words 2 to 10, exactly: an n-gram is numbered by the numbers of the two (n-1)-grams in it, and only where both
 * occur more than once. `numbers` holds the word numbers (u32 each), which are overwritten; `before` the characters before each word, one
 * more than words; `entries` the word table; `places`, `grams`, `slots` are room for as many words. Writes pairs (count, characters) of
 * the most frequent 2- to 4-gram at `top`, then u32 each for orders 5 to 10: characters of later copies at `later`, of all copies at `all`.
 */
export function repeatedWords(
  words: u32,
  numbers: usize,
  before: usize,
  entries: usize,
  places: usize,
  grams: usize,
  slots: usize,
  top: usize,
  later: usize,
  all: usize,
): void {
  let candidates: u32 = 0;
  for (let i: u32 = 0; i < words; i++) {
    const number = load<u32>(numbers + ((<usize>i) << 2));
    const isRepeated = load<u32>(entries + <usize>number * ENTRY, 12) > 1;
    store<u32>(numbers + ((<usize>i) << 2), isRepeated ? number + 1 : 0);
    store<u32>(places + ((<usize>candidates) << 2), i);
    candidates += u32(isRepeated);
  }
  store<u32>(numbers + ((<usize>words) << 2), 0);
  for (let order: u32 = 2; order <= LAST_ORDER; order++) {
    const found = numberGrams(words, order, candidates, numbers, places, grams, slots);
    if (order <= LAST_TOP_ORDER) storeTop(words, order, found, grams, before, top + ((<usize>order - 2) << 3));
    // Places that go on, in order, and the characters of their copies.
    let kept: u32 = 0;
    let free: u32 = 0;
    let laterCharacters: u32 = 0;
    let allCharacters: u32 = 0;
    for (let c: u32 = 0; c < candidates; c++) {
      const i = load<u32>(places + ((<usize>c) << 2));
      const at = numbers + ((<usize>i) << 2);
      const number = load<u32>(at);
      if (number == 0) continue;
      const gram = grams + <usize>(number - 1) * GRAM;
      const count = load<u32>(gram, 8);
      if (count == 1) {
        store<u32>(at, 0);
        continue;
      }
      store<u32>(places + ((<usize>kept) << 2), i);
      kept++;
      if (order <= LAST_TOP_ORDER) continue;
      const characters = load<u32>(before + ((<usize>(i + order)) << 2)) - load<u32>(before + ((<usize>i) << 2));
      allCharacters += characters;
      if (i < free) continue;
      // The top bit of the count marks an n-gram that was met before.
      if (count & 0x80000000) {
        laterCharacters += characters;
        free = i + order;
      } else store<u32>(gram, count | 0x80000000, 8);
    }
    candidates = kept;
    if (order > LAST_TOP_ORDER) {
      store<u32>(later + ((<usize>order - 5) << 2), laterCharacters);
      store<u32>(all + ((<usize>order - 5) << 2), allCharacters);
    }
  }
}

/** Numbers the n-grams of the candidate places from 1 on, 0 where there is none; returns how many unlike ones there are. */
function numberGrams(words: u32, order: u32, candidates: u32, numbers: usize, places: usize, grams: usize, slots: usize): u32 {
  if (candidates == 0) return 0;
  const count = slotsFor(candidates);
  const mask = count - 1;
  memory.fill(slots, 0, count << 2);
  let found: u32 = 0;
  for (let c: u32 = 0; c < candidates; c++) {
    const i = load<u32>(places + ((<usize>c) << 2));
    const at = numbers + ((<usize>i) << 2);
    const right = load<u32>(at, 4);
    // A number at i + 1 also says that the words reach as far as this n-gram does.
    if (right == 0) {
      store<u32>(at, 0);
      continue;
    }
    const key = ((<u64>load<u32>(at)) << 32) | right;
    let hash = key * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
    let slot = <usize>hash & mask;
    for (;;) {
      const number = load<u32>(slots + (slot << 2));
      if (number == 0) {
        const gram = grams + <usize>found * GRAM;
        store<u64>(gram, key);
        store<u32>(gram, 1, 8);
        store<u32>(gram, i, 12);
        store<u32>(slots + (slot << 2), ++found);
        store<u32>(at, found);
        break;
      }
      const gram = grams + <usize>(number - 1) * GRAM;
      if (load<u64>(gram) == key) {
        store<u32>(gram, load<u32>(gram, 8) + 1, 8);
        store<u32>(at, number);
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
  return found;
}

/** The most frequent n-gram, of equals the one that came first; where none repeats, the first of all, once. */
function storeTop(words: u32, order: u32, found: u32, grams: usize, before: usize, into: usize): void {
  let count: u32 = words >= order ? 1 : 0;
  let first: u32 = 0;
  for (let g: u32 = 0; g < found; g++) {
    const each = load<u32>(grams + <usize>g * GRAM, 8);
    if (each > count) {
      count = each;
      first = load<u32>(grams + <usize>g * GRAM, 12);
    }
  }
  store<u32>(into, count);
  if (count) store<u32>(into, load<u32>(before + ((<usize>(first + order)) << 2)) - load<u32>(before + ((<usize>first) << 2)), 4);
  else store<u32>(into, 0, 4);
}
