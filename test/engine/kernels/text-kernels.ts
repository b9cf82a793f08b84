import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import {
  LINE_STATS,
  loadKernels,
  PROSE_STATS,
  TEXT_STATS,
  WORD_RECORD_BYTES,
  WORD_RULES,
  WORD_STATS,
  type WordRule,
  wordRoom,
} from "../../../engine/kernels/kernels.ts";
import type { LineStats } from "../../../engine/kernels/oracle/line-stats.ts";
import type { ProseStats } from "../../../engine/kernels/oracle/prose-stats.ts";
import type { TextStats } from "../../../engine/kernels/oracle/text-stats.ts";
import type { WordStats } from "../../../engine/kernels/oracle/word-stats.ts";

const kernels = loadKernels();
/** Fill of the bytes after an input, which no kernel may take for text: a lead byte, letters, blanks and `<` all tried. */
const AFTER = ["\u00a0", " x", "<a&#", "\n\n\n", "가"];
let turn = 0;

/** Puts a text into memory with misleading bytes on both sides, calls, and frees. */
function onText<Result>(text: string, use: (at: number, bytes: number) => Result): Result {
  const mark = kernels.mark();
  const around = AFTER[turn++ % AFTER.length] ?? "";
  const before = Buffer.from(around.repeat(16)).subarray(0, 16 + (turn % 16));
  const input = Buffer.concat([before, Buffer.from(text), Buffer.from(around.repeat(64)).subarray(0, 64)]);
  const at = kernels.alloc(input.length);
  kernels.bytes().set(input, at);
  const result = use(at + before.length, input.length - before.length - 64);
  kernels.release(mark);
  return result;
}

/** Calls a kernel that writes text; fails when it writes past the length of its input. */
function rewritten(text: string, call: (at: number, bytes: number, into: number) => number): string {
  return onText(text, (at, bytes) => {
    const into = kernels.alloc(bytes + 64);
    kernels.bytes().fill(0xee, into, into + bytes + 64);
    const length = call(at, bytes, into);
    if (length > bytes) throw new Error("kernel: wrote more than it read");
    if (
      kernels
        .bytes()
        .subarray(into + bytes, into + bytes + 64)
        .some((byte) => byte !== 0xee)
    ) {
      throw new Error("kernel: wrote past the length of its input");
    }
    return Buffer.from(kernels.bytes().subarray(into, into + length)).toString();
  });
}

/** Room of a size that the kernel was told; fails when more is written. */
function guarded<Result>(bytes: number, use: (at: number) => Result): Result {
  const at = kernels.alloc(bytes + 64);
  kernels.bytes().fill(0xee, at + bytes, at + bytes + 64);
  const result = use(at);
  const after = kernels.bytes().subarray(at + bytes, at + bytes + 64);
  if (after.some((byte) => byte !== 0xee)) throw new Error("kernel: wrote past its scratch memory");
  return result;
}

function counted<Column extends string>(columns: readonly Column[], into: number): Record<Column, number> {
  const words = kernels.words();
  return Object.fromEntries(columns.map((column, i) => [column, words[into / 4 + i]])) as Record<Column, number>;
}

/** The text kernels on strings. */
export const run = {
  textStats: (text: string): TextStats =>
    onText(text, (at, bytes) => {
      const into = kernels.alloc(TEXT_STATS.length * 4);
      kernels.call.textStats(at, bytes, into);
      return counted(TEXT_STATS, into);
    }),
  splitWords: (text: string, rule: WordRule): string[] =>
    onText(text, (at, bytes) =>
      guarded(wordRoom(bytes, rule), (records) => {
        const words = kernels.call.splitWords(at, bytes, WORD_RULES[rule], records);
        return Array.from({ length: words }, (_, i) => {
          const [from = 0, length = 0] = kernels.words().subarray((records + i * WORD_RECORD_BYTES) / 4);
          return Buffer.from(kernels.bytes().subarray(from, from + length)).toString();
        });
      }),
    ),
  countSentences: (text: string): number =>
    onText(text, (at, bytes) => {
      const records = kernels.alloc(wordRoom(bytes, "english"));
      return kernels.call.countSentences(records, kernels.call.splitWords(at, bytes, WORD_RULES.english, records));
    }),
  wordStats: (text: string, rule: WordRule): WordStats =>
    onText(text, (at, bytes) => {
      const records = kernels.alloc(wordRoom(bytes, rule));
      const words = kernels.call.splitWords(at, bytes, WORD_RULES[rule], records);
      return guarded(kernels.call.wordStatsScratch(words), (scratch) => {
        const into = kernels.alloc(WORD_STATS.length * 4);
        kernels.call.wordStats(records, words, WORD_RULES[rule], scratch, into);
        return counted(WORD_STATS, into);
      });
    }),
  proseStats: (text: string): ProseStats =>
    onText(text, (at, bytes) => {
      const records = kernels.alloc(wordRoom(bytes, "blanks"));
      const into = kernels.alloc(PROSE_STATS.length * 4);
      kernels.call.proseStats(records, kernels.call.splitWords(at, bytes, WORD_RULES.blanks, records), into);
      return counted(PROSE_STATS, into);
    }),
  lineStats: (text: string): LineStats =>
    onText(text, (at, bytes) =>
      guarded(kernels.call.lineStatsScratch(at, bytes), (scratch) => {
        const into = kernels.alloc(LINE_STATS.length * 4);
        kernels.call.lineStats(at, bytes, scratch, into);
        return counted(LINE_STATS, into);
      }),
    ),
  cleanScan: (text: string): number => onText(text, (at, bytes) => kernels.call.cleanScan(at, bytes)),
  tidy: (text: string, what: number): string => rewritten(text, (at, bytes, into) => kernels.call.tidy(at, bytes, what, into)),
  foldText: (text: string, fold: boolean): string =>
    rewritten(text, (at, bytes, into) => kernels.call.foldText(at, bytes, fold ? 1 : 0, into)),
  functionWords: (text: string): { matches: number; words: number } => {
    const packed = onText(text, (at, bytes) => kernels.call.functionWords(at, bytes)) >>> 0;
    return { matches: packed >>> 16, words: packed & 0xffff };
  },
};

// biome-ignore format: a table
const PIECES: readonly string[][] = [
  ["안녕하세요", "가", "힣", "힟", "힠", "ퟰ", "ᄀ", "각", "ㄱ", "ㆍ", "ﾡ", "漢字", "々", "ひらがな", "カー", "ｶ"],
  ["the", "And", "OF", "word", "É", "é", "e\u0301", "ß", "Ａ", "ﬁ", "Straße", "Ñ", "ự", "Слово", "عربي", "हिन्दी", "ไทย"],
  [" ", " ", "  ", "\t", "\n", "\n", "\n\n", "\n\n\n", "\r\n", "\r", "\u00a0", "\u3000", "\u2003", "\u1680", "\u202f", "\u205f"],
  ["\0", "\x01", "\v", "\f", "\x1b", "\x7f", "\x80", "\x85", "\x9f", "\u2028", "\u2029"],
  ["\u200b", "\u200c", "\u200d", "\u200d", "\u200e", "\u202a", "\u202e", "\u2060", "\u2064", "\u2065", "\ufeff", "\xad", "\ufffd"],
  ["👩‍👩‍👧", "❤️‍🔥", "🇰🇷", "1️⃣", "😀", "𠀀", "𝐀", "\ufe0f", "\u{e0100}", "\u{10ffff}", "𞤀"],
  [".", "!", "?", "…", "。", "！", "？", '."', ".)", ".”", "다.", "」", "-", "*", "•", "·", "▶", "1.", "12)", "1.5", "(1)", "1234."],
  ["<", "<p>", "</p>", "<!", "< ", "<1", "&", "&amp;", "&#39;", "& ", "a&b", "#", "0", "5", "１", "٣", "№", "→", "─"],
  ["ì•ˆë…•", "Ã©", "â€™", "Â\u00a0", "é\u00a0»", "à", "â", "ì", "€", "ð", "Ÿ˜€", "Ð¿Ñ€", "Ê–", "\xe3\x80\x80", "\xc3\x9f"],
];

/** Random texts of pieces that the kernels treat in different ways, now and then with a longer run without any. */
export const texts = fc
  .array(
    fc.oneof(
      ...PIECES.map((pieces) => ({ weight: 4, arbitrary: fc.constantFrom(...pieces) })),
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 70 }).map((length) => "x".repeat(length)) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }).map((length) => "글".repeat(length)) },
      { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(""));

// biome-ignore format: a table
const BLOCKS = [[0, 0x250], [0x370, 0x378], [0x1100, 0x1200], [0x2000, 0x2065], [0x3000, 0x3100], [0xac00, 0xd7a4], [0xff01, 0xffbf]];

/** Every character of some blocks whose classes no Unicode version will change, a text a block. */
export const tables = BLOCKS.map(([first = 0, end = 0]) =>
  Array.from({ length: end - first }, (_, i) => String.fromCodePoint(first + i)).join(""),
);

const FOLDER = new URL("../../../../shared/data/A_text/", import.meta.url);
const FILES = ["en_web_cc_samples", "en_spec_rfcs", "ko_blog_interviewq", "ko_docs_react", "ko_law_statutes", "ko_ud_gsd"];

/** Documents of real corpora by file; none where the shared data is absent. */
export const realFiles: readonly string[] = existsSync(FOLDER) ? FILES : [];

/** The texts of one of {@link realFiles}. */
export function realTexts(name: string): string[] {
  const lines = gunzipSync(readFileSync(new URL(`${name}.jsonl.gz`, FOLDER)))
    .toString()
    .trimEnd()
    .split("\n");
  return lines.map((line) => (JSON.parse(line) as { text: string }).text);
}
