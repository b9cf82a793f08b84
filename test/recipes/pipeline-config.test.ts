import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import pipeline from "../../pipeline.config.ts";
import { checkMixes } from "../../stages/mix/check-recipe.ts";

const root = join(import.meta.dirname, "../..");

describe("pipeline.config.ts", () => {
  it("has no problem in sources, stages or mixes", () => {
    expect([...pipeline.sources, ...pipeline.stages].flatMap(({ problems }) => problems)).toEqual([]);
    const attributes = Object.assign({}, ...pipeline.stages.map(({ writes }) => writes));
    expect(checkMixes(pipeline.mixes, { sources: pipeline.sources.map(({ name }) => name), attributes })).toEqual([]);
  });

  it("reads files that come along", () => {
    const files = pipeline.sources.flatMap((source) => source.files);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(files).toHaveLength(6);
  });

  it("draws from every source in stage2, and leaves the questions to it", () => {
    const drawn = (mix: string) =>
      pipeline.mixes[mix]?.buckets.filter(({ share }) => share !== undefined && share > 0).map(({ where }) => where.source);
    expect(drawn("stage2")).toEqual(["qa", "wiki-ko", "textbook", "code-docs", "web-ko", "web-en"]);
    expect(drawn("stage1")).toEqual(["wiki-ko", "textbook", "code-docs", "web-ko", "web-en"]);
  });
});
