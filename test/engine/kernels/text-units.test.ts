import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadKernels, UNIT_KINDS, UNIT_WORDS, type UnitKind } from "../../../engine/kernels/kernels.ts";
import { type TextUnit, textUnits } from "../../../engine/kernels/oracle/text-units.ts";
import { realFiles, realTexts, texts } from "./text-kernels.ts";

const kernels = loadKernels();
const KINDS = Object.keys(UNIT_KINDS) as UnitKind[];
let turn = 0;

/** The kernel on a string, between bytes that must not be taken for text. */
function run(text: string, kind: UnitKind): TextUnit[] {
  const mark = kernels.mark();
  const input = Buffer.from(text);
  const at = kernels.alloc(input.length + 16) + (turn++ % 16);
  kernels.bytes().fill(turn % 2 ? 0x2e : 0x0a, at - 16, at + input.length + 64);
  kernels.bytes().set(input, at);
  const scratch = kernels.alloc(input.length);
  const room = ((input.length >> 1) + 1) * UNIT_WORDS * 4;
  const into = kernels.alloc(room);
  kernels.bytes().fill(0xee, into, into + room + 64);
  const count = kernels.call.textUnits(at, input.length, UNIT_KINDS[kind], scratch, into);
  expect(
    kernels
      .bytes()
      .subarray(into + room, into + room + 64)
      .every((byte) => byte === 0xee),
  ).toBe(true);
  const words = kernels.words().slice(into >>> 2, (into >>> 2) + count * UNIT_WORDS);
  kernels.release(mark);
  return Array.from({ length: count }, (_, unit) => {
    const [low = 0, high = 0, start = 0, end = 0, characters = 0, feeds = 0] = words.subarray(unit * UNIT_WORDS);
    return { key: (BigInt(high) << 32n) | BigInt(low), start, end, characters, feeds };
  });
}

const inWords = (text: string, kind: UnitKind): string[] => {
  const bytes = Buffer.from(text);
  return run(text, kind).map(({ start, end }) => bytes.subarray(start, end).toString());
};

describe("textUnits", () => {
  test("kernel = oracle on random texts", () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...KINDS), (text, kind) => {
        const sound = Buffer.from(text).toString();
        expect(run(sound, kind)).toEqual(textUnits(sound, kind));
      }),
      { numRuns: 1500 },
    );
  });

  test.skipIf(realFiles.length === 0)("kernel = oracle on real texts", () => {
    for (const file of realFiles)
      for (const text of realTexts(file).slice(0, 12))
        for (const kind of KINDS) expect(run(text.slice(0, 5000), kind)).toEqual(textUnits(text.slice(0, 5000), kind));
  });

  test("ends sentences where sentences end, in both languages", () => {
    expect(inWords("밥을 먹었다. 잠을 잤다! 그런데…  왜?\n끝", "sentence")).toEqual([
      "밥을 먹었다.",
      "잠을 잤다!",
      "그런데…",
      "왜?",
      "끝",
    ]);
    expect(inWords('He said "No." Then (slowly.) he left. "Why?" she asked.', "sentence")).toEqual([
      'He said "No."',
      "Then (slowly.) he left.",
      '"Why?"',
      "she asked.",
    ]);
    expect(inWords("3. Mr. Kim of J. Doe, e.g. the item of 1995. Next", "sentence")).toEqual([
      "3. Mr. Kim of J. Doe, e.g. the item of 1995.",
      "Next",
    ]);
    expect(inWords("世界。「静か。」次！終", "sentence")).toEqual(["世界。", "「静か。」", "次！", "終"]);
  });

  test("parts paragraphs by blank lines and lines by line feeds", () => {
    const text = "\n 하나\n둘 \n \t\n\n셋\n";
    expect(inWords(text, "paragraph")).toEqual(["하나\n둘", "셋"]);
    expect(run(text, "paragraph").map(({ feeds }) => feeds)).toEqual([3, 1]);
    expect(inWords(text, "line")).toEqual(["하나", "둘", "셋"]);
    expect(run("", "line")).toEqual([]);
    expect(run(" \n\u3000", "sentence")).toEqual([]);
  });

  test("gives units that differ in white space and the case of ASCII alone the same key and characters", () => {
    const [a, b, c] = run("A b  C\n\na\nB c\n\na b d", "paragraph");
    expect(a?.key).toBe(b?.key);
    expect(a?.characters).toBe(3);
    expect(b?.characters).toBe(3);
    expect(c?.key).not.toBe(a?.key);
  });
});
