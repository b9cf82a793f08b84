import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WordRule } from "../../../engine/kernels/kernels.ts";
import { countSentences } from "../../../engine/kernels/oracle/sentences.ts";
import { splitWords } from "../../../engine/kernels/oracle/split-words.ts";
import { wordStats } from "../../../engine/kernels/oracle/word-stats.ts";
import { realFiles, realTexts, run, tables, texts } from "./text-kernels.ts";

const RULES: readonly WordRule[] = ["blanks", "english", "korean"];
const sample = (file: string) => realTexts(file).filter((text, index) => index % 13 === 0 && text.length < 12_000);

// biome-ignore format: a table
const PIECES = [
  "'", "’", "s", "ll", "n't", "N'T", "cannot", "a", "B", "USA", "1", "2024", ".", ".", "..", ",", "-", "--", "–", "—", "/", ":", "=", "<", "~", "_",
  "(", ")", '"', "”", "…", "+", "$", "₩", "%", "km", "am", "://", "http", "ftp", ".co", "Mr.", "e.g.", "#", "*", "\0", "합니다", "했", "다", "니다",
  "바랍", "는", "하", "되었", "에서는", "적인", "우리", "그리고", "ㅋㅋ", "ㅠ", "é", "É", "漢", "😀", "→", "−", "°", "©", " ", " ", "\u3000", "\n",
];
/** Texts of what the rules look at, with few blanks between. */
const dense = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(""));

describe("words", () => {
  test.each([
    ["blanks", "  한 단어,\u3000둘\u00a0three\n4 ", ["한", "단어,", "둘", "three", "4"]],
    [
      "english",
      "Don't stop: it's 50% (or 10km) off...",
      ["Do", "n't", "stop", ":", "it", "'s", "50", "%", "(", "or", "10", "km", ")", "off", "..."],
    ],
    ["english", "Mr. Kim's e-mail, and/or U.S.A.", ["Mr.", "Kim", "'s", "e", "-", "mail", ",", "and/or", "U.S.A."]],
    ["english", "see (https://example.com/a-b?c=d).", ["see", "(", "https://example.com/a-b?c=d", ")", "."]],
    [
      "english",
      "docs.example.com/x-y a/b __init__ 3.14 x=1",
      ["docs.example.com/x-y", "a", "/", "b", "_", "_", "init", "_", "_", "3.14", "x=1"],
    ],
    [
      "english",
      "cannot They’ll 2018-edition end.Next 🙂ok",
      ["can", "not", "They", "’ll", "2018", "-", "edition", "end", ".", "Next", "🙂", "ok"],
    ],
    ["korean", "학교에서는 공부합니다.", ["학교", "에서", "는", "공부", "합", "합니다", "."]],
    ["korean", "React를 2022/03/08에 썼다---끝ㅋㅋ", ["React", "를", "2022/03/08", "에", "썼", "썼", "다", "---", "끝", "ㅋㅋ"]],
    ["korean", "https://example.com/a를 봅니다", ["https://example.com/a", "를", "봅", "봅니다"]],
  ] as const)("%s cuts %j", (rule, text, words) => {
    expect(splitWords(text, rule)).toEqual(words);
    expect(run.splitWords(text, rule)).toEqual(words);
  });

  test.each(RULES)("%s: kernel = oracle on random texts", (rule) => {
    fc.assert(
      fc.property(
        fc.oneof({ weight: 3, arbitrary: dense }, texts),
        (text) => void expect(run.splitWords(text, rule)).toEqual(splitWords(text, rule)),
      ),
      { numRuns: 6_000 },
    );
  });

  test.each(RULES)("%s: kernel = oracle on tables of characters", (rule) => {
    for (const table of tables) {
      for (const between of ["", "a", "다."]) {
        const text = [...table].join(between);
        expect(run.splitWords(text, rule)).toEqual(splitWords(text, rule));
      }
    }
  });
});

describe("sentences", () => {
  test.each([
    ["", 0],
    ["One. Two! Three?", 3],
    ["Mr. Kim said so... and left.\nNext line", 2],
    ['He said "no." Then he went.', 2],
    ["What?! No.", 2],
  ])("%j has %i", (text, sentences) => {
    expect(run.countSentences(text)).toBe(sentences);
  });

  test("kernel = oracle on random texts", () => {
    fc.assert(
      fc.property(fc.oneof(dense, texts), (text) => void expect(run.countSentences(text)).toBe(countSentences(text))),
      { numRuns: 3_000 },
    );
  });
});

describe("word statistics", () => {
  test("a text without words has no counts", () => {
    expect(Object.values(run.wordStats(" \n", "blanks")).every((count) => count === 0)).toBe(true);
  });

  test.each([
    ["hello world", { words: 2, topTwoCount: 1, topTwoCharacters: 10, topThreeCount: 0, laterFive: 0, doubledMedian: 10 }],
    ["a b a b a b", { topTwoCount: 3, topTwoCharacters: 2, topThreeCount: 2, topFourCount: 2, laterFive: 0, allFive: 10 }],
    ["the Be of - # …", { words: 6, solidWords: 3, letterWords: 3, symbolWords: 2, stopWords: 2, distinctStopWords: 2 }],
    ["one two three four five one two three four five", { laterFive: 19, sharedFive: 38, laterSix: 0, sharedSix: 0 }],
    [`x ${"y".repeat(400)} ${"z".repeat(300)}`, { longestWord: 400, doubledMedian: 600 }],
    ["𠀀𠀀 é 👩‍👩‍👧", { words: 3, wordCharacters: 8, solidWords: 3, letterWords: 2 }],
  ])("%j", (text, wanted) => {
    expect(run.wordStats(text, "blanks")).toMatchObject(wanted);
    expect(run.wordStats(text, "blanks")).toEqual(wordStats(text, "blanks"));
  });

  test("kernel = oracle on random texts of few words, which repeat", () => {
    const few = fc
      .array(fc.constantFrom("a ", "b ", "가 ", "ab ", "\n", "the "), { maxLength: 120 })
      .map((list) => list.join(""));
    fc.assert(
      fc.property(few, (text) => void expect(run.wordStats(text, "blanks")).toEqual(wordStats(text, "blanks"))),
      { numRuns: 2_000 },
    );
  });

  test.each(RULES)("%s: kernel = oracle on random texts", (rule) => {
    fc.assert(
      fc.property(fc.oneof(dense, texts), (text) => void expect(run.wordStats(text, rule)).toEqual(wordStats(text, rule))),
      { numRuns: 500 },
    );
  });

  test.skipIf(realFiles.length === 0).each(realFiles.length ? realFiles : ["shared data is absent"])(
    "kernel = oracle on a sample of %s",
    (file) => {
      for (const text of sample(file)) {
        for (const rule of RULES) expect(run.wordStats(text, rule)).toEqual(wordStats(text, rule));
      }
    },
  );
});
