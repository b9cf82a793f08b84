import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldText } from "../../../engine/kernels/oracle/fold-text.ts";
import { realFiles, realTexts, run, tables, texts } from "./text-kernels.ts";

describe("folding", () => {
  test.each([
    ["", ""],
    [" \n", ""],
    ["  A  b\r\n\tC ", "a b c"],
    ["가\u3000\u00a0나\u2028다\x85라", "가 나 다 라"],
    ["a\u200bb \0 c\ufeff", "ab c"],
    ["ÀÉ X\ufffd", "ÀÉ x\ufffd"],
    ["👩‍👧", "👩👧"],
  ])("%j becomes %j", (text, wanted) => {
    expect(foldText(text, true)).toBe(wanted);
    expect(run.foldText(text, true)).toBe(wanted);
  });

  test("letters keep their case without fold", () => {
    expect(run.foldText(" Aa  Bb ", false)).toBe("Aa Bb");
  });

  test("kernel = oracle, and twice is once, on tables and random texts", () => {
    const check = (text: string, fold: boolean) => {
      const once = run.foldText(text, fold);
      expect(once).toBe(foldText(text, fold));
      expect(run.foldText(once, fold)).toBe(once);
    };
    for (const table of tables) check(table, true);
    fc.assert(fc.property(texts, fc.boolean(), check), { numRuns: 3_000 });
  });

  test.skipIf(realFiles.length === 0).each(realFiles.length ? realFiles : ["shared data is absent"])(
    "kernel = oracle on %s",
    (file) => {
      for (const text of realTexts(file)) expect(run.foldText(text, true)).toBe(foldText(text, true));
    },
  );
});
