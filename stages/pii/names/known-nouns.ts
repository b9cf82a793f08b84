import { NOUN_BITS } from "./noun-table.ts";

/** Bits of the filter: 14 for each of its 18,000 words, so that one name in a thousand is taken for a noun by chance. */
export const FILTER_BITS = 1 << 18;
const HASHES = 7;

const bits = Buffer.from(NOUN_BITS, "base64");

/** Places of a word's bits (Kirsch and Mitzenmacher: two hashes serve for any number). */
export function placesOf(word: string): number[] {
  let first = 0x811c9dc5;
  let second = 0x9e3779b9;
  for (let index = 0; index < word.length; index++) {
    first = Math.imul(first ^ word.charCodeAt(index), 0x01000193);
    second = Math.imul(second ^ word.charCodeAt(index), 0x85ebca6b) ^ (second >>> 13);
  }
  return Array.from({ length: HASHES }, (_, hash) => ((first + Math.imul(hash, second | 1)) >>> 0) % FILTER_BITS);
}

/** Whether a word of three syllables is a common noun of Korean: 수필가, 회의록. */
export const isKnownNoun = (word: string): boolean =>
  placesOf(word).every((place) => ((bits[place >> 3] as number) & (1 << (place & 7))) !== 0);
