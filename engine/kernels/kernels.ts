import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FastTextKernels } from "./fasttext-layout.ts";
import type { ScoreKernels } from "./score-layout.ts";
import type { TokenKernels } from "./token-kernels.ts";

/**
 * Arithmetic on bytes in WebAssembly (AssemblyScript sources in `assembly/`, one TypeScript oracle each in `oracle/`).
 * Addresses are byte offsets into `memory`; every input may be read up to 64 bytes past its end, so `alloc` pads.
 */
export interface KernelExports extends TokenKernels, FastTextKernels, ScoreKernels {
  readonly memory: WebAssembly.Memory;
  /** First free byte after static data. */
  heapBase(): number;
  /** Positions of `\n` in [at, at+bytes), as u32 offsets from `at`, at most `most`; returns how many. */
  findLines(at: number, bytes: number, into: number, most: number): number;
  /**
   * Validates one JSON value that must be an object (RFC 8259, at most `deepest` levels, and never more than {@link MOST_LEVELS}) and finds the values of some top-level keys.
   * `keys`: u32 count, then per key u32 address, u32 bytes. `into`: per key 3 × u32: kind (0 absent, 1 string, 2 string with
   * escapes, 3 number, 4 true, 5 false, 6 null, 7 object, 8 array), address, bytes (strings: inside the quotes; others: whole
   * value). The last of equal keys counts, as in JSON.parse. Returns 0, or 1 not JSON, 2 JSON but not an object, 3 too deep.
   */
  scanRecord(at: number, bytes: number, keys: number, into: number, deepest: number): number;
  /** Decodes a JSON string body to UTF-8 (lone surrogates become U+FFFD); returns bytes written, at most `bytes`. */
  unescapeJson(at: number, bytes: number, into: number): number;
  /** Writes UTF-8 as a JSON string body exactly as JSON.stringify would; returns bytes written, at most 6 × `bytes`. */
  escapeJson(at: number, bytes: number, into: number): number;
  /** Bytes of the longest valid UTF-8 prefix; equal to `bytes` when all is valid. */
  validUtf8(at: number, bytes: number): number;
  /** 1 when the text is surely NFC (UAX #15 quick check = yes for every character), else 0. Input is valid UTF-8. */
  isSurelyNfc(at: number, bytes: number): number;
  /** XXH3-128 (seed 0) of the bytes: 16 bytes at `into`, low 64 bits first, little endian. */
  hash128(at: number, bytes: number, into: number): void;
  /** Counts of {@link TEXT_STATS}, u32 each, in that order. Input is valid UTF-8. */
  textStats(at: number, bytes: number, into: number): void;
  /** What a text would need cleaned, as a bit mask of {@link CLEAN_FLAGS}. */
  cleanScan(at: number, bytes: number): number;
  /**
   * Removes control, zero-width and replacement characters and tidies white space, by the bits of `what` ({@link TIDY}); writes to
   * `into` (never past the length of the input). Returns bytes written. Done twice it gives the same as once.
   */
  tidy(at: number, bytes: number, what: number, into: number): number;
  /**
   * Text folded for exact comparison: control characters that are not White_Space and all zero-width characters (CLEAN_FLAGS; both
   * joiners too) dropped, then runs of White_Space to one blank, trimmed; ASCII lower-cased if `fold` is 1. Writes to `into`, never
   * past the length of the input. Returns bytes written.
   */
  foldText(at: number, bytes: number, fold: number, into: number): number;
  /**
   * English function words among the bytes: (function words) × 2^16 + (all Latin words), as an i32 to be read with `>>> 16` and
   * `& 0xffff`. A word is a run of letters of script Latin; the count stops at 65535 words. The list: `oracle/function-words.ts`.
   */
  functionWords(at: number, bytes: number): number;
  /**
   * Text in the form that shingles are cut from: lower case, one blank for each run of white space (of Python's str.split), trimmed.
   * Writes to `into`, never past the length of the input. Returns bytes written, or -1 where the text is not surely NFC or holds what
   * may be a capital beyond ASCII: then `oracle/shingle-text.ts` knows.
   */
  shingleText(at: number, bytes: number, into: number): number;
  /**
   * Shingles of `units` (1 to 64) blank-separated words of a text in that form, u32 hashes in the order of the text, repetitions too; a
   * text with fewer words is one shingle. Writes at most bytes / 2 + 1 of them; returns how many. Unlike seeds have no shingle in common.
   */
  wordShingles(at: number, bytes: number, units: number, seed: number, into: number): number;
  /** The same of `units` code points; writes at most one for each byte, and one at least. */
  charShingles(at: number, bytes: number, units: number, seed: number, into: number): number;
  /**
   * MinHash signature: for each of `count` permutations the least value over `length` shingles, u32 each. Of each 16 the first eight are
   * x → a·x + b mod 2^32, the others the same values in the order of signed numbers. `parameters`: `count` / 2 odd a, then as many b, u32
   * each; `count` is a multiple of 16.
   */
  minHash(shingles: number, length: number, parameters: number, count: number, into: number): void;
  /** A 64-bit key for each of `bands` runs of `rows` values of a signature, low half first. */
  bandKeys(signature: number, bands: number, rows: number, into: number): void;
  /** Eight mixed bits of each of `count` values of a signature, a byte each. */
  sketchBytes(signature: number, count: number, into: number): void;
  /**
   * Shingles of `units` words (`byWord` 1) or characters (0) as datatrove hashes them, XXH64 of their text; otherwise as `wordShingles` and
   * `charShingles` have them. u64 each.
   */
  longShingles(at: number, bytes: number, byWord: number, units: number, into: number): number;
  /**
   * MinHash with datatrove's permutations ((h·a + b) mod 2^64) mod (2^61 − 1). `parameters`: `count` × u64 a, then `count` × u64 b
   * (`oracle/datatrove-hash.ts`); `count` is even. Writes `count` × u64.
   */
  longMinHash(hashes: number, length: number, parameters: number, count: number, into: number): void;
  /**
   * Cuts a text into units of a kind of {@link UNIT_KINDS}, without the white space around them: per unit {@link UNIT_WORDS} × u32 at `into`:
   * low and high half of the lower half of XXH3-128 of the unit as `foldText` folds it, start and end in bytes, characters that are no white
   * space, line feeds between it and the next. `scratch` has room for `bytes` bytes, `into` for half as many units and one. Returns how many.
   * Rules: `oracle/text-units.ts`.
   */
  textUnits(at: number, bytes: number, kind: number, scratch: number, into: number): number;
  /** SimHash of 64 bits over `length` shingles, repetitions counted: eight bytes at `into`, low half first. */
  simHash(shingles: number, length: number, into: number): void;
  /**
   * Sizes of two sets of u32, given as lists with repetitions: u32 distinct values of the first, of the second, of both. Only values
   * whose bits under `among` equal `wanted` count (0 and 0: all), so that long lists can be compared in turns. `table` has `slots` × 8
   * bytes, `slots` a power of two and more than the values that count.
   */
  setOverlap(
    a: number,
    aLength: number,
    b: number,
    bLength: number,
    table: number,
    slots: number,
    among: number,
    wanted: number,
    into: number,
  ): void;
  /**
   * Cuts a text into words by a rule of {@link WORD_RULES}: writes {@link WORD_RECORD_BYTES} for each at `into` (room for
   * {@link wordRoom} words) and returns how many. Rules: `oracle/split-words.ts`.
   */
  splitWords(at: number, bytes: number, rule: number, into: number): number;
  /** Counts of {@link WORD_STATS} over the records that `splitWords` wrote, u32 each, exact. */
  wordStats(records: number, words: number, rule: number, scratch: number, into: number): void;
  /** Bytes of scratch memory that `wordStats` needs. */
  wordStatsScratch(words: number): number;
  /** Counts of {@link PROSE_STATS} over the records that `splitWords` wrote by the rule `blanks`, u32 each, exact. */
  proseStats(records: number, words: number, into: number): void;
  /** Sentences among the words that `splitWords` wrote by the English rule; each line begins one. Rules: `oracle/sentences.ts`. */
  countSentences(records: number, words: number): number;
  /** Counts of {@link LINE_STATS}, u32 each, exact. Input is valid UTF-8. */
  lineStats(at: number, bytes: number, scratch: number, into: number): void;
  /** Bytes of scratch memory that `lineStats` needs. */
  lineStatsScratch(at: number, bytes: number): number;
  /**
   * Marks what may be personal data or a word for it: `most` records of `TRIGGER_RECORD_BYTES` (`trigger-table.ts`) at most, in no order.
   * `table`: address of packed words, eight-byte aligned. Returns how many. What counts: `oracle/triggers.ts`.
   */
  findTriggers(at: number, bytes: number, table: number, into: number, most: number): number;
  /** UTF-16 code units of valid UTF-8. */
  utf16Units(at: number, bytes: number): number;
}

/** Deepest nesting of JSON that {@link KernelExports.scanRecord} has room for. */
export const MOST_LEVELS = 4096;

/**
 * What counts as a word. `blanks`: a run between white space (in Korean an eojeol). `english`: such a run with marks, brackets, clitics
 * and units cut off, about as spaCy's tokenizer does. `korean`: stems, particles, endings, runs of letters, numbers and signs, about as
 * the analyser Kiwi slices a text; slices overlap where a stem and its ending share a syllable.
 */
export const WORD_RULES = { blanks: 0, english: 1, korean: 2 } as const;
export type WordRule = keyof typeof WORD_RULES;

/** Bytes of one word record: u32 address, u32 bytes, u32 characters × 8 + flags. */
export const WORD_RECORD_BYTES = 12;
/** Most bytes that the records of a text's words take, what is held aside while a run is cut included. */
export const wordRoom = (bytes: number, rule: WordRule): number =>
  rule === "blanks" ? WORD_RECORD_BYTES * ((bytes >> 1) + 1) : (WORD_RECORD_BYTES + 4) * (bytes + 1);

/** Columns of {@link KernelExports.wordStats}. A letter is one of the columns `hangul` to `otherLetters` of {@link TEXT_STATS}. */
export const WORD_STATS = [
  "words",
  "solidWords", // words that are not punctuation and ASCII control characters alone
  "wordCharacters",
  "solidWordCharacters",
  "doubledMedian", // twice the median of characters a word
  "letterWords", // words with a letter
  "symbolWords", // words with # or …
  "longestWord", // its characters
  "stopWords", // occurrences of the stop words: Gopher's eight, by the Korean rule FineWeb2's 21 (`assembly/tables/word-lists.ts`)
  "distinctStopWords",
  "topTwoCount", // how often the most frequent 2-gram occurs; of equals the first
  "topTwoCharacters", // characters of its words
  "topThreeCount",
  "topThreeCharacters",
  "topFourCount",
  "topFourCharacters",
  "laterFive", // characters of 5-grams met before, going on behind each that was found, so that none is counted twice
  "laterSix",
  "laterSeven",
  "laterEight",
  "laterNine",
  "laterTen",
  "sharedFive", // characters of all 5-grams that occur twice or more, each occurrence in full
  "sharedSix",
  "sharedSeven",
  "sharedEight",
  "sharedNine",
  "sharedTen",
  "allFive", // characters of all 5-grams
  "allSix",
  "allSeven",
  "allEight",
  "allNine",
  "allTen",
] as const;

/** Columns of {@link KernelExports.proseStats}, over words between blanks; a Hangul word holds a syllable. */
export const PROSE_STATS = [
  "addresses", // words that hold :// or begin with www.
  "addressCharacters",
  "hangulWords",
  "syllables",
  "jamo", // compatibility jamo, as in ㅋㅋ and ㅠㅠ
  "jamoRuns", // two or more in a row
  "particleWords", // Hangul words that end, , " ' ) : behind them or not, in one of 16 particles, two syllables at least
  "endingWords", // Hangul words that end in 다 요 까 죠 음 함 임 오 or 라 before . ! or ?
  "markRuns", // two or more of ! ? ~ . ^ in a row, and each … ♡ ♥ ★ ☆, in words with a syllable or jamo
  "crammedSyllables", // syllables in runs of 14 and more: Korean without blanks
] as const;

/**
 * Columns of {@link KernelExports.lineStats}. A line is what stands between line feeds; a piece one that is not empty, as a text splits at
 * runs of feeds; a solid line holds more than white space; paragraphs are cut at two or more feeds, white space at both ends taken off.
 */
export const LINE_STATS = [
  "hashes", // #
  "ellipses", // … and, from left to right, three dots
  "feeds",
  "pieces", // one before a feed at the start and one after a feed at the end counted too, as Python's re.split does
  "solidLines",
  "bulletLines", // solid lines that begin, trimmed, with • or -
  "ellipsisLines", // solid lines that end, trimmed, with … or three dots
  "plainBulletLines", // lines that begin with * or -
  "plainEllipsisLines", // lines that end with …
  "terminalLines", // solid lines that end, untrimmed, with a sentence-final mark
  "shortLines", // solid lines of at most 30 characters
  "repeatedPieces", // pieces that came before
  "repeatedPieceCharacters",
  "repeatedSolidCharacters", // characters of solid lines that came before
  "sharedLines", // all lines that occur twice or more, empty ones too
  "sharedLineCharacters",
  "paragraphs",
  "repeatedParagraphs",
  "repeatedParagraphCharacters",
] as const;

/**
 * Columns of {@link KernelExports.textStats}, u32 each. Characters are code points; each is counted in exactly one of the columns
 * `hangul` to `symbols`, the first that fits in the order white space, digits, letters, punctuation, symbols. Classes are those of
 * the Unicode version named in `assembly/tables/character-classes.ts`; the rules are in `oracle/character-class.ts`.
 */
export const TEXT_STATS = [
  "characters",
  "hangul", // letters of script Hangul: syllables and jamo, half-width ones too
  "latin", // letters of script Latin, accented and full-width ones too
  "han", // letters and numerals of Han, 々 〆 〇 too
  "kana", // letters of Hiragana and Katakana, ー too
  "otherLetters", // other letters, and the marks that belong to one script (vowel signs)
  "digits", // decimal digits of any script (Nd)
  "space", // White_Space, line ends included; zero-width characters are not
  "punctuation", // P*, all other ASCII, and what is not a letter of U+2010–205E, U+3001–303F, U+FF01–FF65, U+FFE0–FFEE
  "symbols", // everything else: emoji, arrows, box drawing, combining accents, control, zero-width, private use, unassigned
  "lines", // lines that hold more than white space; only U+000A ends a line
  "words", // runs between white space
  "longestLine", // characters between line feeds, white space included
  "terminalLines", // lines that end in . ! ? … 。！？ and then any closing quotes and brackets (" ' ) ] } and their like), trimmed
  "bulletLines", // lines that begin, trimmed, with - * • · ‣ ▪ ○ ● ■ □ ▶, or 1 to 3 ASCII digits and . or ) that no digit follows
  "wordCharacters", // characters that are not white space
] as const;

/**
 * Bits of {@link KernelExports.cleanScan}. `control`, `zeroWidth`, `replacement` and `space` are set exactly when `tidy` with the
 * bit of the same name alone would change the text.
 */
export const CLEAN_FLAGS = {
  notSurelyNfc: 1, // isSurelyNfc is 0
  tag: 2, // '<' followed by an ASCII letter, '/' or '!'
  entity: 4, // '&' followed by an ASCII letter or '#'
  control: 8, // C0 but \t \n \r, DEL, C1
  zeroWidth: 16, // U+200B–200F, U+2028–202E, U+2060–2064, U+FEFF, U+00AD, but joiners that tidy keeps
  replacement: 32, // U+FFFD
  space: 64, // anything TIDY.space would change
  /**
   * A candidate for UTF-8 that was decoded as Latin-1 or windows-1252. A sequence is a character of U+00C2–00F4 and the one to three
   * characters that its value as a lead byte asks for, each U+0080–00BF or one that windows-1252 maps from 0x80–0x9F. Set by a
   * sequence that begins with Â, Ã, â€ or ðŸ (or U+0080, U+009F instead of €, Ÿ), or by two sequences side by side.
   */
  mojibake: 128,
} as const;

/** Bits of the `what` of {@link KernelExports.tidy}. */
export const TIDY = {
  /** Remove control characters, NUL too; U+000B, U+000C and U+0085, which end lines, become `\n`. */
  control: 1,
  /**
   * Remove zero-width characters; U+2028/2029 become `\n`. ZWNJ and ZWJ (U+200C, U+200D) stay between non-ASCII characters that
   * stay (emoji, Indic, Persian); characters that go are passed over in looking for these neighbours.
   */
  zeroWidth: 2,
  /** Remove U+FFFD. */
  replacement: 4,
  /**
   * After the removals: NBSP, U+3000 and other Zs to a blank (U+0020); CRLF and CR to LF; blanks and tabs before a line end or the
   * end of the text removed; three or more line ends to two; blank lines at both ends and the last line end removed. Tabs, blanks
   * at the start of a line and runs of blanks inside of one are kept.
   */
  space: 8,
} as const;

/** What {@link KernelExports.textUnits} cuts a text into: what blank lines part, lines, sentences within lines. */
export const UNIT_KINDS = { paragraph: 0, line: 1, sentence: 2 } as const;
export type UnitKind = keyof typeof UNIT_KINDS;
/** Words of a unit that {@link KernelExports.textUnits} writes. */
export const UNIT_WORDS = 6;

/** One instance of the kernels with a bump allocator over its memory; one per worker. */
export interface Kernels {
  readonly call: KernelExports;
  /** Views over the whole memory; made anew when it has grown, so ask each time and do not keep them across `alloc`. */
  bytes(): Uint8Array<ArrayBuffer>;
  words(): Uint32Array<ArrayBuffer>;
  /** Address of `size` fresh bytes, 16-byte aligned, with 64 readable bytes after them. */
  alloc(size: number): number;
  /** Where the next allocation would go; give it to `release` to free all that came since. */
  mark(): number;
  release(mark: number): void;
  /** Bytes of memory the instance holds. */
  readonly size: number;
}

const PAGE = 65_536;
const PADDING = 64;

/** Finds the project root from this file, in the sources and in `dist/` alike. */
const wasmPath = (): string => {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith(".ts") ? "./kernels.wasm" : "../../../engine/kernels/kernels.wasm", here));
};

let compiled: WebAssembly.Module | undefined;

/** Loads the kernels. There is no path without SIMD: every Node from 16 on has it, and one that has not is told so. */
export function loadKernels(): Kernels {
  compiled ??= new WebAssembly.Module(readFileSync(wasmPath()));
  const call = new WebAssembly.Instance(compiled, {}).exports as unknown as KernelExports;
  let byteView = new Uint8Array(call.memory.buffer);
  let wordView = new Uint32Array(call.memory.buffer);
  let next = align(call.heapBase());
  // Memory that grows detaches its old buffer, and the views of that are empty: cheaper to ask than the memory itself.
  const refresh = () => {
    if (byteView.length === 0) {
      byteView = new Uint8Array(call.memory.buffer);
      wordView = new Uint32Array(call.memory.buffer);
    }
  };
  return {
    call,
    bytes: () => {
      refresh();
      return byteView;
    },
    words: () => {
      refresh();
      return wordView;
    },
    alloc: (size) => {
      const at = next;
      next = align(at + size + PADDING);
      refresh();
      const short = next + PADDING - byteView.length;
      if (short > 0) call.memory.grow(Math.ceil(short / PAGE));
      return at;
    },
    mark: () => next,
    release: (mark) => {
      next = mark;
    },
    get size() {
      return call.memory.buffer.byteLength;
    },
  };
}

const align = (address: number): number => Math.ceil(address / 16) * 16;
