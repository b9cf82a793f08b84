import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shingleText } from "../../../engine/kernels/oracle/shingle-text.ts";
import { charShingles, wordShingles } from "../../../engine/kernels/oracle/shingles.ts";
import { run } from "./shingle-kernels.ts";
import { realFiles, realTexts, texts } from "./text-kernels.ts";

function check(text: string, units: number, seed: number): void {
  expect(run.wordShingles(text, units, seed)).toEqual(wordShingles(text, units, seed));
  expect(run.charShingles(text, units, seed)).toEqual(charShingles(text, units, seed));
}

describe("shingles", () => {
  test("kernel = oracle on random texts", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 64 }), fc.integer({ min: 0, max: 2 ** 31 - 1 }), (text, units, seed) =>
        check(shingleText(text), units, seed),
      ),
      { numRuns: 400 },
    );
  });

  test("kernel = oracle for words of every length that ends near a lane", () => {
    for (let first = 0; first < 40; first++)
      for (let second = 1; second < 40; second++) check(`${"a".repeat(first)}z ${"나".repeat(second)} b`, 2, 1);
  });

  test.skipIf(realFiles.length === 0)("kernel = oracle on real texts", () => {
    for (const file of realFiles) for (const text of realTexts(file).slice(0, 4)) check(shingleText(text).slice(0, 4000), 5, 1);
  });

  test("fewer units than a shingle are one shingle, and none is one too", () => {
    for (const text of ["", "a", "한 두", "one two three four"]) {
      expect(run.wordShingles(text, 5, 0)).toHaveLength(1);
      expect(run.charShingles([...text].slice(0, 4).join(""), 5, 0)).toHaveLength(1);
    }
    expect(run.wordShingles("one two three four five six", 5, 0)).toHaveLength(2);
    expect(run.charShingles("가나다라마바", 5, 0)).toHaveLength(2);
  });

  test("equal windows have equal shingles wherever they stand, unlike ones and unlike seeds do not meet", () => {
    const once = run.wordShingles("a b c d e f a b c d e", 5, 3);
    expect(once[0]).toBe(once.at(-1));
    expect(new Set(once).size).toBe(once.length - 1);
    expect(run.wordShingles("ab c", 2, 0)).not.toEqual(run.wordShingles("a bc", 2, 0));
    expect(run.wordShingles("a b", 2, 0)).not.toEqual(run.wordShingles("a b", 2, 1));
    // All of three letters, in every order: 26 + 676 + 17,576 windows.
    const seen = new Set<number>();
    const letters = [..."abcdefghijklmnopqrstuvwxyz"];
    for (const a of letters)
      for (const b of ["", ...letters])
        for (const c of b ? ["", ...letters] : [""]) seen.add(run.charShingles(a + b + c, 3, 0)[0] as number);
    expect(seen.size).toBe(26 + 676 + 17_576);
  });
});
