import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScoreScanner } from "../../../classifiers/linear/scanner.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { groupNumbers, ngramBuckets, scoreScan } from "../../../engine/kernels/oracle/score-scan.ts";
import {
  SCORE_COLUMNS,
  SCORE_COUNTS,
  SCORE_ENDINGS,
  SCORE_PARTICLES,
  SCORE_SCRATCH,
} from "../../../engine/kernels/score-layout.ts";
import { realFiles, realTexts, texts } from "./text-kernels.ts";

const kernels = loadKernels();
const scanner = new ScoreScanner(kernels);

function scanned(text: string) {
  const mark = kernels.mark();
  const bytes = Buffer.from(`x가${text} y.나`);
  const at = kernels.alloc(bytes.length);
  kernels.bytes().set(bytes, at);
  const scan = scanner.scan(at + 4, Buffer.byteLength(text));
  kernels.release(mark);
  return { counts: scan.counts.slice(), words: [...scan.words], characters: [...scan.characters] };
}

const named = (counts: Uint32Array) =>
  Object.fromEntries(
    Array.from(counts, (count, column) => [SCORE_COLUMNS[column - 128] ?? column, count] as const).filter(
      ([, count]) => count > 0,
    ),
  );

function expectEqual(text: string): void {
  const { counts, words, characters } = scoreScan(text);
  const found = scanned(text);
  expect(named(found.counts)).toEqual(named(counts));
  expect(found.words).toEqual(words);
  expect(found.characters).toEqual(characters);
}

describe("scan for the linear scorer", () => {
  test.each([
    "",
    " ",
    "\n\n",
    "가",
    "물은 섭씨 100도에서 끓습니다. 왜냐하면 압력이 같기 때문이다!",
    "See https://example.com/a_(b)?c=1 and WWW.example.test, ok. www. wwww.a ://x a://",
    '(http://example.com) "http://example.com/x" http://한글',
    "- one\n* two\n  1. three\n12) four\n1234. five\n    code\n\t\tcode\n# head\n| a | b |\n```ts\n``x\n",
    'He said "stop." Then (really?) he left!) . …',
    "ＦＵＬＬ 한글과English섞임 ñandú 漢字かな 😀😀 ㅋㅋㅋ ㅠㅠ",
    "the the the the the cat cat cat",
    "줄\r\n줄\r\n줄 \u3000 \u00a0끝",
    "a".repeat(1599),
    "가 나다. ".repeat(400),
    `${"머리 ".repeat(600)}${"middle word. ".repeat(300)}${"꼬리 끝. ".repeat(300)}`,
    `${"é".repeat(2000)}${"a b. ".repeat(2000)}`,
    `${"한글 ".repeat(450)}${"z".repeat(800)}`,
    "😀".repeat(1700),
  ])("equals the oracle on example %#", (text) => expectEqual(text));

  test("equals the oracle on any text", () => {
    fc.assert(fc.property(texts, expectEqual), { numRuns: 300 });
  });

  test("equals the oracle at every length around the windows", () => {
    for (let length = 1590; length < 1612; length++) expectEqual("가나 ab. ".repeat(300).slice(0, length));
  });

  test.skipIf(realFiles.length === 0)("equals the oracle on real texts", () => {
    for (const name of realFiles) for (const text of realTexts(name).slice(0, 12)) expectEqual(text);
  });

  test("knows every grouped word and syllable", () => {
    expect(groupNumbers.size).toBeGreaterThan(400);
    for (const [, syllables] of SCORE_ENDINGS) for (const syllable of syllables) expectEqual(`가${syllable}.`);
    for (const [, syllables] of SCORE_PARTICLES) for (const syllable of syllables) expectEqual(`가${syllable} `);
    expect(SCORE_COUNTS).toBe(191 + 36);
    expect(SCORE_SCRATCH.characters - SCORE_SCRATCH.words).toBe(8192);
  });

  test("n-grams of codes are listed once each", () => {
    expect(ngramBuckets("abab")).toHaveLength(2 + 2 + 1);
  });
});

describe("weights", () => {
  const put = (bytes: Uint8Array): number => {
    const at = kernels.alloc(bytes.length);
    kernels.bytes().set(bytes, at);
    return at;
  };
  const bytesOf = (view: ArrayBufferView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

  test("are summed over buckets", () => {
    const weights = Int8Array.from({ length: 256 }, (_, index) => index - 128);
    const list = Uint32Array.from([0, 255, 7, 7, 130]);
    const [at, from] = [put(bytesOf(weights)), put(bytesOf(list))];
    expect(kernels.call.sumWeights(from, list.length, at, 0)).toBe(
      list.reduce((sum, bucket) => sum + (weights[bucket] as number), 0),
    );
    expect(kernels.call.sumWeights(from, list.length, at, 2)).toBe(
      list.reduce((sum, bucket) => sum + (weights[bucket >> 2] as number), 0),
    );
    expect(kernels.call.sumWeights(from, 0, at, 0)).toBe(0);
  });

  test("a rectified layer equals its definition", () => {
    const width = 24;
    const units = 33;
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: -900, max: 900 })), (stream) => {
        const next = () => stream.next().value as number;
        const inputs = Int16Array.from({ length: width }, next);
        const rows = Int16Array.from({ length: width * units }, next);
        const offsets = Int32Array.from({ length: units }, () => 100 * next());
        const weights = Float64Array.from({ length: units }, () => next() / 7);
        const outputs = Array.from({ length: units }, (_, unit) =>
          Math.max(
            0,
            inputs.reduce((sum, input, index) => sum + input * (rows[unit * width + index] as number), offsets[unit] as number),
          ),
        );
        const mark = kernels.mark();
        const into = kernels.alloc(4 * units);
        const [a, b, c, d] = [put(bytesOf(inputs)), put(bytesOf(rows)), put(bytesOf(offsets)), put(bytesOf(weights))];
        const total = kernels.call.rectifiedLayer(a, width, b, c, d, units, into);
        expect([...new Int32Array(kernels.bytes().buffer, into, units)]).toEqual(outputs);
        expect(total).toBe(outputs.reduce((sum, output, unit) => sum + output * (weights[unit] as number), 0));
        kernels.release(mark);
      }),
      { numRuns: 30 },
    );
  });
});
