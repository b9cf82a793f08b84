import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { characterClass } from "../../../engine/kernels/oracle/character-class.ts";
import { characterClassSource } from "../../../engine/kernels/oracle/character-class-table.ts";
import type { TextStats } from "../../../engine/kernels/oracle/text-stats.ts";
import { run } from "./text-kernels.ts";

const table = readFileSync(new URL("../../../engine/kernels/assembly/tables/character-classes.ts", import.meta.url), "utf8");
const tableVersion = /Unicode (\d+\.\d+)/.exec(table)?.[1];
const sameUnicode = tableVersion === process.versions["unicode"];

test.each([
  ["space", "\t\n\v\f\r \x85\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000"],
  ["symbols", "\0\x1b\x7f\u00ad\u200b\u200d\u2060\ufeff\ufffd→─😀№\u{e000}\u0301\ufe0f€×"],
  ["digits", "09０９٣"],
  ["hangul", "가힣각ㄱㆍﾡ"],
  ["latin", "azAZéÿŁſªﬁＡẞ"],
  ["han", "漢々〇〆𠀀"],
  ["kana", "ひカーｶｰ"],
  ["otherLetters", "яאعहिไทุµʹ𝐀"],
  ["punctuation", '!"#$+<=>^`|~·«»¿–—‘’“”…•※、。「」〒！＂￦'],
] as const)("class %s", (name, characters) => {
  for (const character of characters) expect([character, characterClass(character.codePointAt(0)!)]).toEqual([character, name]);
});

test.skipIf(!sameUnicode)(`the table of Unicode ${tableVersion} is what its rules give`, () => {
  expect(characterClassSource() === table).toBe(true);
});

test.skipIf(!sameUnicode)("the kernel has the class of every code point", () => {
  const classes = new Map<keyof TextStats, string[]>();
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    const name = characterClass(codePoint);
    if (!classes.has(name)) classes.set(name, []);
    classes.get(name)?.push(String.fromCodePoint(codePoint));
  }
  expect(classes.size).toBe(9);
  for (const [name, characters] of classes)
    expect([name, run.textStats(characters.join(""))[name]]).toEqual([name, characters.length]);
});
