import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textStats } from "../../../engine/kernels/oracle/text-stats.ts";
import { realFiles, realTexts, run, tables, texts } from "./text-kernels.ts";

describe("text statistics", () => {
  test.each([
    ["", {}],
    ["안녕 hello", { characters: 8, hangul: 2, latin: 5, space: 1, lines: 1, words: 2, longestLine: 8, wordCharacters: 7 }],
    [
      "é한漢ひя7 .😀",
      { characters: 9, latin: 1, hangul: 1, han: 1, kana: 1, otherLetters: 1, digits: 1, punctuation: 1, symbols: 1 },
    ],
    ["a\n\n \u3000\nbc", { lines: 2, longestLine: 2, words: 2, space: 5 }],
    ["a\u3000b\u00a0c\u2003d\u200be", { words: 4, space: 3, symbols: 1 }],
    ["끝.\nNo\nYes!\u3000\n그는 “왔다.”\n(말했다.)\n뭐？\n…\n\n", { lines: 7, terminalLines: 6 }],
    ["- a\n * b\n•c\n1. d\n12) e\n3.14\n1234. f\n· g\n▶h\n1.\n1)가\n(1) i\nj - k", { lines: 13, bulletLines: 9 }],
    ["one\r\ntwo\rthree", { lines: 2, words: 3, longestLine: 9 }],
  ])("%j", (text, wanted) => {
    expect(run.textStats(text)).toMatchObject(wanted);
    expect(run.textStats(text)).toEqual(textStats(text));
  });

  test("a text without characters has no counts", () => {
    expect(Object.values(run.textStats("")).every((count) => count === 0)).toBe(true);
  });

  test("kernel = oracle on tables of characters, at every offset in a block", () => {
    for (const table of tables) {
      for (let pad = 0; pad < 64; pad += 7) {
        const text = "x".repeat(pad) + table;
        expect(run.textStats(text)).toEqual(textStats(text));
      }
    }
  });

  test("kernel = oracle on random texts", () => {
    fc.assert(
      fc.property(texts, (text) => void expect(run.textStats(text)).toEqual(textStats(text))),
      { numRuns: 3_000 },
    );
  });

  test.skipIf(realFiles.length === 0).each(realFiles.length ? realFiles : ["shared data is absent"])(
    "kernel = oracle on %s",
    (file) => {
      for (const text of realTexts(file)) expect(run.textStats(text)).toEqual(textStats(text));
    },
  );
});
