import { describe, expect, it } from "vitest";
import { fillDocuments, fillRepeats, fillTokens } from "../../../stages/mix/fill.ts";

/** Four documents of 10, 20, 30 and 40 tokens, drawn in this order. */
const hundred = { documents: Uint32Array.of(0, 1, 2, 3), tokens: Float64Array.of(10, 20, 30, 40), availableTokens: 100 };
const empty = { documents: new Uint32Array(), tokens: new Float64Array(), availableTokens: 0 };

describe("fillTokens", () => {
  it.each<[string, number, number, [passes: number, rest: number, shortfall: number]]>([
    ["nothing", 0, 1, [0, 0, 0]],
    ["less than the first document", 9, 1, [0, 0, 0]],
    ["exactly two documents", 30, 1, [0, 2, 0]],
    ["up to the document that would exceed", 59, 1, [0, 2, 0]],
    ["everything", 100, 1, [1, 0, 0]],
    ["more than there is", 130, 1, [1, 0, 30]],
    ["a second pass where repeats are allowed", 130, 2, [1, 2, 0]],
    ["more than all repeats", 250, 2, [2, 0, 50]],
    ["a fractional limit", 250, 1.3, [1, 2, 120]],
    ["a fractional limit below one pass", 250, 0.5, [0, 2, 200]],
  ])("%s", (_, target, maxRepeats, [passes, rest, shortfall]) => {
    expect(fillTokens(target, maxRepeats, hundred)).toEqual({ passes, rest, shortfall });
  });

  it("gives nothing out of nothing", () => {
    expect(fillTokens(5, 3, empty)).toEqual({ passes: 0, rest: 0, shortfall: 5 });
  });
});

describe("fillRepeats", () => {
  it.each<[number, [number, number]]>([
    [0, [0, 0]],
    [0.5, [0, 2]],
    [1, [1, 0]],
    [2.6, [2, 3]],
  ])("%s", (repeat, [passes, rest]) => {
    expect(fillRepeats(repeat, hundred)).toEqual({ passes, rest, shortfall: 0 });
    expect(fillRepeats(repeat, empty)).toMatchObject({ rest: 0, shortfall: 0 });
  });
});

describe("fillDocuments", () => {
  it.each<[number, number, number, [number, number, number]]>([
    [3, 1, 4, [0, 3, 0]],
    [9, 1, 4, [1, 0, 5]],
    [9, 3, 4, [2, 1, 0]],
    [9, 1.5, 4, [1, 2, 3]],
    [9, 3, 0, [0, 0, 9]],
  ])("%s documents, each %s times at most, of %s", (target, maxRepeats, count, [passes, rest, shortfall]) => {
    expect(fillDocuments(target, maxRepeats, count)).toEqual({ passes, rest, shortfall });
  });
});
