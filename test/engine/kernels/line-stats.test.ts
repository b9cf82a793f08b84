import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineStats } from "../../../engine/kernels/oracle/line-stats.ts";
import { realFiles, realTexts, run, texts } from "./text-kernels.ts";

describe("line statistics", () => {
  test.each([
    ["", { feeds: 0, pieces: 1, solidLines: 0, sharedLines: 0, paragraphs: 1 }],
    ["\n", { feeds: 1, pieces: 2, repeatedPieces: 1, sharedLines: 2, paragraphs: 1 }],
    ["\nab\n\nab\n", { pieces: 4, repeatedPieces: 2, repeatedPieceCharacters: 2, sharedLines: 5, repeatedParagraphs: 1 }],
    [
      "- a...\n • b…\n* c…\n #",
      { bulletLines: 2, plainBulletLines: 2, ellipsisLines: 3, plainEllipsisLines: 2, hashes: 1, ellipses: 3 },
    ],
    ["끝. \n끝.\n끝。\n끝”", { solidLines: 4, terminalLines: 2, shortLines: 4 }],
    [
      `${"가".repeat(31)}\n${"😀".repeat(30)}\n   \n   `,
      { shortLines: 1, solidLines: 2, repeatedPieces: 1, repeatedSolidCharacters: 0 },
    ],
    ["......\n....", { ellipses: 3, ellipsisLines: 2 }],
    [" p q\n\n\np q\n\np q\n ", { paragraphs: 3, repeatedParagraphs: 2, repeatedParagraphCharacters: 6 }],
  ])("%j", (text, wanted) => {
    expect(run.lineStats(text)).toMatchObject(wanted);
    expect(run.lineStats(text)).toEqual(lineStats(text));
  });

  test("kernel = oracle on random texts, and on lines that repeat", () => {
    const lines = fc
      .array(fc.constantFrom("\n", "\n", "a", "- b.", "가나다", " ", "…", ".", "..", "#", "x".repeat(31), "\r"), {
        maxLength: 90,
      })
      .map((list) => list.join(""));
    fc.assert(
      fc.property(fc.oneof(texts, lines), (text) => void expect(run.lineStats(text)).toEqual(lineStats(text))),
      { numRuns: 3_000 },
    );
  });

  test.skipIf(realFiles.length === 0).each(realFiles.length ? realFiles : ["shared data is absent"])(
    "kernel = oracle on %s",
    (file) => {
      for (const text of realTexts(file)) expect(run.lineStats(text)).toEqual(lineStats(text));
    },
  );
});
