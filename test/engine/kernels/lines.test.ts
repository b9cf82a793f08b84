import fc from "fast-check";
import { expect, test } from "vitest";
import { findLines } from "../../../engine/kernels/oracle/lines.ts";
import { randomBytes, run } from "./byte-kernels.ts";

test.each([
  ["", []],
  ["\n", [0]],
  ["a\r\nb\n\n", [2, 4, 5]],
  ["no end", []],
])("lines of %j", (text, wanted) => {
  expect(findLines(Buffer.from(text), 100)).toEqual(wanted);
  expect(run.findLines(Buffer.from(text), 100)).toEqual(wanted);
});

test("kernel = oracle with a line end at every place of every length up to 200", () => {
  for (let length = 1; length <= 200; length++) {
    const input = Buffer.alloc(length, "x");
    for (let at = 0; at < length; at += 7) input[at] = 0x0a;
    input[length - 1] = 0x0a;
    expect(run.findLines(input, 200)).toEqual(findLines(input, 200));
  }
});

test("kernel = oracle on random bytes, and stops at the number asked for", () => {
  fc.assert(
    fc.property(randomBytes, fc.nat({ max: 40 }), (input, most) => {
      expect(run.findLines(input, most)).toEqual(findLines(input, most));
    }),
    { numRuns: 3_000 },
  );
});
