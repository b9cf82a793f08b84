import { describe, expect, it } from "vitest";
import { type BandShape, bandRecall, bandShape } from "../../../stages/dedup/band-shape.ts";
import { againstTruth, revisionSets, type TruthResult, truthSets } from "../../helpers/near-truth.ts";

const sets = truthSets();
const SIMILARITY = 0.8;
const results: TruthResult[] = [];
const rounded = (jaccard: number) => Math.round(jaccard * 1e6);

describe("nearDuplicates against every pair", () => {
  it.skipIf(sets.length > 0)("shared data is absent", () => {});

  it.each(sets)("$name by $shingle: hardly a pair is kept whole, and nothing is removed without a twin", async (set) => {
    const result = await againstTruth(set);
    results.push(result);
    const { pairs, twins, documents } = result;
    const truth = new Map(
      pairs.flatMap(({ a, b, jaccard }) => [
        [`${a}\n${b}`, jaccard],
        [`${b}\n${a}`, jaccard],
      ]),
    );
    for (const { id, keeper, similarity, isKeeperKept } of twins) {
      const jaccard = truth.get(`${id}\n${keeper}`) ?? 0;
      if (jaccard < SIMILARITY - 1e-6 || !isKeeperKept || Math.abs(jaccard - similarity) > 2e-6)
        expect({ id, keeper, similarity, isKeeperKept }).toEqual({ id, keeper, similarity: jaccard, isKeeperKept: true });
    }
    const close = pairs.filter(({ jaccard }) => rounded(jaccard) >= SIMILARITY * 1e6);
    const missed = close.filter(({ areBothKept }) => areBothKept).length;
    expect(missed).toBeLessThanOrEqual(close.length * 0.01);
    if (close.length > 0) expect(twins.length).toBeGreaterThan(0);
    expect(twins.length).toBeLessThan(documents);
  });

  it.skipIf(sets.length === 0)("pairs are found about as often as theory has it", () => {
    const shape = bandShape(SIMILARITY, 0.995, 112) as BandShape;
    for (const from of [0.7, 0.75, 0.8, 0.85, 0.9]) {
      const pairs = results.flatMap((result) => result.pairs.filter(({ jaccard }) => jaccard >= from && jaccard < from + 0.05));
      const found = pairs.filter(({ isFound }) => isFound).length;
      const expected = pairs.reduce((sum, { jaccard }) => sum + bandRecall(jaccard, shape), 0);
      expect(pairs.length).toBeGreaterThan(200);
      // Pairs of one family are found or missed together.
      expect(Math.abs(found - expected) / pairs.length, `from ${from}`).toBeLessThan(0.05);
    }
  });

  it.skipIf(sets.length === 0).each(revisionSets())("$name by $shingle: of revisions from 0.8 up one is kept", async (set) => {
    const { pairs } = await againstTruth(set);
    const close = pairs.filter(({ jaccard }) => rounded(jaccard) >= SIMILARITY * 1e6);
    expect(close.length).toBeGreaterThan(20);
    expect(close.filter(({ areBothKept }) => areBothKept).length).toBeLessThanOrEqual(close.length * 0.01);
  });
});
