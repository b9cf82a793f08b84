import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ridgeFit } from "../../../classifiers/training/ridge.ts";

const value = fc.double({ min: -3, max: 3, noNaN: true });

describe("ridge regression", () => {
  it("finds the line that made the targets where hardly anything is smoothed", () => {
    const features = Float64Array.from([1, 0, 0, 1, 1, 1, 2, -1, 0.5, 3]);
    const targets = Array.from({ length: 5 }, (_, row) => 2 * features[2 * row]! - 3 * features[2 * row + 1]! + 7);
    const { weights, bias } = ridgeFit(features, 2, targets, 1e-9);
    expect([...weights, bias].map((number) => Math.round(number * 1e6) / 1e6)).toEqual([2, -3, 7]);
  });

  it("leaves the loss flat in every direction", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value, value, value, fc.double({ min: 0.1, max: 2, noNaN: true })), {
          minLength: 4,
          maxLength: 30,
        }),
        (rows) => {
          const features = Float64Array.from(rows.flatMap((row) => row.slice(0, 3)));
          const targets = rows.map(([, , , target]) => target);
          const rowWeights = rows.map((row) => row[4]);
          const { weights, bias } = ridgeFit(features, 3, targets, 0.5, rowWeights);
          const errors = targets.map(
            (target, row) => target - bias - weights.reduce((sum, weight, i) => sum + weight * features[3 * row + i]!, 0),
          );
          expect(errors.reduce((sum, error, row) => sum + rowWeights[row]! * error, 0)).toBeCloseTo(0, 6);
          for (let i = 0; i < 3; i++) {
            const slope = errors.reduce((sum, error, row) => sum + rowWeights[row]! * error * features[3 * row + i]!, 0);
            expect(slope - 0.5 * weights[i]!).toBeCloseTo(0, 6);
          }
        },
      ),
    );
  });
});
