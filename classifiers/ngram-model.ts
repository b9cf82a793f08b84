import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The n-gram model of eld (npm `eld`, size `small`, 60 languages, Apache-2.0) in typed arrays: `npm run build` packs it out of the
 * package. The package itself keeps 81,000 objects on the heap, which every garbage collection has to mark, and takes 0.2 s to load.
 * Answers are those of the package, number for number.
 */
export interface NgramModel {
  readonly languages: readonly string[];
  /** Mean score of right answers by language, as the authors measured it. */
  readonly averages: Float64Array;
  /** Open addressing: the bytes of an n-gram of up to four, first byte lowest. */
  readonly keys: Uint32Array;
  /** Shape of the n-gram in the low {@link SHAPE_BITS} bits (0: free slot), then the end of its scores in `scores`. */
  readonly ends: Uint32Array;
  /** How many scores each slot has. */
  readonly counts: Uint8Array;
  /** `language << 8 | score`. */
  readonly scores: Uint16Array;
}

/** What the best language is taken to be, and by how much. */
export interface NgramGuess {
  /** Index of the language; -1 where no n-gram is known. */
  readonly best: number;
  /** Of the best language and of the one asked about, 0–1. */
  readonly score: number;
  readonly asked: number;
  readonly isReliable: boolean;
}

/** Length of the n-gram in bytes (1–4), whether it begins a word and whether it ends one. */
const SHAPE_BITS = 5;
const BEGINS = 8;
const ENDS = 16;
/** What every stored score was made smaller by. */
const BASE_SCORE = 53;
const SCALE = 25;
const RELIABLE = 0.75;
const CLOSE = 0.01;
const FEWEST_NGRAMS = 3;
const MOST_CHARACTERS = 1000;
/** A text ends at the first blank behind so many bytes, and at the latest behind so many. */
const SOFT_END = 350;
const HARD_END = 380;
const LONGEST_WORD = 70;
const APOSTROPHE = "['`\\u2019]";
/** Runs of anything but letters; apostrophes before a letter belong to the word. */
const SEPARATORS = new RegExp(`(?:[^\\p{L}]|[\\u{10000}-\\u{10FFFF}])+(?<!${APOSTROPHE})`, "gu");

const MAGIC = 0x6d_6c_6a_6b;
const HEADER_WORDS = 4;

/** One n-gram with its scores, as the packer hands it over. */
export interface Ngram {
  readonly bytes: readonly number[];
  readonly begins: boolean;
  readonly ends: boolean;
  readonly scores: readonly (readonly [language: number, score: number])[];
}

const shapeOf = (length: number, begins: boolean, ends: boolean): number => length | (begins ? BEGINS : 0) | (ends ? ENDS : 0);
const slotOf = (key: number, shape: number, mask: number): number =>
  ((Math.imul(key ^ Math.imul(shape, 0x9e3779b1), 0x85ebca6b) >>> 13) ^ key) & mask;

/** Lays a model out as one file. */
export function packModel(languages: readonly string[], averages: readonly number[], ngrams: readonly Ngram[]): Uint8Array {
  const slots = 2 ** Math.ceil(Math.log2(ngrams.length * 1.5));
  const total = ngrams.reduce((sum, { scores }) => sum + scores.length, 0);
  const file = new ArrayBuffer(sizeOf(languages.length, slots, total));
  const words = new Uint32Array(file, 0, HEADER_WORDS);
  words.set([MAGIC, languages.length, slots, total]);
  const model = viewsOf(file);
  new Uint8Array(file, HEADER_WORDS * 4 + 8 * languages.length, 2 * languages.length).set(Buffer.from(languages.join("")));
  model.averages.set(averages);
  let end = 0;
  for (const { bytes, begins, ends, scores } of ngrams) {
    const key = bytes.reduce((sum, byte, index) => (sum | (byte << (8 * index))) >>> 0, 0);
    const shape = shapeOf(bytes.length, begins, ends);
    let slot = slotOf(key, shape, slots - 1);
    while (model.ends[slot] !== 0) slot = (slot + 1) & (slots - 1);
    for (const [language, score] of scores) model.scores[end++] = (language << 8) | score;
    model.keys[slot] = key;
    model.ends[slot] = (end << SHAPE_BITS) | shape;
    model.counts[slot] = scores.length;
  }
  return new Uint8Array(file);
}

const sizeOf = (languages: number, slots: number, scores: number): number =>
  HEADER_WORDS * 4 + 8 * languages + 8 * Math.ceil(languages / 4) + slots * 9 + scores * 2;

function viewsOf(file: ArrayBuffer): NgramModel {
  const [magic, count, slots, scores] = new Uint32Array(file, 0, HEADER_WORDS) as unknown as [number, number, number, number];
  if (magic !== MAGIC || file.byteLength !== sizeOf(count, slots, scores))
    throw new Error("the language model is not what this version packs; run npm run build");
  let at = HEADER_WORDS * 4;
  const take = (bytes: number): number => {
    at += bytes;
    return at - bytes;
  };
  const averages = new Float64Array(file, take(8 * count), count);
  const codes = Buffer.from(file, take(8 * Math.ceil(count / 4)), 2 * count).toString("latin1");
  return {
    languages: Array.from({ length: count }, (_, index) => codes.slice(2 * index, 2 * index + 2)),
    averages,
    keys: new Uint32Array(file, take(4 * slots), slots),
    ends: new Uint32Array(file, take(4 * slots), slots),
    counts: new Uint8Array(file, take(slots), slots),
    scores: new Uint16Array(file, take(2 * scores), scores),
  };
}

/** Where the packed model lies, seen from the sources and from `dist/` alike. */
export function modelPath(): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith(".ts") ? "./language-model.bin" : "../../classifiers/language-model.bin", here));
}

/** Loads the packed model. */
export function loadNgramModel(): NgramModel {
  const file = readFileSync(modelPath());
  return viewsOf(file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer);
}

/** Scores a text; `asked` is the index of a language whose score is wanted beside the best one's. */
export function scoreNgrams(model: NgramModel, text: string, asked: number): NgramGuess {
  const sums = new Float64Array(model.languages.length);
  const ngrams = addNgrams(model, wordsOf(text), sums);
  let best = -1;
  let next = -1;
  for (let language = 0; language < sums.length; language++) {
    const sum = sums[language] as number;
    if (sum === 0) continue;
    if (best < 0 || sum > (sums[best] as number)) {
      next = best;
      best = language;
    } else if (next < 0 || sum > (sums[next] as number)) next = language;
  }
  if (best < 0) return { best, score: 0, asked: 0, isReliable: false };
  const scoreOf = (language: number): number => {
    const mean = (sums[language] as number) / ngrams;
    return mean / (mean + SCALE);
  };
  const score = scoreOf(best);
  // The package's test holds the best score against the number, not the score, of the second language; kept as it is.
  const isReliable =
    ngrams >= FEWEST_NGRAMS &&
    RELIABLE * (model.averages[best] as number) <= score &&
    Math.abs(score - Math.max(next, 0)) >= CLOSE;
  return { best, score, asked: scoreOf(asked), isReliable };
}

/** The words of the beginning of a text, as UTF-8. */
function wordsOf(text: string): readonly (readonly number[])[] {
  const clean = text.slice(0, MOST_CHARACTERS).replace(SEPARATORS, " ").trim().toLowerCase();
  const words: number[][] = [];
  let word: number[] = [];
  let bytes = 0;
  for (let index = 0; index < clean.length && bytes <= HARD_END; index++) {
    const code = clean.charCodeAt(index);
    if (code === 0x20) {
      if (word.length > 0) words.push(word);
      word = [];
      if (bytes > SOFT_END) break;
      bytes++;
    } else if (code < 0x80) bytes += pushBytes(word, code);
    else if (code < 0x800) bytes += pushBytes(word, 0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else bytes += pushBytes(word, 0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  if (word.length > 0) words.push(word);
  return words;
}

function pushBytes(word: number[], ...bytes: readonly number[]): number {
  word.push(...bytes);
  return bytes.length;
}

/** Adds up the scores of the different n-grams of some words and returns how many there are. */
function addNgrams(model: NgramModel, words: readonly (readonly number[])[], sums: Float64Array): number {
  const seen = new Set<number | string>();
  const add = (word: readonly number[], from: number, to: number, begins: boolean, ends: boolean) => {
    const length = Math.min(to, word.length) - from;
    if (length > 4) {
      // Only the end of a word of more than 70 bytes, which no n-gram of the model matches.
      seen.add(`${begins} ${word.slice(from, to).join(" ")}`);
      return;
    }
    let key = 0;
    for (let index = length - 1; index >= 0; index--) key = ((key << 8) | (word[from + index] as number)) >>> 0;
    const shape = shapeOf(length, begins, ends);
    const known = seen.size;
    seen.add(key * 2 ** SHAPE_BITS + shape);
    if (seen.size > known) addScores(model, key, shape, sums);
  };
  for (const word of words) {
    const length = Math.min(word.length, LONGEST_WORD);
    let at = 0;
    for (; at + 4 < length; at += 3) add(word, at, at + 4, at === 0, false);
    add(word, length === 3 ? 0 : Math.max(0, length - 4), word.length, at === 0, true);
  }
  return seen.size;
}

function addScores({ keys, ends, counts, scores }: NgramModel, key: number, shape: number, sums: Float64Array): void {
  const mask = keys.length - 1;
  for (let slot = slotOf(key, shape, mask); ends[slot] !== 0; slot = (slot + 1) & mask) {
    const end = ends[slot] as number;
    if (keys[slot] !== key || (end & (2 ** SHAPE_BITS - 1)) !== shape) continue;
    const last = end >>> SHAPE_BITS;
    for (let index = last - (counts[slot] as number); index < last; index++) {
      const entry = scores[index] as number;
      (sums[entry >> 8] as number) += (entry & 0xff) + BASE_SCORE;
    }
    return;
  }
}
