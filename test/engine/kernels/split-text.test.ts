import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { splitClasses, splitClassSource } from "../../../engine/kernels/oracle/split-class.ts";
import { splitPattern, splitText } from "../../../engine/kernels/oracle/split-pattern.ts";
import { SPLIT_PATTERNS, type SplitPattern } from "../../../engine/kernels/vocabulary-layout.ts";
import { realFiles, realRecords, run, unicodeText } from "./byte-kernels.ts";

const table = readFileSync(new URL("../../../engine/kernels/assembly/tables/split-classes.ts", import.meta.url), "utf8");

test("the table of Unicode 16.0 is what its rules give", () => {
  expect(splitClassSource() === table).toBe(true);
});

const patterns = new Map(SPLIT_PATTERNS.map((name) => [name, splitPattern(name)]));
const oracle = (name: SplitPattern, text: string) => splitText(patterns.get(name) as RegExp, text);

/** Characters and strings that the patterns treat in a way of their own. */
const telling = fc.constantFrom(
  ..."aAéÉǅʰ가あ中\u0301\u0903½1٣Ⅷ '’/.-_ \t\n\r\u00a0\u0085\u3000\ufeff\u2028\0\u200b😀\u{10400}\u{10428}\u{1d7ce}\u0295\u{323b0}",
  ..."'s 'S 't 're 'RE 'vE 'll 'Ll 'lx 'ſ 'd ' \u0301A \u0301a A\u0301 Aㅏ ㅏA AAA aaa 1234 \r\n   \n\n ,,, ,/\n".split(" "),
  "  ",
  "\n ",
  " \n",
);
const tellingText = fc.array(telling, { maxLength: 24 }).map((parts) => parts.join(""));

test.each(SPLIT_PATTERNS)("%s cuts as its pattern does", (name) => {
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: tellingText }, unicodeText), (text) => {
      expect(run.splitText(name, text)).toEqual(oracle(name, text));
    }),
    { numRuns: 1_000 },
  );
});

/** First and last code point of every run of one class. */
const edges = [...splitClasses().entries()].flatMap(([codePoint, value], _, all) => {
  const isEdge = value !== all[codePoint - 1]?.[1] || value !== all[codePoint + 1]?.[1];
  return isEdge && codePoint >> 11 !== 0x1b ? [String.fromCodePoint(codePoint)] : [];
});

test.each(SPLIT_PATTERNS)("%s sees the edges of every class as its pattern does", (name) => {
  expect(edges.length).toBeGreaterThan(2_000);
  const wrong = edges.filter((edge) => {
    const text = `A${edge}a ${edge}1`;
    return run.splitText(name, text).join("|") !== oracle(name, text).join("|");
  });
  expect(wrong).toEqual([]);
});

test.each(realFiles)("real records of %s", (file) => {
  for (const record of realRecords(file).slice(0, 4)) {
    const text = record.toString().slice(0, 20_000);
    for (const name of SPLIT_PATTERNS) {
      const isSame = run.splitText(name, text).join("\u0001") === oracle(name, text).join("\u0001");
      expect([name, isSame]).toEqual([name, true]);
    }
  }
});
