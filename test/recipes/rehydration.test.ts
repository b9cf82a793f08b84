import { describe, expect, it } from "vitest";
import { KOREAN_REHYDRATION, rehydrationBuckets, rehydrationWeights } from "../../recipes/rehydration.ts";

describe("rehydration", () => {
  it("makes a bucket of each step", () => {
    expect(rehydrationBuckets("ko", { source: "web" }, { 1: 1, 2: 3, 20: 0, 63: 1 })).toEqual([
      { name: "ko-from-1", where: { source: "web", attributes: { "cluster.size": { atLeast: 1, below: 2 } } }, repeat: 1 },
      { name: "ko-from-2", where: { source: "web", attributes: { "cluster.size": { atLeast: 2, below: 20 } } }, repeat: 3 },
      { name: "ko-from-63", where: { source: "web", attributes: { "cluster.size": { atLeast: 63 } } }, repeat: 1 },
    ]);
    expect(rehydrationBuckets("ko", {}, KOREAN_REHYDRATION.upTo5)).toHaveLength(8);
  });

  it("derives weights from what filters remove: most where they remove least", () => {
    // Published for Korean, in per cent; 69.2 of all.
    const removed = {
      1: 77.4,
      2: 60.6,
      3: 55.9,
      4: 52.7,
      5: 50.3,
      9: 48.8,
      15: 51.0,
      20: 54.5,
      30: 58.0,
      50: 63.2,
      75: 65.7,
      100: 71.2,
    };
    expect(rehydrationWeights(removed, 69.2, 3)).toEqual({ 1: 1, 2: 2, 4: 3, 20: 2, 75: 1 });
    expect(rehydrationWeights({ 1: 5, 2: 9 }, 1, 3)).toEqual({ 1: 1 });
  });
});
