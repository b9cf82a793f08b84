import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bucket, MixRecipe, Selection } from "../../../engine/mix.ts";
import { drawMixes } from "../../../stages/mix/draw.ts";
import type { PoolColumns } from "../../../stages/mix/pool-columns.ts";
import { aPool, shuffledPool, somePool } from "./a-pool.ts";

const amount = fc.oneof(
  fc.record({ tokens: fc.nat(30_000) }),
  fc.record({ documents: fc.nat(150) }),
  fc.record({ repeat: fc.constantFrom(0, 0.5, 1, 2, 2.5) }),
  fc.record({ share: fc.constantFrom(0, 0.1, 0.25, 0.3) }),
);
const where = fc.constantFrom<Bucket["where"]>(
  {},
  { source: "a" },
  { attributes: { lang: "ko" } },
  { attributes: { lang: ["ko", "en"], score: { atLeast: 0.25, below: 1 } } },
  { source: ["a", "b"], attributes: { score: {} } },
);
const bucket = fc
  .tuple(amount, where, fc.constantFrom(undefined, 1, 1.5, 3), fc.constantFrom(undefined, "score"))
  .map(([amount, where, maxRepeats, bestBy]) => ({
    ...amount,
    where,
    ...(maxRepeats === undefined || "repeat" in amount ? {} : { maxRepeats }),
    ...(bestBy === undefined ? {} : { bestBy }),
  }));
const recipe = fc
  .tuple(fc.array(bucket, { minLength: 1, maxLength: 3 }), fc.oneof(fc.nat(40_000), fc.constant({ ofPool: 0.7 })))
  .map(
    ([buckets, tokens]) =>
      ({ tokens, buckets: buckets.map((each, index) => ({ ...each, name: `b${index}` })) }) as unknown as MixRecipe,
  );

/** `part:row` of each drawn copy. */
const placesOf = ({ part, row }: Selection): string[] => Array.from(part, (each, index) => `${each}:${row[index]}`);

/** Tokens by `part:row`. */
const tokensByPlace = (pool: PoolColumns) =>
  new Map(Array.from(pool.part, (part, index) => [`${part}:${pool.row[index]}`, pool.tokens[index] as number]));

const limitOf = ({ repeat, maxRepeats = 1 }: Bucket): number => repeat ?? maxRepeats;

describe("drawMixes, for any recipe and pool", () => {
  it("exceeds no target and no limit, and says what was drawn", () => {
    fc.assert(
      fc.property(somePool, recipe, fc.integer(), (pool, mix, seed) => {
        const { plans, selections } = drawMixes({ m: mix }, pool, seed);
        const plan = plans["m"] as (typeof plans)[string];
        const selection = selections["m"] as Selection;
        const places = placesOf(selection);
        const tokens = tokensByPlace(pool);
        expect(plan.documents).toBe(selection.documents);
        expect(plan.tokens).toBe(places.reduce((sum, place) => sum + (tokens.get(place) as number), 0));
        const bucketOf = new Map<string, number>();
        for (const [index, place] of places.entries()) {
          const bucket = selection.bucket[index] as number;
          expect(bucketOf.get(place) ?? bucket).toBe(bucket);
          bucketOf.set(place, bucket);
        }
        for (const [index, wanted] of mix.buckets.entries()) {
          const got = plan.buckets[index] as (typeof plan.buckets)[number];
          const drawn = places.filter((_, place) => selection.bucket[place] === index);
          const copies = new Map<string, number[]>();
          drawn.forEach((place) => void copies.set(place, []));
          places.forEach((place, at) => {
            if (selection.bucket[at] === index) copies.get(place)?.push(selection.copy[at] as number);
          });
          expect(got.documents).toBe(drawn.length);
          expect(got.distinctDocuments).toBe(copies.size);
          const counts = [...copies.values()].map((list) => list.length);
          for (const list of copies.values()) expect(list.sort((a, b) => a - b)).toEqual(list.map((_, copy) => copy));
          expect(Math.max(0, ...counts)).toBeLessThanOrEqual(Math.ceil(limitOf(wanted)));
          // Without replacement: nothing a second time before everything was drawn once.
          if (counts.length > 0 && Math.max(...counts) > Math.min(...counts))
            expect(Math.max(...counts) - Math.min(...counts)).toBe(1);
          if (copies.size < got.availableDocuments) expect(Math.max(0, ...counts)).toBeLessThanOrEqual(1);
          if (got.askedTokens !== null) expect(got.tokens).toBeLessThanOrEqual(got.askedTokens);
          if (wanted.documents !== undefined) expect(got.documents + got.shortfall).toBe(wanted.documents);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("misses a target by less than the shortest document left out, or names the shortfall", () => {
    fc.assert(
      fc.property(somePool, recipe, (pool, mix) => {
        // A second mix of the same buckets, each taken whole, says what each bucket holds.
        const whole = { buckets: mix.buckets.map(({ name, where }) => ({ name, where, repeat: 1 })) };
        const { plans, selections } = drawMixes({ m: mix, whole }, pool, 1);
        const tokens = tokensByPlace(pool);
        const copiesIn = ({ bucket, ...selection }: Selection, wanted: number) =>
          placesOf({ bucket, ...selection }).filter((_, index) => bucket[index] === wanted);
        for (const [index, got] of (plans["m"]?.buckets ?? []).entries()) {
          if (got.askedTokens === null) continue;
          const most = limitOf(mix.buckets[index] as Bucket) * got.availableTokens;
          expect(got.shortfall).toBe(Math.max(0, got.askedTokens - most));
          const rounding = got.askedTokens - got.tokens - got.shortfall;
          expect(rounding).toBeGreaterThanOrEqual(0);
          const copies = copiesIn(selections["m"] as Selection, index);
          const passes = got.availableDocuments > 0 ? Math.floor(copies.length / got.availableDocuments) : 0;
          const drawn = new Map<string, number>();
          for (const place of copies) drawn.set(place, (drawn.get(place) ?? 0) + 1);
          const leftOut = copiesIn(selections["whole"] as Selection, index)
            .filter((place) => (drawn.get(place) ?? 0) === passes)
            .map((place) => tokens.get(place) as number)
            .filter((held) => held > 0);
          expect(rounding === 0 || rounding < Math.min(...leftOut)).toBe(true);
          const warned = plans["m"]?.warnings.some((warning) => warning.startsWith(`bucket ${got.name} gives`));
          expect(warned).toBe(got.tokens < 0.9 * Math.floor(got.askedTokens - got.shortfall));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("draws the same whatever the order of rows and sources, and each document by the first bucket it meets", () => {
    const permuted = somePool.chain((pool) => {
      const rows = Array.from({ length: pool.documents }, (_, index) => index);
      return fc.tuple(fc.constant(pool), fc.shuffledSubarray(rows, { minLength: rows.length }));
    });
    fc.assert(
      fc.property(permuted, recipe, recipe, ([pool, order], first, second) => {
        const mixes = { one: { ...first, disjointFrom: ["two"], shardTokens: 900 }, two: second };
        expect(drawMixes(mixes, shuffledPool(pool, order), 5)).toEqual(drawMixes(mixes, pool, 5));
      }),
      { numRuns: 150 },
    );
  });

  it("keeps mixes apart with disjointFrom and inside with within", () => {
    fc.assert(
      fc.property(somePool, recipe, recipe, recipe, (pool, one, two, three) => {
        const mixes = { apart: { ...one, disjointFrom: ["two"] }, inside: { ...three, within: "two" }, two };
        const { selections } = drawMixes(mixes, pool, 3);
        const places = (mix: string) => new Set(placesOf(selections[mix] as Selection));
        expect([...places("apart")].filter((place) => places("two").has(place))).toEqual([]);
        expect([...places("inside")].filter((place) => !places("two").has(place))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("cuts shards that cover everything once, hold a document at least and no more than the limits", () => {
    fc.assert(
      fc.property(
        somePool,
        recipe,
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 9000 }),
        (pool, mix, shardTokens, shardBytes) => {
          const { selections } = drawMixes({ m: { ...mix, shardTokens, shardBytes } }, pool, 3);
          const { shardStart, documents, part, row } = selections["m"] as Selection;
          expect(shardStart.at(-1)).toBe(documents);
          if (documents === 0) expect([...shardStart]).toEqual([0]);
          else expect(shardStart[0]).toBe(0);
          const tokens = tokensByPlace(pool);
          for (let shard = 0; shard + 1 < shardStart.length; shard++) {
            const [from, to] = [shardStart[shard] as number, shardStart[shard + 1] as number];
            expect(to).toBeGreaterThan(from);
            let held = 0;
            for (let index = from; index < to; index++) held += tokens.get(`${part[index]}:${row[index]}`) as number;
            if (to - from > 1) expect(held).toBeLessThanOrEqual(shardTokens);
            if (to - from > 1) expect(held * 4 + 20 * (to - from)).toBeLessThanOrEqual(shardBytes);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("exchanges less than the longest document when an amount grows", () => {
    fc.assert(
      fc.property(somePool, fc.nat(20_000), fc.nat(20_000), (pool, tokens, more) => {
        const draw = (asked: number) =>
          new Set(
            placesOf(
              drawMixes({ m: { buckets: [{ name: "b", where: {}, tokens: asked }] } }, pool, 9).selections["m"] as Selection,
            ),
          );
        const held = tokensByPlace(pool);
        const larger = draw(tokens + more);
        const given = [...draw(tokens)].filter((place) => !larger.has(place)).map((place) => held.get(place) as number);
        expect(given).not.toContain(0);
        expect(given.reduce((sum, each) => sum + each, 0)).toBeLessThan(Math.max(1, ...pool.tokens));
      }),
      { numRuns: 100 },
    );
  });
});

describe("drawMixes", () => {
  const thousand = aPool(
    Array.from({ length: 1000 }, (_, index) => ({ tokens: 10, score: index / 1000, lang: index % 2 ? "ko" : "en" })),
  );
  const draw = (mix: MixRecipe, pool = thousand, seed = 1) => {
    const { plans, selections } = drawMixes({ m: mix }, pool, seed);
    return { plan: plans["m"] as (typeof plans)[string], selection: selections["m"] as Selection };
  };

  it("takes the best first", () => {
    const { selection } = draw({ buckets: [{ name: "best", where: {}, documents: 100, bestBy: "score" }] });
    const drawn = [...selection.part].map((part, index) => part * 8 + (selection.row[index] as number));
    expect(drawn.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => 900 + index));
  });

  it("draws another sample for another seed or another mix", () => {
    const buckets = [{ name: "b", where: {}, documents: 500 }];
    const sample = (mix: string, seed: number) =>
      new Set(placesOf(drawMixes({ [mix]: { buckets } }, thousand, seed).selections[mix] as Selection));
    const shared = (left: Set<string>, right: Set<string>) => [...left].filter((place) => right.has(place)).length;
    // Independent halves of 1000 share 250; six standard deviations are 48.
    expect(Math.abs(shared(sample("m", 1), sample("m", 2)) - 250)).toBeLessThan(48);
    expect(Math.abs(shared(sample("m", 1), sample("n", 1)) - 250)).toBeLessThan(48);
    expect(shared(sample("m", 1), sample("m", 1))).toBe(500);
  });

  it("blends buckets evenly and keeps the copies of a document apart", () => {
    const { selection } = draw({
      buckets: [
        { name: "ko", where: { attributes: { lang: "ko" } }, repeat: 4 },
        { name: "en", where: { attributes: { lang: "en" } }, repeat: 1 },
      ],
    });
    expect(selection.documents).toBe(2500);
    for (let from = 0; from < 2500; from += 500) {
      const korean = selection.bucket.slice(from, from + 500).filter((bucket) => bucket === 0).length;
      // 400 expected; six standard deviations of a fair draw are 54.
      expect(Math.abs(korean - 400)).toBeLessThan(54);
    }
    const last = new Map<string, number>();
    for (const [index, place] of placesOf(selection).entries()) {
      const before = last.get(place);
      // An eighth of the mix is 312 places of a perfectly even blend.
      if (before !== undefined) expect(index - before).toBeGreaterThan(250);
      last.set(place, index);
    }
  });

  it("adds shares up to the budget to the token", () => {
    const thirds = ["x", "y", "z"].map((name) => ({ name, where: {}, share: 1 / 3 }));
    const { plan } = draw({ tokens: 100, buckets: thirds });
    expect(plan.buckets.map(({ askedTokens }) => askedTokens)).toEqual([33, 34, 33]);
    expect(draw({ tokens: { ofPool: 0.25 }, buckets: thirds }).plan.budget).toBe(2500);
    expect(draw({ buckets: [{ name: "all", where: {}, repeat: 1 }] }).plan.budget).toBeNull();
  });

  it("says how often a bucket is repeated and how much is missing", () => {
    const { plan } = draw({
      tokens: 60_000,
      buckets: [{ name: "ko", where: { attributes: { lang: "ko" } }, share: 1, maxRepeats: 6 }],
    });
    expect(plan.buckets[0]).toEqual({
      name: "ko",
      askedTokens: 60_000,
      availableDocuments: 500,
      availableTokens: 5000,
      documents: 3000,
      distinctDocuments: 500,
      tokens: 30_000,
      repeats: 6,
      shortfall: 30_000,
      shortfallUnit: "tokens",
    });
    expect(plan.warnings).toEqual([expect.stringContaining("bucket ko is repeated 6.0 times")]);
  });

  it("warns of an open part of the budget, of more than the budget, and of a target below every document", () => {
    expect(draw({ tokens: 100, buckets: [{ name: "b", where: {}, share: 0.5 }] }).plan.warnings).toEqual([
      expect.stringContaining("shares add up to 0.500"),
    ]);
    const over: MixRecipe = {
      tokens: 100,
      buckets: [
        { name: "b", where: {}, share: 0.5 },
        { name: "c", where: {}, repeat: 1 },
      ],
    };
    expect(draw(over).plan.warnings).toEqual([]);
    const two: MixRecipe = {
      tokens: 100,
      buckets: [
        { name: "b", where: { attributes: { lang: "ko" } }, repeat: 1 },
        { name: "c", where: {}, tokens: 5 },
      ],
    };
    expect(draw(two).plan.warnings).toEqual([
      "bucket c gives no tokens: the shortest of its documents alone holds more than the 5 wanted",
      expect.stringContaining("its budget is 100"),
    ]);
  });

  it("passes over a long document, wherever it stands, and fills with those that fit", () => {
    const long = Array.from({ length: 200 }, (_, index) => ({ tokens: index % 20 === 0 ? 900 : 10 }));
    const { plan } = draw({ buckets: [{ name: "b", where: {}, tokens: 1500 }] }, aPool(long));
    expect([plan.tokens, plan.buckets[0]?.shortfall, plan.warnings]).toEqual([1500, 0, []]);
  });

  it("warns of a bucket that has enough tokens but in documents too long", () => {
    const long = aPool([{ tokens: 50 }, { tokens: 900 }, { tokens: 900 }, { tokens: 0 }]);
    for (const amount of [{ tokens: 800 }, { repeat: 800 / 1850 }]) {
      const { plan } = draw({ buckets: [{ name: "b", where: {}, ...amount }] }, long);
      expect([plan.tokens, plan.buckets[0]?.shortfall]).toEqual([50, 0]);
      expect(plan.warnings).toEqual([
        "bucket b gives 50 of the 800 tokens wanted: every document left out holds more than the 750 that are missing",
      ]);
    }
  });

  it("draws the documents passed over in a later mix that is disjoint from the first", () => {
    const mixed = aPool(Array.from({ length: 60 }, (_, index) => ({ tokens: index % 3 === 0 ? 70 : 7 })));
    const first = { buckets: [{ name: "b", where: {}, tokens: 600 }] };
    const { selections } = drawMixes(
      { first, rest: { buckets: [{ name: "b", where: {}, repeat: 1 }], disjointFrom: ["first"] } },
      mixed,
      4,
    );
    const places = [...placesOf(selections["first"] as Selection), ...placesOf(selections["rest"] as Selection)];
    expect([places.length, new Set(places).size]).toEqual([60, 60]);
  });

  it("draws nothing from an empty pool and makes no shard", () => {
    const { plan, selection } = draw({ tokens: 100, buckets: [{ name: "b", where: {}, share: 1 }] }, aPool([]));
    expect([plan.documents, plan.buckets[0]?.shortfall, [...selection.shardStart]]).toEqual([0, 100, [0]]);
  });

  it("refuses mixes that wait for each other", () => {
    const all = [{ name: "b", where: {}, repeat: 1 }];
    expect(() => drawMixes({ a: { buckets: all, within: "b" }, b: { buckets: all, disjointFrom: ["a"] } }, thousand, 1)).toThrow(
      /a → b → a/,
    );
  });

  it("writes the same for the same recipe as it always did", () => {
    const { selection } = draw({ buckets: [{ name: "b", where: {}, documents: 6 }] });
    expect(placesOf(selection)).toMatchInlineSnapshot(`
      [
        "114:3",
        "41:5",
        "34:1",
        "73:0",
        "44:1",
        "24:0",
      ]
    `);
  });
});
