import { describe, expect, it } from "vitest";
import { KANANA_CATEGORIES, KANANA_PUBLISHED, KANANA_TOKENS, kananaMixes, kananaShares } from "../../recipes/kanana.ts";
import { checkMixes } from "../../stages/mix/check-recipe.ts";
import { drawMixes } from "../../stages/mix/draw.ts";
import { jsonl } from "../../stages/read/jsonl.ts";
import { aPool } from "../stages/mix/a-pool.ts";

const names = ["qa", "wiki", "papers", "code", "web-ko", "web-en"] as const;
const line = { sources: names.map((name) => jsonl(name, { files: "x" })), stages: [] };
const where = {
  instruction: { source: "qa" },
  encyclopedia: { source: "wiki" },
  academic: { source: "papers" },
  code: { source: "code" },
  koreanWeb: { source: "web-ko" },
  englishWeb: { source: "web-en" },
} as const;
const tokens = { stage1: 270_000, stage2: 30_000 };
const sharesOf = ({ buckets }: { buckets: readonly { name: string; share?: number | undefined }[] }) =>
  Object.fromEntries(buckets.map(({ name, share }) => [name, share]));

describe("kananaMixes", () => {
  it.each(["stage1", "stage2"] as const)(
    "brings the published shares of %s to a sum of 1, none moved by half a point",
    (phase) => {
      const shares = kananaShares(phase);
      expect(KANANA_CATEGORIES.reduce((sum, category) => sum + shares[category], 0)).toBeCloseTo(1, 12);
      for (const category of KANANA_CATEGORIES)
        expect(Math.abs(shares[category] * 100 - KANANA_PUBLISHED[phase][category])).toBeLessThan(0.1);
      expect(sharesOf(kananaMixes(line, { tokens, where })[phase])).toEqual(shares);
    },
  );

  it("draws the published mix within half a point from a pool that is large enough", () => {
    const documents = Array.from({ length: 12_000 }, (_, index) => ({
      source: names[index % 6] as string,
      tokens: 40 + (index % 21),
    }));
    const mixes = kananaMixes(line, { tokens: { stage1: 100_000, stage2: 100_000 }, where });
    expect(checkMixes(mixes, { sources: names, attributes: { tokens: "number" } })).toEqual([]);
    const { plans } = drawMixes(mixes, aPool(documents, names), 1);
    for (const phase of ["stage1", "stage2"] as const) {
      const plan = plans[phase] as (typeof plans)[string];
      expect(plan.warnings).toEqual([]);
      for (const bucket of plan.buckets) {
        const published = KANANA_PUBLISHED[phase][bucket.name as keyof typeof where];
        expect(Math.abs((100 * bucket.tokens) / plan.tokens - published)).toBeLessThan(0.5);
      }
    }
  });

  it("leaves the share of a missing category open unless asked, and the plan says so", () => {
    const { instruction: _, code: __, ...rest } = where;
    const open = kananaMixes(line, { tokens, where: rest });
    expect(sharesOf(open.stage2)).toEqual({
      encyclopedia: 2.4 / 100.1,
      academic: 35.8 / 100.1,
      koreanWeb: 20.5 / 100.1,
      englishWeb: 5.3 / 100.1,
    });
    const pool = aPool([{ source: "wiki" }], names);
    expect(drawMixes(open, pool, 1).plans["stage2"]?.warnings).toContainEqual(expect.stringContaining("shares add up to 0.639"));
    const closed = kananaMixes(line, { tokens, where: rest, renormalise: true });
    expect(sharesOf(closed.stage1)["englishWeb"]).toBeCloseTo(67.8 / 87.1, 12);
    expect(drawMixes(closed, pool, 1).plans["stage2"]?.warnings).not.toContainEqual(expect.stringContaining("shares add up"));
  });

  it("holds stage2 back from stage1, best documents first, and passes limits on", () => {
    const stages = [{ writes: { "edu.score": "number" } }] as never;
    const best = kananaMixes({ ...line, stages }, { tokens, where, bestBy: "edu.score" as never, maxRepeats: 4 });
    expect(best.stage1.disjointFrom).toEqual(["stage2"]);
    expect(best.stage1.buckets.map(({ bestBy, maxRepeats }) => [bestBy, maxRepeats])).toEqual(Array(6).fill([undefined, 4]));
    expect(best.stage2.buckets.map(({ bestBy, maxRepeats }) => [bestBy, maxRepeats])).toEqual(Array(6).fill(["edu.score", 4]));
    expect(kananaMixes(line, { tokens: KANANA_TOKENS, where, holdBack: false }).stage1).toEqual({
      tokens: 2.7e12,
      buckets: expect.any(Array),
    });
  });
});
