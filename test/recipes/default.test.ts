import { describe, expect, it } from "vitest";
import { defaultPipeline } from "../../recipes/default.ts";
import { checkMixes } from "../../stages/mix/check-recipe.ts";
import { drawMixes } from "../../stages/mix/draw.ts";
import { jsonl } from "../../stages/read/jsonl.ts";
import { aPool } from "../stages/mix/a-pool.ts";

const pipeline = defaultPipeline({ sources: [jsonl("a", { files: "a.jsonl" })] });

describe("the default recipe", () => {
  it("is sound: options, attributes and mixes", () => {
    expect(pipeline.stages.flatMap(({ problems }) => problems)).toEqual([]);
    const attributes = Object.assign({}, ...pipeline.stages.map(({ writes }) => writes));
    expect(checkMixes(pipeline.mixes, { sources: ["a"], attributes })).toEqual([]);
  });

  it("lets a document travel through cleaning, language, filters, deduplication and counting", () => {
    expect(pipeline.stages.map(({ name }) => name)).toEqual([
      "mojibake",
      "html-remnants",
      "invisible-characters",
      "normalise-unicode",
      "white-space",
      "language",
      "text-length",
      "symbol-ratio",
      "line-shape",
      "script-ratio",
      "exact-duplicates",
      "count-tokens",
    ]);
  });

  it("passes output, seed and tokenizer on, and names nothing that is not given", () => {
    const { output, seed, stages } = defaultPipeline({ sources: [], output: "o", seed: 7, tokenizer: "estimate" });
    expect([output, seed, stages.at(-1)?.options["tokenizer"]]).toEqual(["o", 7, "estimate"]);
    expect(Object.keys(pipeline)).toEqual(["name", "sources", "stages", "mixes"]);
  });

  it("puts every document in stage1 once, and a tenth of the tokens, half and half, of those in stage2", () => {
    const documents = Array.from({ length: 2000 }, (_, index) => ({
      tokens: 50 + (index % 7),
      lang: index % 3 === 0 ? "ko" : "en",
    }));
    const pool = aPool(documents);
    const { plans, selections } = drawMixes(pipeline.mixes, pool, 1);
    expect(plans["stage1"]?.documents).toBe(2000);
    expect(new Set(selections["stage1"]?.copy)).toEqual(new Set([0]));
    const tenth = pool.tokens.reduce((sum, tokens) => sum + tokens, 0) / 10;
    for (const { tokens } of plans["stage2"]?.buckets ?? []) expect(Math.abs(tokens - tenth / 2)).toBeLessThan(57);
    expect([...(plans["stage1"]?.warnings ?? []), ...(plans["stage2"]?.warnings ?? [])]).toEqual([]);
  });

  it("reports the half that a corpus of one language cannot give", () => {
    const { plans } = drawMixes(pipeline.mixes, aPool(Array.from({ length: 100 }, () => ({ tokens: 10, lang: "ko" }))), 1);
    expect(plans["stage2"]?.buckets.map(({ name, tokens, shortfall }) => [name, tokens, shortfall])).toEqual([
      ["korean", 50, 0],
      ["english", 0, 50],
    ]);
  });
});
