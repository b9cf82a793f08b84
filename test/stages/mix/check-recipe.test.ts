import { describe, expect, it } from "vitest";
import { checkMixes } from "../../../stages/mix/check-recipe.ts";
import { nearestName } from "../../../stages/mix/nearest-name.ts";

const known = {
  sources: ["wiki-ko", "web-ko", "web-en"],
  attributes: { lang: "label", "edu.score": "number", tokens: "number" },
} as const;
const all = { name: "all", where: {}, repeat: 1 };
const check = (mixes: Readonly<Record<string, unknown>>, more: object = {}) =>
  checkMixes(mixes, { ...known, ...more }).map(({ message }) => message);
/** What is wrong with one bucket named b. */
const bucket = (fields: object) =>
  check({ stage1: { tokens: 10, buckets: [{ name: "b", where: {}, ...fields }] } }).map((message) =>
    message.replace("mixes.stage1.buckets[0] (b): ", ""),
  );
/** What is wrong with a mix beside its one good bucket. */
const mix = (fields: object) =>
  check({ stage1: { buckets: [all], ...fields } }).map((message) => message.replace("mixes.stage1: ", ""));

describe("checkMixes", () => {
  it("finds nothing wrong with a recipe that uses everything", () => {
    const buckets = [
      {
        name: "korean",
        where: { source: "web-ko", attributes: { lang: "ko", "edu.score": { atLeast: 0.3, below: 0.9 } } },
        share: 0.5,
      },
      {
        name: "english",
        where: { source: ["web-en"], attributes: { lang: ["en"] } },
        share: 0.5,
        maxRepeats: 2.5,
        bestBy: "edu.score",
      },
      { name: "wiki", where: { source: "wiki-ko" }, repeat: 1.5 },
      { name: "few", where: {}, documents: 10 },
      { name: "rest", where: {}, tokens: 1e6 },
    ];
    const stage1 = {
      tokens: 2e9,
      buckets,
      disjointFrom: ["stage2"],
      shardTokens: 1e6,
      shardBytes: 2 ** 20,
      attributes: ["lang"],
      metadata: false,
    };
    expect(check({ stage1, stage2: { tokens: { ofPool: 0.1 }, buckets }, 삼단계: { buckets: [all], within: "stage2" } })).toEqual(
      [],
    );
  });

  it("reports every problem at once, with its place", () => {
    const stage1 = {
      buckets: [
        { name: "a", where: {}, share: 0.6 },
        { name: "b", where: { source: "wiki-kr" }, share: 0.5 },
        { name: "korean", where: {}, share: 1.2 },
        { name: "a", where: {} },
      ],
    };
    expect(check({ stage1, pool: { buckets: [all] } })).toMatchInlineSnapshot(`
      [
        "mixes.stage1.buckets[1] (b): where.source "wiki-kr" is no source of this pipeline; did you mean "wiki-ko"? sources: wiki-ko, web-ko, web-en",
        "mixes.stage1.buckets[2] (korean): share must be between 0 and 1, got 1.2",
        "mixes.stage1.buckets[3] (a): no amount is given, wanted exactly one of share, tokens, documents, repeat",
        "mixes.stage1.buckets[3] (a): buckets[0] has the same name; names must differ",
        "mixes.stage1: buckets ask for shares of a token budget, and there is none; add tokens, such as 2_000_000_000 or { ofPool: 0.1 }",
        "mixes.stage1: shares add up to 1.10; they may add up to 1 at most",
        "mixes.pool: the name is taken by a folder of the run; names that are: pool, work, signatures",
      ]
    `);
  });

  it.each<[string, object, string]>([
    ["a share above 1", { share: 1.2 }, "share must be between 0 and 1, got 1.2"],
    ["a negative share", { share: -0.1 }, "share must be between 0 and 1, got -0.1"],
    ["a share that is no number", { share: "half" }, 'share must be between 0 and 1, got "half"'],
    ["negative tokens", { tokens: -5 }, "tokens must be 0 or more, got -5"],
    ["half a document", { documents: 1.5 }, "documents must be a whole number, got 1.5"],
    ["endless repeats", { repeat: Number.POSITIVE_INFINITY }, "repeat must be a number, got Infinity"],
    ["a limit of nothing", { share: 1, maxRepeats: 0 }, "maxRepeats must be more than 0, got 0"],
    ["a limit beside a repeat", { repeat: 2, maxRepeats: 2 }, "repeat sets its own limit; leave maxRepeats out"],
    ["no amount", {}, "no amount is given, wanted exactly one of share, tokens, documents, repeat"],
    [
      "two amounts",
      { share: 1, tokens: 3 },
      "share and tokens are given, wanted exactly one of share, tokens, documents, repeat",
    ],
    [
      "a misspelt option",
      { share: 1, maxRepeat: 2 },
      'maxRepeat is not an option; did you mean "maxRepeats"? known options: name, where, share, tokens, documents, repeat, maxRepeats, bestBy',
    ],
    [
      "an unknown source",
      { share: 1, where: { source: "wiki-kr" } },
      'where.source "wiki-kr" is no source of this pipeline; did you mean "wiki-ko"? sources: wiki-ko, web-ko, web-en',
    ],
    ["a source that is no name", { share: 1, where: { source: 3 } }, "where.source must be a string or a list of strings, got 3"],
    [
      "an empty list",
      { share: 1, where: { source: [] } },
      "where.source is an empty list, which no document meets; leave it out or name something",
    ],
    [
      "a misspelt query",
      { share: 1, where: { sources: "web-ko" } },
      'where.sources is not an option; did you mean "source"? known options: source, attributes',
    ],
    ["no query", { share: 1, where: undefined }, "where must be an object, got nothing; write {} for every document"],
    [
      "an unknown attribute",
      { share: 1, where: { attributes: { "edu.scor": {} } } },
      'where.attributes["edu.scor"]: no stage writes "edu.scor"; did you mean "edu.score"? attributes: lang, edu.score, tokens',
    ],
    [
      "a range on a label",
      { share: 1, where: { attributes: { lang: { atLeast: 1 } } } },
      'where.attributes["lang"] is a label attribute and takes a label or a list of them, got the range {"atLeast":1}',
    ],
    [
      "a label on a number",
      { share: 1, where: { attributes: { "edu.score": "high" } } },
      'where.attributes["edu.score"] is a number attribute and takes a range such as { atLeast: 0.5 }, got "high"',
    ],
    [
      "an empty range",
      { share: 1, where: { attributes: { "edu.score": { atLeast: 1, below: 1 } } } },
      'where.attributes["edu.score"] asks for at least 1 and below 1, which no number is',
    ],
    [
      "the best label",
      { share: 1, bestBy: "lang" },
      'bestBy: "lang" is a label attribute and has no best; number attributes: edu.score, tokens',
    ],
    ["the best of nothing", { share: 1, bestBy: "edu" }, 'bestBy: no stage writes "edu"; number attributes: edu.score, tokens'],
  ])("refuses %s", (_, fields, message) => {
    expect(bucket(fields)).toEqual([message]);
  });

  it.each<[string, object, string]>([
    ["no buckets", { buckets: [] }, "buckets must be a list of at least one bucket, got []"],
    ["a budget of nothing", { tokens: 0 }, "tokens must be more than 0, got 0"],
    ["a negative part of the pool", { tokens: { ofPool: -1 } }, "tokens.ofPool must be more than 0, got -1"],
    ["an empty shard", { shardTokens: 0 }, "shardTokens must be more than 0, got 0"],
    [
      "a misspelt option",
      { token: 5 },
      'token is not an option; did you mean "tokens"? known options: tokens, buckets, disjointFrom, within, shardTokens, shardBytes, attributes, metadata',
    ],
    [
      "an unknown attribute to write",
      { attributes: ["lagn"] },
      'attributes: no stage writes "lagn"; did you mean "lang"? attributes: lang, edu.score, tokens',
    ],
    ["a word for a flag", { metadata: "no" }, 'metadata must be true or false, got "no"'],
    [
      "an unknown mix",
      { disjointFrom: ["stage3"] },
      'disjointFrom "stage3" is no mix of this pipeline; did you mean "stage1"? mixes: stage1',
    ],
    ["itself", { within: "stage1" }, "within names the mix itself; wanted another one"],
    [
      "shares without a budget",
      { buckets: [{ name: "b", where: {}, share: 1 }] },
      "buckets ask for shares of a token budget, and there is none; add tokens, such as 2_000_000_000 or { ofPool: 0.1 }",
    ],
  ])("refuses %s", (_, fields, message) => {
    expect(mix(fields)).toEqual([message]);
  });

  it("refuses shares that add up to more than 1, and forgives the last bit of a sum", () => {
    const shares = (...list: number[]) =>
      check({ stage1: { tokens: 10, buckets: list.map((share, index) => ({ name: `b${index}`, where: {}, share })) } });
    expect(shares(0.6, 0.5)).toEqual(["mixes.stage1: shares add up to 1.10; they may add up to 1 at most"]);
    expect(shares(0.5, 0.5001)).toEqual(["mixes.stage1: shares add up to 1.000100000; they may add up to 1 at most"]);
    expect(shares(...Array.from({ length: 10 }, () => 0.1))).toEqual([]);
  });

  it("refuses more than 16 repeats unless forced, and more copies than can be numbered always", () => {
    const stage1 = (maxRepeats: number) => ({ stage1: { tokens: 1, buckets: [{ name: "b", where: {}, share: 1, maxRepeats }] } });
    expect(check(stage1(16))).toEqual([]);
    expect(check(stage1(17))).toEqual([expect.stringContaining("maxRepeats must be at most 16, got 17; ")]);
    expect(check(stage1(17), { force: true })).toEqual([]);
    expect(check(stage1(70_000), { force: true })).toEqual([expect.stringContaining("at most 65535, got 70000")]);
  });

  it("finds circles, and mixes that leave nothing", () => {
    const buckets = [all];
    expect(check({ a: { buckets, within: "b" }, b: { buckets, disjointFrom: ["c"] }, c: { buckets, within: "a" } })).toEqual([
      "mixes: a → b → c → a wait for each other through disjointFrom and within; one of them must be drawn first",
    ]);
    expect(check({ a: { buckets, within: "b", disjointFrom: ["b"] }, b: { buckets } })).toEqual([
      'mixes.a: within and disjointFrom both name "b", which leaves no document; keep one of them',
    ]);
  });

  it.each(["", "..", "a/b", "a\\b", ".hidden", "pool", "Work", "a b", "-x", "con:"])("refuses %j as a mix", (name) => {
    expect(check({ [name]: { buckets: [all] } })).toHaveLength(1);
  });

  it("refuses two mixes in one folder", () => {
    expect(check({ stage1: { buckets: [all] }, Stage1: { buckets: [all] } })).toEqual([
      expect.stringContaining('same folder as "stage1"'),
    ]);
  });

  it("asks for a token count where an amount needs one", () => {
    const attributes = { lang: "label" };
    const wanted = 'mixes.m: buckets ask for tokens, and no stage writes "tokens"; add countTokens() to the stages';
    expect(check({ m: { buckets: [{ name: "b", where: {}, repeat: 0.5 }] } }, { attributes })).toEqual([wanted]);
    expect(check({ m: { buckets: [{ name: "b", where: {}, tokens: 5 }] } }, { attributes })).toEqual([wanted]);
    expect(check({ m: { buckets: [all] } }, { attributes })).toEqual([]);
  });

  it("takes values of any shape without falling over", () => {
    for (const value of [
      null,
      3,
      "x",
      [],
      [null],
      { buckets: 3 },
      { buckets: [3] },
      { tokens: null, disjointFrom: 3, within: [], attributes: 1 },
    ]) {
      expect(check({ m: value }).length).toBeGreaterThan(0);
    }
  });
});

describe("nearestName", () => {
  it.each([
    ["wiki-kr", "wiki-ko"],
    ["wkii-ko", "wiki-ko"],
    ["WEB-EN", "web-en"],
    ["books", undefined],
  ])("%s → %s", (wrong, right) => {
    expect(nearestName(wrong, known.sources)).toBe(right);
  });
});
