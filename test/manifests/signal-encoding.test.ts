import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packSignal, unpackSignal } from "../../manifests/signal-encoding.ts";

const { NaN: missing } = Number;

describe("a packed column", () => {
  it.each([
    ["small counts", [0, 1, 254, missing], "u8", 1],
    ["counts that need the value of a missing byte", [255], "u16", 1],
    ["lengths", [70_000, 3, missing], "u32", 1],
    ["the largest whole number and one more", [2 ** 32 - 2], "u32", 1],
    ["the number that stands for a missing one", [2 ** 32 - 1], "f64", 1],
    ["nothing but missing values", [missing, missing], "u8", 1],
    ["no rows", [], "u8", 1],
    ["ratios of two places", [0.25, 1, 0.07, missing], "u8", 100],
    ["ratios of four places", [0.1234, 1, 0], "u16", 10_000],
    ["ratios of six places", [0.123456, 0.5], "u32", 1_000_000],
    ["halves below zero", [-0.5, 2.25, missing], "f32", 1],
    ["a zero with a sign", [-0, 1], "f32", 1],
    ["infinities", [Infinity, -Infinity, missing], "f32", 1],
    ["quotients", [1 / 3, missing], "f64", 1],
  ])("takes the narrowest form for %s", (_, values, encoding, divisor) => {
    const packed = packSignal(Float64Array.from(values));
    expect([packed.encoding, packed.divisor]).toEqual([encoding, divisor]);
    expect(Array.from(unpackSignal(packed))).toEqual(values);
  });

  it("is deflated where that is smaller", () => {
    const alike = packSignal(new Float64Array(1000).fill(1 / 3));
    expect(alike.deflated).toBe(true);
    expect(alike.data.length).toBeLessThan(100);
    expect(packSignal(Float64Array.from([1 / 3])).deflated).toBe(false);
  });

  it("gives back any numbers exactly", () => {
    const decimal = fc
      .tuple(fc.integer({ min: -3, max: 200_000 }), fc.constantFrom(1, 10, 100, 1000, 10_000, 1e6))
      .map(([n, by]) => n / by);
    const column = fc.oneof(fc.array(fc.double()), fc.array(fc.oneof(decimal, fc.constant(missing))), fc.array(fc.float()));
    fc.assert(
      fc.property(column, (values) => {
        expect(Array.from(unpackSignal(packSignal(Float64Array.from(values))))).toEqual(values);
      }),
    );
  });
});
