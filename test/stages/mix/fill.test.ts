import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Fill, fillDocuments, fillRepeats, fillTokens, type OrderedBucket } from "../../../stages/mix/fill.ts";

/** A bucket of documents with these tokens, drawn in this order. */
const bucketOf = (...tokens: readonly number[]): OrderedBucket => ({
  documents: Uint32Array.from(tokens.keys()),
  tokens: Float64Array.from(tokens),
  availableTokens: tokens.reduce((sum, each) => sum + each, 0),
});

type Plain = [passes: number, rest: readonly number[], shortfall: number];
const plain = ({ passes, rest, shortfall }: Fill): Plain => [passes, [...rest], shortfall];

const hundred = bucketOf(10, 20, 30, 40);
const empty = bucketOf();

describe("fillTokens", () => {
  it.each<[string, number, number, Plain]>([
    ["nothing", 0, 1, [0, [], 0]],
    ["less than any document", 9, 1, [0, [], 0]],
    ["exactly two documents", 30, 1, [0, [0, 1], 0]],
    ["all that fits", 59, 1, [0, [0, 1], 0]],
    ["past a document that does not fit", 75, 1, [0, [0, 1, 2], 0]],
    ["everything", 100, 1, [1, [], 0]],
    ["more than there is", 130, 1, [1, [], 30]],
    ["a second pass where repeats are allowed", 130, 2, [1, [0, 1], 0]],
    ["more than all repeats", 250, 2, [2, [], 50]],
    ["a fractional limit", 250, 1.3, [1, [0, 1], 120]],
    ["a fractional limit below one pass", 250, 0.5, [0, [0, 1], 200]],
  ])("%s", (_, target, maxRepeats, wanted) => {
    expect(plain(fillTokens(target, maxRepeats, hundred))).toEqual(wanted);
  });

  it.each<[string, readonly number[], number, readonly number[]]>([
    ["a long document first", [900, 10, 20, 30], 60, [1, 2, 3]],
    ["long documents in between", [10, 900, 20, 40, 30], 60, [0, 2, 4]],
    ["only long documents", [900, 800], 60, []],
    ["documents without tokens in their turn", [0, 10, 0, 20, 0], 20, [0, 1, 2]],
    ["none of them once one was passed over", [0, 10, 0, 900, 0, 5, 0], 20, [0, 1, 2, 5]],
    ["none of them once the target is met", [0, 10, 0, 20], 10, [0, 1]],
  ])("passes over what does not fit: %s", (_, tokens, target, rest) => {
    expect(plain(fillTokens(target, 1, bucketOf(...tokens)))).toEqual([0, rest, 0]);
  });

  it("passes over in a later pass too", () => {
    expect(plain(fillTokens(105, 2, bucketOf(70, 10, 5)))).toEqual([1, [1, 2], 0]);
  });

  it("gives nothing out of nothing", () => {
    expect(plain(fillTokens(5, 3, empty))).toEqual([0, [], 5]);
    expect(plain(fillTokens(5, 3, bucketOf(0, 0)))).toEqual([0, [], 5]);
  });

  it("never exceeds a target, keeps the order, and leaves out nothing that would still fit", () => {
    const tokens = fc.array(fc.oneof(fc.nat(20), fc.nat(2000)), { maxLength: 60 });
    fc.assert(
      fc.property(tokens, fc.nat(20_000), fc.constantFrom(1, 1.5, 3), (counts, target, maxRepeats) => {
        const bucket = bucketOf(...counts);
        const { passes, rest, shortfall } = fillTokens(target, maxRepeats, bucket);
        const taken = rest.reduce((sum, document) => sum + (counts[document] as number), passes * bucket.availableTokens);
        const missing = target - shortfall - taken;
        expect(missing).toBeGreaterThanOrEqual(0);
        expect([...rest]).toEqual([...new Set(rest)].sort((left, right) => left - right));
        const drawn = new Set(rest);
        const leftOut = counts.filter((each, document) => each > 0 && !drawn.has(document));
        expect(missing === 0 || missing < Math.min(...leftOut)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("fillRepeats", () => {
  it.each<[number, [number, readonly number[]]]>([
    [0, [0, []]],
    [0.5, [0, [0, 1]]],
    [1, [1, []]],
    [2.6, [2, [0, 1, 2]]],
  ])("%s", (repeat, [passes, rest]) => {
    expect(plain(fillRepeats(repeat, hundred))).toEqual([passes, rest, 0]);
    expect(plain(fillRepeats(repeat, empty)).slice(1)).toEqual([[], 0]);
  });

  it("passes over what does not fit into the fraction", () => {
    expect(plain(fillRepeats(1.5, bucketOf(90, 20, 10)))).toEqual([1, [1, 2], 0]);
  });
});

describe("fillDocuments", () => {
  it.each<[number, number, OrderedBucket, Plain]>([
    [3, 1, hundred, [0, [0, 1, 2], 0]],
    [9, 1, hundred, [1, [], 5]],
    [9, 3, hundred, [2, [0], 0]],
    [9, 1.5, hundred, [1, [0, 1], 3]],
    [9, 3, empty, [0, [], 9]],
  ])("%s documents, each %s times at most", (target, maxRepeats, bucket, wanted) => {
    expect(plain(fillDocuments(target, maxRepeats, bucket))).toEqual(wanted);
  });
});
