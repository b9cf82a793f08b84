import { describe, expect, it } from "vitest";
import { histogramEdges, indexOfBin } from "../../manifests/histogram.ts";

describe("histogramEdges", () => {
  it.each([
    ["shares", Array.from({ length: 100 }, (_, index) => index / 100), 0.3],
    ["counts over decades", Array.from({ length: 100 }, (_, index) => 1.2 ** index), 50],
    ["a threshold outside", [0.2, 0.21, 0.22], 0.9],
    ["one value", [4, 4, 4], 4],
    ["a threshold of 0", [0, 0, 0.5], 0],
  ])("%s: the threshold is an edge, edges rise, and few bins hold everything", (_, values, threshold) => {
    const edges = histogramEdges(Float64Array.from(values), threshold);
    expect(edges).toContain(threshold);
    expect(edges).toEqual([...new Set(edges)].sort((a, b) => a - b));
    expect(edges.length).toBeLessThan(32);
  });

  it("puts every value into one bin", () => {
    expect([-1, 0, 0.5, 1, 7].map((value) => indexOfBin([0, 0.5, 1], value))).toEqual([0, 1, 2, 3, 3]);
    expect(histogramEdges(new Float64Array(0), 3)).toEqual([3]);
  });
});
