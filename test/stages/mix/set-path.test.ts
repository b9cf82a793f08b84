import { describe, expect, it } from "vitest";
import type { MixRecipe } from "../../../engine/mix.ts";
import { isMixPath, setMixPaths } from "../../../stages/mix/set-path.ts";
import { parseSetting, parseSettingValue } from "../../../stages/mix/setting.ts";

const mixes: Readonly<Record<string, MixRecipe>> = {
  stage1: {
    tokens: 100,
    buckets: [
      { name: "korean", where: { attributes: { lang: "ko" } }, share: 0.4, maxRepeats: 2 },
      { name: "korean.web", where: { source: "web-ko" }, share: 0.1 },
      { name: "tokens", where: {}, repeat: 1 },
    ],
  },
  stage2: { within: "stage1", buckets: [{ name: "best", where: { attributes: { "edu.score": { below: 0.9 } } }, documents: 5 }] },
};
const set = (...settings: string[]) => setMixPaths(mixes, settings.map(parseSetting));

describe("setMixPaths", () => {
  it.each<[string, string, object]>([
    ["a share", "stage1.korean.share=0.5", { share: 0.5, maxRepeats: 2 }],
    ["another amount in place of the share", "mixes.stage1.korean.tokens=2e9", { tokens: 2e9, maxRepeats: 2 }],
    ["a repeat in place of share and limit", "stage1.buckets.korean.repeat=2", { repeat: 2 }],
    ["nothing in place of the limit", "stage1.korean.maxRepeats=null", { share: 0.4 }],
  ])("sets %s", (_, setting, amount) => {
    const { name, where } = mixes["stage1"]!.buckets[0]!;
    expect(set(setting)["stage1"]?.buckets[0]).toEqual({ name, where, ...amount });
  });

  it("takes the longest name that fits, and an option before a bucket", () => {
    const { stage1 } = set("stage1.korean.web.share=0.2", "stage1.tokens=7", "stage1.tokens.repeat=3");
    expect(stage1?.tokens).toBe(7);
    expect(stage1?.buckets.map(({ share, repeat }) => share ?? repeat)).toEqual([0.4, 0.2, 3]);
  });

  it("reaches into queries, attribute names with dots included", () => {
    const where = (...settings: string[]) => set(...settings)["stage2"]?.buckets[0]?.where;
    expect(where("stage2.best.where.attributes.edu.score.atLeast=0.4")).toEqual({
      attributes: { "edu.score": { atLeast: 0.4, below: 0.9 } },
    });
    expect(where("stage2.best.where.attributes.edu.score.below=null")).toEqual({ attributes: {} });
    expect(where('stage2.best.where.attributes.lang=["ko","en"]')).toEqual({
      attributes: { "edu.score": { below: 0.9 }, lang: ["ko", "en"] },
    });
    expect(where("stage2.best.where.source=web-ko", "stage2.best.where.attributes.edu.score=null")).toEqual({
      source: "web-ko",
      attributes: {},
    });
    expect(where("stage2.best.where={}")).toEqual({});
  });

  it("sets and removes options of a mix", () => {
    const { stage1, stage2 } = set(
      "stage1.tokens.ofPool=0.5",
      "stage1.shardTokens=1_000",
      "stage2.within=null",
      'stage2.disjointFrom=["stage1"]',
    );
    expect([stage1?.tokens, stage1?.shardTokens]).toEqual([{ ofPool: 0.5 }, 1000]);
    expect(stage2).toEqual({ disjointFrom: ["stage1"], buckets: mixes["stage2"]?.buckets });
  });

  it("writes nothing of the caller's", () => {
    const before = structuredClone(mixes);
    set("stage1.korean.share=1", "stage2.best.where.attributes.edu.score.atLeast=0.4", "stage1.tokens=1");
    expect(mixes).toEqual(before);
    expect(set()).toEqual(before);
  });

  it("names every path that leads nowhere, and what there is", () => {
    let message = "";
    try {
      set("stage3.tokens=1", "stage1.koraen.share=1", "stage1.korean.shares=1", "stage1=1", "stage1.korean=1");
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatchInlineSnapshot(`
      "--set stage3.tokens: no mix "stage3"; did you mean "stage1"? mixes: stage1, stage2
      --set stage1.koraen.share: no bucket or option "koraen.share"; did you mean "korean"? buckets: korean, korean.web, tokens; options: tokens, tokens.ofPool, disjointFrom, within, shardTokens, shardBytes, attributes, metadata
      --set stage1.korean.shares: "shares" is not an option; did you mean "share"? options: share, tokens, documents, repeat, maxRepeats, bestBy, where, where.source, where.attributes.<name>
      --set stage1: names a whole mix; buckets: korean, korean.web, tokens; options: tokens, tokens.ofPool, disjointFrom, within, shardTokens, shardBytes, attributes, metadata
      --set stage1.korean: names a whole bucket; options: share, tokens, documents, repeat, maxRepeats, bestBy, where, where.source, where.attributes.<name>"
    `);
  });

  it("knows which paths are its own", () => {
    expect(["mixes.x", "stage1.tokens", "stage1", "seed", "stage10.tokens"].map((path) => isMixPath(mixes, path))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("parseSettingValue", () => {
  it.each<[string, unknown]>([
    ["2_000_000", 2_000_000],
    ["2e9", 2e9],
    ["2.5E-1", 0.25],
    [".5", 0.5],
    ["-3", -3],
    ["true", true],
    ["false", false],
    ["null", null],
    ['["ko","en"]', ["ko", "en"]],
    ['{"ofPool":0.1}', { ofPool: 0.1 }],
    ['"2024"', "2024"],
    [" web-ko ", "web-ko"],
    ["1.2.3", "1.2.3"],
    ["_1", "_1"],
    ["e9", "e9"],
    ["", ""],
  ])("%s", (written, value) => {
    expect(parseSettingValue(written)).toEqual(value);
  });

  it("says what is wrong with broken JSON and with a setting without a value", () => {
    expect(() => parseSettingValue("[ko,en]")).toThrow(
      'value [ko,en] begins like JSON and is none. Put names in double quotes, as in ["ko","en"]',
    );
    expect(() => parseSetting("stage1.tokens")).toThrow("--set stage1.tokens: wanted path=value");
    expect(parseSetting("a.b=c=d")).toEqual({ path: "a.b", value: "c=d" });
  });
});
