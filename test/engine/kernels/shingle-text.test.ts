import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shingleText } from "../../../engine/kernels/oracle/shingle-text.ts";
import { run } from "./shingle-kernels.ts";
import { realFiles, realTexts, tables, texts } from "./text-kernels.ts";

/** Holds a text to the oracle; answers whether the kernel did it alone. */
function check(text: string): boolean {
  const found = run.shingleText(text);
  if (found !== undefined) expect(found).toBe(shingleText(text));
  return found !== undefined;
}

describe("text for shingles", () => {
  test.each([
    ["", ""],
    [" \n\x1f", ""],
    ["  A  b\r\n\tC\x1cd ", "a b c d"],
    ["가\u3000\u00a0나\u2028다\x85라\u205fX", "가 나 다 라 x"],
    ["a\u200bb — “c”\0", "a\u200bb — “c”\0"],
    [`${"x".repeat(40)}  Y`, `${"x".repeat(40)} y`],
  ])("%j becomes %j", (text, wanted) => {
    expect(run.shingleText(text)).toBe(wanted);
    expect(shingleText(text)).toBe(wanted);
  });

  test.each(["ÀÉ", "e\u0301", "\u1100\u1161", "ΟΔΟΣ", "İ", "Ⓐ", "Ａ", "𐐀", "Ꭰ", "Ⴀ"])("%j is left to the oracle", (text) => {
    expect(run.shingleText(`some text before ${text}`)).toBeUndefined();
  });

  test("characters one by one, at both ends of a block", () => {
    for (let codePoint = 0; codePoint < 0x20000; codePoint++) {
      if (codePoint >= 0xd800 && codePoint < 0xe000) continue;
      const character = String.fromCodePoint(codePoint);
      const whole = run.shingleText(`a${character}b`);
      if (whole === undefined) continue;
      if (whole !== shingleText(`a${character}b`))
        expect(`U+${codePoint.toString(16)}: ${whole}`).toBe(shingleText(`a${character}b`));
    }
    for (const character of ["é", "가", "\u00a0", "\u3000", "😀"])
      for (let before = 0; before < 40; before++)
        for (let after = 0; after < 40; after++) expect(check("a".repeat(before) + character + "B".repeat(after))).toBe(true);
  });

  test("kernel = oracle on tables and random texts, and the common ones are not left over", () => {
    for (const table of tables) check(table);
    fc.assert(
      fc.property(texts, (text) => void check(text)),
      { numRuns: 3_000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => check(text)),
      { numRuns: 500 },
    );
  });

  test.skipIf(realFiles.length === 0).each(realFiles.length ? realFiles : ["shared data is absent"])(
    "kernel = oracle on %s, most of it without the oracle",
    (file) => {
      const all = realTexts(file);
      expect(all.filter(check).length).toBeGreaterThan(all.length * 0.3);
    },
  );
});
