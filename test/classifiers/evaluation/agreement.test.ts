import { describe, expect, it } from "vitest";
import {
  bestCut,
  calibrationError,
  confusionOf,
  macroF1,
  positiveF1,
  quadraticKappa,
  quantile,
  roundHalfEven,
} from "../../../classifiers/evaluation/agreement.ts";

describe("agreement figures", () => {
  it("F1 of the positive class, and of both", () => {
    const confusion = confusionOf([1, 1, 0, 0, 1], [1, 0, 1, 0, 1]);
    expect(confusion).toEqual({ truePositives: 2, falsePositives: 1, falseNegatives: 1, trueNegatives: 1 });
    expect(positiveF1(confusion)).toBeCloseTo(2 / 3, 12);
    expect(macroF1(confusion)).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
    expect(positiveF1(confusionOf([0], [0]))).toBe(0);
  });

  it("chooses the cut with the best F1", () => {
    expect(bestCut([0.1, 0.2, 0.3, 0.4], [false, false, true, true])).toBe(0.3);
    expect(bestCut([0.1, 0.2, 0.3, 0.4], [false, true, false, true])).toBe(0.2);
  });

  it("rounds halves to the even neighbour, as the threshold of FineWeb-Edu is meant", () => {
    expect([0.5, 1.5, 2.5, 2.51, 3.5, 4.4].map(roundHalfEven)).toEqual([0, 2, 2, 3, 4, 4]);
  });

  it("quadratic kappa as scikit-learn has it", () => {
    // cohen_kappa_score([0, 1, 2, 3, 4, 5], [0, 2, 2, 3, 5, 4], weights="quadratic")
    expect(quadraticKappa([0, 1, 2, 3, 4, 5], [0, 2, 2, 3, 5, 4])).toBeCloseTo(0.9090909, 6);
    expect(quadraticKappa([1, 2, 3], [1, 2, 3])).toBe(1);
  });

  it("calibration error weighs bins by their rows", () => {
    expect(calibrationError([0.1, 0.1, 0.9, 0.9], [0, 0, 1, 0], 2)).toBeCloseTo(0.5 * 0.1 + 0.5 * 0.4, 12);
    expect(calibrationError([1, 0], [1, 0])).toBe(0);
  });

  it("quantiles are linear between values", () => expect(quantile([0, 10, 20], 0.75)).toBe(15));
});
