import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { proseStats } from "../../../engine/kernels/oracle/prose-stats.ts";
import { realFiles, realTexts, run, texts } from "./text-kernels.ts";

const PIECES = [
  "가",
  "하였다",
  "에서",
  "까지",
  "은",
  "요",
  ".",
  "!",
  "?",
  "~",
  "..",
  "…",
  "ㅋㅋ",
  "ㅠ",
  "★",
  ",",
  '"',
  "”",
  ")",
  ":",
  "://",
  "www.",
  "a",
  "漢",
  " ",
  " ",
  "글".repeat(13),
];
const dense = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(""));

describe("prose statistics", () => {
  test.each([
    ["", {}],
    ["학교에서 책을, 읽었다.", { hangulWords: 3, syllables: 9, particleWords: 2, endingWords: 1 }],
    ["와ㅋㅋㅋ 대박!! 진짜… ok?? ㅠ", { hangulWords: 3, jamo: 4, jamoRuns: 1, markRuns: 2 }],
    ["see https://example.com/a (http://b.test) www.c.test x:/y", { addresses: 3, addressCharacters: 46 }],
    [`${"가".repeat(14)} ${"나".repeat(13)}`, { crammedSyllables: 14 }],
    ["이 가 도. 나도 너까지 지", { particleWords: 2, endingWords: 0 }],
  ])("%j", (text, wanted) => {
    expect(run.proseStats(text)).toMatchObject(wanted);
    expect(run.proseStats(text)).toEqual(proseStats(text));
  });

  test("kernel = oracle on random texts", () => {
    fc.assert(
      fc.property(fc.oneof(dense, texts), (text) => void expect(run.proseStats(text)).toEqual(proseStats(text))),
      { numRuns: 3_000 },
    );
  });

  test.skipIf(realFiles.length === 0).each(realFiles.length ? realFiles : ["shared data is absent"])(
    "kernel = oracle on a sample of %s",
    (file) => {
      for (const [index, text] of realTexts(file).entries())
        if (index % 5 === 0) expect(run.proseStats(text)).toEqual(proseStats(text));
    },
  );
});
