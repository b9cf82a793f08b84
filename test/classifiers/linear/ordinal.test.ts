import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  expectedScore,
  fitIsotonic,
  fitOrdinal,
  interpolate,
  percentileOf,
  percentileTable,
} from "../../../classifiers/linear/ordinal.ts";
import { seededRandom } from "../../../classifiers/training/seeded-random.ts";

describe("calibration", () => {
  it("an ordinal head has ascending thresholds and expects about the labels it was fitted on", () => {
    const random = seededRandom(5);
    const labels = Array.from({ length: 600 }, () => Math.floor(random() * 6));
    const raws = labels.map((label) => label + random() - random());
    const head = fitOrdinal(raws, labels);
    expect([...head.thresholds].sort((a, b) => a - b)).toEqual(head.thresholds);
    const mean = raws.reduce((sum, raw) => sum + expectedScore(head, raw), 0) / raws.length;
    expect(mean).toBeCloseTo(labels.reduce((sum, label) => sum + label, 0) / labels.length, 1);
    expect(expectedScore(head, -100)).toBeCloseTo(0, 6);
    expect(expectedScore(head, 100)).toBeCloseTo(5, 6);
  });

  it("isotonic regression never falls, and equals the best of all monotone fits on few points", () => {
    const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.boolean()), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(points, (given) => {
        const raws = given.map(([raw], index) => raw + index / 100);
        const positive = given.map(([, is]) => is);
        const knots = fitIsotonic(raws, positive);
        knots.forEach(([, share], index) => {
          if (index > 0) expect(share).toBeGreaterThan((knots[index - 1] as [number, number])[1]);
        });
        // Max-min formula: the fit at a place is the greatest over starts of the least over ends of the mean between them.
        const order = raws.map((_, index) => index).sort((a, b) => (raws[a] as number) - (raws[b] as number));
        const values = order.map((index) => (positive[index] ? 1 : 0));
        const mean = (from: number, to: number) =>
          values.slice(from, to + 1).reduce<number>((sum, value) => sum + value, 0) / (to - from + 1);
        const fitted = values.map((_, place) =>
          Math.max(
            ...values
              .slice(0, place + 1)
              .map((_, from) => Math.min(...values.slice(place).map((_, to) => mean(from, place + to)))),
          ),
        );
        expect([...new Set(knots.map(([, share]) => share.toFixed(9)))]).toEqual([
          ...new Set(fitted.map((share) => share.toFixed(9))),
        ]);
      }),
    );
  });

  it("lines run straight between knots and flat outside", () => {
    const knots = [
      [0, 0.2],
      [1, 0.4],
      [3, 1],
    ] as const;
    expect([-1, 0, 0.5, 2, 3, 9].map((x) => interpolate(knots, x))).toEqual([
      0.2,
      0.2,
      expect.closeTo(0.3, 12),
      expect.closeTo(0.7, 12),
      1,
      1,
    ]);
    expect(interpolate([], 1)).toBe(0);
  });

  it("percentiles are shares of the documents that score lower", () => {
    const table = percentileTable(Array.from({ length: 5001 }, (_, index) => index));
    expect(percentileOf(table, -1)).toBe(0);
    expect(percentileOf(table, 2500)).toBeCloseTo(0.5, 2);
    expect(percentileOf(table, 9999)).toBe(1);
  });
});
