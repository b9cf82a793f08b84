import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOST_DIGITS, writeNumber } from "../../../stages/write/write-number.ts";

const written = (value: number): string => {
  const into = new Uint8Array(3 + MOST_DIGITS);
  return Buffer.from(into.buffer, 3, writeNumber(value, into, 3) - 3).toString("latin1");
};

describe("writeNumber", () => {
  it("writes every share of four places as JSON has it", () => {
    for (let parts = 0; parts <= 10_000; parts++) expect(written(parts / 10_000)).toBe(JSON.stringify(parts / 10_000));
  });

  it("writes any finite number as JSON has it", () => {
    for (const value of [
      0,
      -0,
      9,
      10,
      99,
      100,
      999_999_999,
      1e9,
      2 ** 53,
      1e21,
      1e-7,
      12.5,
      9999.9999,
      0.00005,
      -1,
      -0.25,
      1 / 3,
    ])
      expect(written(value)).toBe(JSON.stringify(value));
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => written(value) === JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat(99_999_999), (a, b) => written(b / 10 ** (a % 9)) === JSON.stringify(b / 10 ** (a % 9))),
    );
  });
});
