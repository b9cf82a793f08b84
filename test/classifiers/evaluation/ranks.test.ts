import { describe, expect, it } from "vitest";
import { auroc, aurocWithin, averagePrecision, recallAtTop, spearman } from "../../../classifiers/evaluation/ranks.ts";
import { seededRandom } from "../../../classifiers/training/seeded-random.ts";

function byPairs(scores: readonly number[], isPositive: readonly boolean[]): number {
  let right = 0;
  let pairs = 0;
  scores.forEach((high, a) => {
    scores.forEach((low, b) => {
      if (!isPositive[a] || isPositive[b]) return;
      pairs++;
      right += high > low ? 1 : high === low ? 0.5 : 0;
    });
  });
  return right / pairs;
}

describe("ranking figures", () => {
  it("auroc is the share of pairs in order, ties by half", () => {
    const random = seededRandom(4);
    for (let round = 0; round < 20; round++) {
      const scores = Array.from({ length: 60 }, () => Math.floor(random() * 12));
      const isPositive = scores.map((score) => random() * 12 < score);
      expect(auroc(scores, isPositive)).toBeCloseTo(byPairs(scores, isPositive), 12);
    }
    expect(auroc([1, 2], [true, true])).toBeNaN();
  });

  it("average precision as scikit-learn has it", () => {
    // average_precision_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    expect(averagePrecision([0.1, 0.4, 0.35, 0.8], [false, false, true, true])).toBeCloseTo(0.8333333, 6);
    expect(averagePrecision([1, 1, 1, 1], [true, false, false, false])).toBe(0.25);
  });

  it("spearman shares the ranks of ties", () => {
    // scipy.stats.spearmanr([1, 2, 2, 4], [3, 1, 4, 5])
    expect(spearman([1, 2, 2, 4], [3, 1, 4, 5])).toBeCloseTo(0.6324555, 6);
    expect(spearman([1, 1], [2, 3])).toBeNaN();
  });

  it("pairs within groups only", () => {
    const groups = ["a", "a", "b", "b", "b"];
    const isPositive = [true, false, true, false, false];
    expect(aurocWithin(groups, [2, 1, 12, 11, 13], isPositive)).toBeCloseTo(2 / 3, 12);
    expect(aurocWithin(["a", "b"], [1, 2], [true, false])).toBeNaN();
  });

  it("counts the positives that a selection of the best would hold", () => {
    expect(
      recallAtTop([5, 4, 3, 2, 1, 0, 0, 0, 0, 0], [true, false, true, false, false, false, false, false, false, false], 0.2),
    ).toBe(0.5);
  });
});
