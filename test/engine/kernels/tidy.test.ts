import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CLEAN_FLAGS, TIDY } from "../../../engine/kernels/kernels.ts";
import { tidy } from "../../../engine/kernels/oracle/tidy.ts";
import { realFiles, realTexts, run, tables, texts } from "./text-kernels.ts";

const ALL = TIDY.control | TIDY.zeroWidth | TIDY.replacement | TIDY.space;
const whats = Array.from({ length: ALL + 1 }, (_, what) => what);

describe("tidy", () => {
  test.each([
    [TIDY.control, "a\0b\x1bc\x7fd\x9fe\tf\r\n", "abcde\tf\r\n"],
    [TIDY.control, "a\fb\vc\x85d", "a\nb\nc\nd"],
    [TIDY.zeroWidth, "\ufeffa\u200bb\u200e\u2064so\xadft", "absoft"],
    [TIDY.zeroWidth, "a\u2028b\u2029c", "a\nb\nc"],
    [TIDY.zeroWidth, "👩‍👧 क्\u200dष a\u200db é\u200d", "👩‍👧 क्\u200dष ab é"],
    [TIDY.zeroWidth, "é\u200d\u200ba é\u200d\u200b\u200cé", "éa é\u200d\u200cé"],
    [TIDY.replacement, "a\ufffdb\ufffc", "ab\ufffc"],
    [TIDY.space, "a\r\nb\rc\r\r\nd", "a\nb\nc\n\nd"],
    [TIDY.space, "a\u00a0b\u3000c\u2003d\u200be", "a b c d\u200be"],
    [TIDY.space, "a \t\nb\u00a0\n\tc  d", "a\nb\n\tc  d"],
    [TIDY.space, "a\n\n\nb\n \n\t\n\nc", "a\n\nb\n\nc"],
    [TIDY.space, "\n \n  a\n\n", "  a"],
    [TIDY.space, " \n\t", ""],
    [ALL, "a\r\0\nb\u2028\u2028\u2028c\u200d\u00a0\n", "a\nb\n\nc"],
    [0, "\r\n\0\ufeff\ufffd ", "\r\n\0\ufeff\ufffd "],
  ])("%i of %j", (what, text, wanted) => {
    expect(tidy(text, what)).toBe(wanted);
    expect(run.tidy(text, what)).toBe(wanted);
  });

  test("kernel = oracle, and twice is once, on tables and random texts for every `what`", () => {
    const check = (text: string, what: number) => {
      const once = run.tidy(text, what);
      expect(once).toBe(tidy(text, what));
      expect(run.tidy(once, what)).toBe(once);
    };
    for (const table of tables) for (const what of whats) check(table, what);
    fc.assert(fc.property(texts, fc.constantFrom(...whats), check), { numRuns: 6_000 });
  });

  test("cleanScan flags what each bit alone would change", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const flags = run.cleanScan(text);
        for (const bit of ["control", "zeroWidth", "replacement", "space"] as const) {
          expect((flags & CLEAN_FLAGS[bit]) !== 0).toBe(run.tidy(text, TIDY[bit]) !== text);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("many joiners in a row take linear time", () => {
    const joiners = "\u200d".repeat(200_000);
    expect(run.tidy(`é${joiners}a`, ALL)).toBe("éa");
    expect(run.tidy(`é${joiners}é`, ALL)).toBe(`é${joiners}é`);
    expect(run.tidy(`é${"\u200d\u200b".repeat(200_000)}a`, ALL)).toBe("éa");
  });

  test.skipIf(realFiles.length === 0).each(realFiles.length ? realFiles : ["shared data is absent"])(
    "kernel = oracle on %s",
    (file) => {
      for (const text of realTexts(file)) expect(run.tidy(text, ALL)).toBe(tidy(text, ALL));
    },
  );
});
