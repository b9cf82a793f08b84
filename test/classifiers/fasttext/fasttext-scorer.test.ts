import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FastTextScorer } from "../../../classifiers/fasttext/fasttext-scorer.ts";
import { labelReading } from "../../../classifiers/label-scores.ts";
import { ConfigError } from "../../../engine/errors.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";

const path = join(import.meta.dirname, "../../fixtures/fasttext/softmax-subwords.bin");

describe("a fastText model as a scorer", () => {
  it("scores by the label that is named", () => {
    const scorer = FastTextScorer.open(path, loadKernels(), "__label__science");
    const [science, sale] = scorer.scoreAll([
      { text: "원자 분자 전자는\n에너지를", lang: "ko" },
      { text: "sale buy now free shipping", lang: "en" },
    ]);
    expect(science?.edu).toBeCloseTo(5 * 0.99982, 3);
    expect(sale?.atLeastThree).toBeLessThan(0.001);
    expect(scorer.id).toMatch(/^fasttext:[0-9a-f]{12}$/);
  });

  it("asks which label is meant where that is unclear", () => {
    expect(() => FastTextScorer.open(path, loadKernels())).toThrow(ConfigError);
    expect(() => FastTextScorer.open(path, loadKernels(), "none")).toThrow(/got none of .*science.*Name one with --positive/);
  });
});

describe("labels as scores", () => {
  it("reads grades as their expectation, whatever they sum to", () => {
    const read = labelReading("model", ["3", "0", "5"]);
    expect(read([0.5, 0.25, 0.25])).toEqual({ raw: 2.75, edu: 2.75, atLeastThree: 0.75 });
    expect(read([1, 0.5, 0.5])).toEqual(read([0.5, 0.25, 0.25]));
    expect(labelReading("model", ["LABEL_0", "LABEL_1", "LABEL_2"])([0, 0, 1]).edu).toBe(2);
  });

  it("finds the good one of two", () => {
    expect(labelReading("model", ["cc", "hq"])([0.2, 0.8])).toEqual({ raw: 0.8, edu: 4, atLeastThree: 0.8 });
    expect(labelReading("model", ["0", "1"])([0.2, 0.8]).edu).toBe(4);
    expect(labelReading("model", ["a", "b"], "a")([0.2, 0.8]).edu).toBe(1);
    // fastText's probabilities may exceed 1 by what it adds to each.
    expect(labelReading("model", ["cc", "hq"])([0.00001, 1.00001]).edu).toBe(5);
    expect(() => labelReading("model", ["a", "b"])).toThrow(ConfigError);
    expect(() => labelReading("model", ["only"])).toThrow(ConfigError);
  });
});
