import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { findTriggers, type Trigger } from "../../../engine/kernels/oracle/triggers.ts";
import { packTriggerWords, TRIGGER_BITS, TRIGGER_RECORD_BYTES } from "../../../engine/kernels/trigger-table.ts";
import { realFiles, realTexts, texts } from "./text-kernels.ts";

const kernels = loadKernels();
const WORDS = ["카톡", "카카오톡", "비밀번호", "씨 ", "://", "password", "passphrase", "SG.", "sk-", "AKIA", "골뱅이", "eyJ"].map(
  (word, index) => ({ word, mask: 1 << index }),
);
const table = packTriggerWords(WORDS);
const tableAt = kernels.alloc(table.length);
kernels.bytes().set(table, tableAt);

const ordered = (triggers: readonly Trigger[]): Trigger[] =>
  [...triggers].sort((a, b) => a.start - b.start || a.end - b.end || a.mask - b.mask);

function byKernel(text: string, before = 0, most = 100_000): Trigger[] {
  const bytes = Buffer.from(text);
  const mark = kernels.mark();
  const at = kernels.alloc(bytes.length + before + 64) + before;
  // What stands around the text looks like more of it.
  kernels.bytes().fill(0x31, at - before, at + bytes.length + 64);
  kernels.bytes().set(bytes, at);
  const into = kernels.alloc((most + 1) * TRIGGER_RECORD_BYTES);
  kernels.words()[into / 4 + most * 3] = 0xeeeeeeee;
  const count = kernels.call.findTriggers(at, bytes.length, tableAt, into, most);
  expect(kernels.words()[into / 4 + most * 3], "wrote past its records").toBe(0xeeeeeeee);
  const found = Array.from({ length: count }, (_, index) => {
    const [start = 0, end = 0, mask = 0] = kernels.words().subarray(into / 4 + 3 * index, into / 4 + 3 * index + 3);
    return { start, end, mask };
  });
  kernels.release(mark);
  return ordered(found);
}

const digits = TRIGGER_BITS.digits >>> 0;

describe("triggers", () => {
  it.each([
    ["전화 010-1234-5678입니다", ["010-1234-5678"]],
    ["０１０－１２３４－５６７８", ["０１０－１２３４－５６７８"]],
    ["0 1 0 - 1 2 3 4 - 5 6", ["0 1 0 - 1 2 3 4 - 5 6"]],
    ["960121\u200b-1021413", ["960121\u200b-1021413"]],
    ["12가 3456", ["12가 3456"]],
    ["여권 M12345678, 12345678, 123456789, M123A4567, img54610369", ["12345678", "123456789", "123A4567"]],
    ["07.08.10, 2014-08-06 13:00:02, 102+107+110, (0.0015)(0.0076), 700불 800불", []],
    ["221.209.191.204, 1.2.3.45", ["221.209.191.204"]],
    ["1,234,567원과 3.14159265보다 2021-11-23, 2021년 1월 3일, 1998–2001, 20240102", []],
    ["2024-08-30 14:22:07", []],
    ["37.4821, 127.0654", ["37.4821, 127.0654"]],
    ["공일공-일이삼사-오육칠팔", ["공일공-일이삼사-오육칠팔"]],
    ["이 사람이 오늘 일을 구했다", []],
    ["960121 | 1021413", ["960121 | 1021413"]],
    ["12 | 3456 | 7890", []],
    ["123456-\n7890", ["123456-\n7890"]],
    ["123456\n7890", []],
    ["1920x1080 1024/2048", []],
  ])("in %j are digits %j", (text, wanted) => {
    const bytes = Buffer.from(text);
    const marked = (triggers: readonly Trigger[]) =>
      ordered(triggers)
        .filter(({ mask }) => mask === digits)
        .map(({ start, end }) => bytes.toString("utf8", start, end));
    expect(marked(findTriggers(text, WORDS))).toEqual(wanted);
    expect(marked(byKernel(text))).toEqual(wanted);
  });

  it("finds words in any case, at signs, and numbers of places", () => {
    const text = "My PassWord 카카오톡 a@b 매탄로 88 2가 5 수가 3 https://x ＠ 씨 ";
    const marked = byKernel(text).map(({ start, end, mask }) => [Buffer.from(text).toString("utf8", start, end), mask]);
    expect(marked).toEqual([
      ["PassWord", 1 << 5],
      ["카카오톡", 1 << 1],
      ["@", TRIGGER_BITS.at],
      ["8", TRIGGER_BITS.placeNumber >>> 0],
      ["5", TRIGGER_BITS.placeNumber >>> 0],
      ["://", 1 << 4],
      ["＠", TRIGGER_BITS.at],
      ["씨 ", 1 << 3],
    ]);
    expect(byKernel(text)).toEqual(ordered(findTriggers(text, WORDS)));
  });

  it("stops when its records are full", () => expect(byKernel(" @".repeat(300) + " ", 0, 100)).toHaveLength(100));

  it("is the oracle on random texts, at any place and length", () => {
    const pieces = fc.constantFrom(
      ..."0123456789-., |/:@\n()+가나로동길 공일이삼ㅇabgAM".split(""),
      "1:2a:3b:4",
      "a@",
      "０",
      "①",
      "٣",
      "𝟎",
      "\u200b",
      "–",
      "·",
      "19",
      "20",
      "2024",
      ...WORDS.map(({ word }) => word),
      "x".repeat(61),
    );
    const some = fc.oneof(
      fc.array(pieces, { maxLength: 60 }).map((list) => list.join("")),
      texts,
    );
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 40 }), (text, before) => {
        expect(byKernel(text, before)).toEqual(ordered(findTriggers(text, WORDS)));
      }),
      { numRuns: 1500 },
    );
  });

  it.each(realFiles)("is the oracle on %s", (name) => {
    for (const text of realTexts(name).slice(0, 40)) {
      if (text.length < 6_000) expect(byKernel(text)).toEqual(ordered(findTriggers(text, WORDS)));
    }
  });

  it("counts UTF-16 units", () => {
    fc.assert(
      fc.property(fc.oneof(texts, fc.string({ unit: "binary" })), (text) => {
        const bytes = Buffer.from(text);
        const mark = kernels.mark();
        const at = kernels.alloc(bytes.length);
        kernels.bytes().set(bytes, at);
        expect(kernels.call.utf16Units(at, bytes.length)).toBe(bytes.toString().length);
        kernels.release(mark);
      }),
    );
  });
});
