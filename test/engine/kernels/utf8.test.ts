import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { validUtf8 } from "../../../engine/kernels/oracle/utf8.ts";
import { randomBytes, run, unicodeText } from "./byte-kernels.ts";

/** Checks a sequence of bytes at every place of the blocks that the kernel reads. */
function checkEverywhere(sequence: readonly number[], isValid: boolean): void {
  expect([sequence, isUtf8(Buffer.from(sequence))]).toEqual([sequence, isValid]);
  for (const filler of ["x", "가"]) {
    for (let before = 0; before <= 66; before++) {
      const start = Buffer.from(filler.repeat(before));
      for (const after of [0, 1, 40]) {
        const input = Buffer.concat([start, Buffer.from(sequence), Buffer.from(filler.repeat(after))]);
        const end = isValid ? input.length : start.length + validUtf8(Buffer.from(sequence));
        if (run.validUtf8(input) !== end) expect([sequence, filler, before, after, run.validUtf8(input)]).toEqual(end);
      }
    }
  }
}

test.each([
  ["overlong two", [0xc0, 0x80]],
  ["overlong two", [0xc1, 0xbf]],
  ["overlong three", [0xe0, 0x9f, 0xbf]],
  ["overlong four", [0xf0, 0x8f, 0xbf, 0xbf]],
  ["first surrogate", [0xed, 0xa0, 0x80]],
  ["last surrogate", [0xed, 0xbf, 0xbf]],
  ["U+110000", [0xf4, 0x90, 0x80, 0x80]],
  ["lead F5", [0xf5, 0x80, 0x80, 0x80]],
  ["lead FF", [0xff]],
  ["continuation alone", [0x80]],
  ["third continuation", [0xe1, 0x80, 0x80, 0x80]],
  ["two cut short", [0xc3]],
  ["three cut short", [0xe1, 0x80]],
  ["four cut short", [0xf1, 0x80, 0x80]],
  ["lead after lead", [0xe1, 0xc3, 0xa9]],
  ["a valid start", [0xc3, 0xa9, 0xe1, 0x80, 0x41]],
] as const)("%s is not valid", (_, sequence) => checkEverywhere(sequence, false));

test.each([
  0, 0x7f, 0x80, 0x7ff, 0x800, 0xfff, 0x1000, 0xcfff, 0xd000, 0xd7ff, 0xe000, 0xfeff, 0xffff, 0x10000, 0x3ffff, 0x40000, 0xfffff,
  0x100000, 0x10ffff,
])("code point %i is valid", (codePoint) => checkEverywhere([...Buffer.from(String.fromCodePoint(codePoint))], true));

test("every code point is valid, every surrogate is not", () => {
  const all: string[] = [];
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++)
    if (codePoint >> 11 !== 0x1b) all.push(String.fromCodePoint(codePoint));
  const input = Buffer.from(all.join(""));
  expect(run.validUtf8(input)).toBe(input.length);
  for (let last = 0x80; last <= 0xbf; last++) {
    for (let second = 0xa0; second <= 0xbf; second++) expect(run.validUtf8(Buffer.from([0x61, 0xed, second, last]))).toBe(1);
  }
});

test("every pair of bytes, alone and before two continuations", () => {
  const decides = (input: Buffer) =>
    run.validUtf8(input) === validUtf8(input) && (run.validUtf8(input) === input.length) === isUtf8(input);
  const wrong: number[] = [];
  for (let pair = 0; pair <= 0xffff; pair++) {
    if (!decides(Buffer.from([pair >> 8, pair & 255])) || !decides(Buffer.from([pair >> 8, pair & 255, 0x80, 0xbf])))
      wrong.push(pair);
  }
  expect(wrong).toEqual([]);
});

test("kernel = oracle = TextDecoder on random bytes and on text with a byte changed", () => {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const check = (input: Uint8Array) => {
    const end = run.validUtf8(input);
    expect(end).toBe(validUtf8(input));
    expect(end === input.length).toBe(isUtf8(input));
    decoder.decode(input.subarray(0, end));
  };
  fc.assert(fc.property(randomBytes, check), { numRuns: 3_000 });
  fc.assert(
    fc.property(unicodeText, fc.nat(), fc.nat({ max: 255 }), (text, place, byte) => {
      const input = Buffer.from(text);
      check(input);
      if (input.length) input[place % input.length] = byte;
      check(input);
    }),
    { numRuns: 3_000 },
  );
});
