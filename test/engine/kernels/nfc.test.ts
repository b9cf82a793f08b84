import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isSurelyNfc } from "../../../engine/kernels/oracle/nfc.ts";
import { nfcClasses, nfcClassSource, UNSURE } from "../../../engine/kernels/oracle/nfc-class-table.ts";
import { realFiles, realRecords, run } from "./byte-kernels.ts";

const table = readFileSync(new URL("../../../engine/kernels/assembly/tables/nfc-classes.ts", import.meta.url), "utf8");
const tableVersion = /Unicode (\d+\.\d+)/.exec(table)?.[1];
const sameUnicode = tableVersion === process.versions["unicode"];
const classes = nfcClasses();
const charactersOf = (isWanted: (found: number) => boolean): string[] => {
  const found: string[] = [];
  for (const [codePoint, value] of classes.entries())
    if (isWanted(value) && codePoint >> 11 !== 0x1b) found.push(String.fromCodePoint(codePoint));
  return found;
};

test.each([
  ["", true],
  ["plain ASCII, digits 123 and \t\n\0\x7f", true],
  ["가힣 각 한국어 ㄱㅎㅏㆍ ‘글’ … 「책」 漢字 ﾡ", true],
  ["éÀÿŁſˈ Жя", true],
  ["\u1100\u1112", true],
  ["שָׁלוֹם", true],
  ["a\u0316\u0322b", false],
  ["a\u0322\u0316b", true],
  ["a\u0316b\u0322", true],
  ["a\u0316x\u0322", true],
  ["e\u0301", false],
  ["\u1112\u1161\u11ab", false],
  ["\u0340", false],
  ["Å\u212b", false],
  ["\uf900", false],
  ["か\u3099", false],
  ["\u0378", false],
  ["\u{1d15e}", false],
  ["\u{16121}", false], // becomes another when U+1611E stands before
  ["😀𠀀", true],
])("%j is surely NFC: %s", (text, wanted) => {
  expect(run.isSurelyNfc(text)).toBe(wanted);
  expect(isSurelyNfc(Buffer.from(text))).toBe(wanted);
});

test("conjoining vowels and finals are never sure, Hangul syllables always", () => {
  for (let jamo = 0x1161; jamo <= 0x1175; jamo++) expect(run.isSurelyNfc(String.fromCodePoint(jamo))).toBe(false);
  for (let jamo = 0x11a8; jamo <= 0x11c2; jamo++) expect(run.isSurelyNfc(String.fromCodePoint(jamo))).toBe(false);
  for (let syllable = 0xac00; syllable <= 0xd7a3; syllable++) expect(run.isSurelyNfc(String.fromCodePoint(syllable))).toBe(true);
});

test.skipIf(!sameUnicode)(`the table of Unicode ${tableVersion} is what its rules give`, () => {
  expect(nfcClassSource() === table).toBe(true);
});

/** Large blocks that the table test covers and the slower oracle need not. */
const UNIFORM = /[\p{Co}\p{Cn}\p{Script=Han}가-힣]/u;

test("a character that is alone sure is NFC alone and after any other", () => {
  const wrong: string[] = [];
  for (const character of charactersOf(() => true)) {
    const isSure = run.isSurelyNfc(character);
    if (isSure && character.normalize("NFC") !== character) wrong.push(character);
    if (sameUnicode && !UNIFORM.test(character) && isSure !== isSurelyNfc(Buffer.from(character))) wrong.push(character);
  }
  expect(wrong).toEqual([]);
});

test("every pair of combining classes, at the edge of a block too", () => {
  const marks = charactersOf((found) => found > 0 && found < UNSURE);
  const firstOfClass = [...new Map(marks.map((mark) => [classes[mark.codePointAt(0)!], mark])).values()];
  expect(firstOfClass.length).toBeGreaterThan(50);
  for (const first of firstOfClass) {
    for (const second of firstOfClass) {
      for (const before of ["", "가나다라마", "123456789 123 a"]) {
        const text = `${before}${first}${second}`;
        expect([text, run.isSurelyNfc(text)]).toEqual([text, text.normalize("NFC") === text]);
      }
    }
  }
});

test("kernel = oracle on random sequences; what is sure is NFC", () => {
  const marks = charactersOf((found) => found > 0 && found < UNSURE);
  const unsure = charactersOf((found) => found === UNSURE).filter((character) => !/\p{Cn}/u.test(character));
  const part = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom("가나", "한국어 문장 ", "a", "é", "the quick brown fox jumps ", "漢", "\u1100", "…", "😀"),
    },
    { weight: 4, arbitrary: fc.constantFrom(...marks) },
    { weight: 1, arbitrary: fc.constantFrom(...unsure) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      const text = parts.join("");
      const isSure = run.isSurelyNfc(text);
      if (isSure) expect(text.normalize("NFC")).toBe(text);
      if (sameUnicode) expect(isSure).toBe(isSurelyNfc(Buffer.from(text)));
    }),
    { numRuns: 5_000 },
  );
});

test.skipIf(realFiles.length === 0).each(realFiles.length ? realFiles : ["shared data is absent"])(
  "what is sure is NFC in %s",
  (file) => {
    for (const record of realRecords(file)) {
      for (const text of [record.toString(), record.toString().normalize("NFD")]) {
        if (sameUnicode) expect(run.isSurelyNfc(text)).toBe(isSurelyNfc(Buffer.from(text)));
        else if (run.isSurelyNfc(text)) expect(text.normalize("NFC") === text).toBe(true);
      }
    }
  },
);
