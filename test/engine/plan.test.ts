import { describe, expect, it } from "vitest";
import type { PipelineConfig } from "../../engine/config.ts";
import { keep } from "../../engine/decision.ts";
import { number } from "../../engine/options.ts";
import { checkConfig, compilePlan } from "../../engine/plan.ts";
import type { Source } from "../../engine/source.ts";
import { defineBarrier, defineStage } from "../../engine/stage.ts";

const filter = (name: string, reads: readonly string[] = []) =>
  defineStage({
    name,
    version: 1,
    options: { least: number(3, { min: 0 }) },
    reasons: { small: "less than `least`", mended: "was mended" },
    edits: ["mended"],
    thresholds: ({ least }) => ({ small: least }),
    writes: { [`${name}.size`]: "number" },
    reads,
    open: () => () => keep,
  });
const barrier = defineBarrier({
  name: "twins",
  version: 1,
  options: {},
  reasons: { twin: "stands twice" },
  codes: ["twin"],
  sketchWords: () => 1,
  openSketch: () => ({ sketchBatch: () => undefined }),
  solve: (_, table) => ({ keeper: new Uint32Array(table.documents), code: new Uint8Array(table.documents) }),
});
const source = (name: string) =>
  ({
    kind: "source",
    name,
    format: "jsonl",
    version: 1,
    options: {},
    maxBadShare: 0.01,
    files: [],
    problems: [],
  }) as unknown as Source;
const config = (changes: Partial<PipelineConfig> = {}): PipelineConfig => ({
  name: "test",
  sources: [source("a")],
  stages: [filter("one")(), barrier(), filter("two")()],
  mixes: {},
  ...changes,
});

describe("compilePlan", () => {
  it("cuts passes at barriers and numbers reasons in the order of travel", () => {
    const plan = compilePlan(config());
    expect(plan.passes.map(({ stages, before, after }) => [stages.map(({ name }) => name), before?.name, after?.name])).toEqual([
      [["one"], "twins", undefined],
      [["two"], undefined, "twins"],
    ]);
    expect(plan.reasons.map(({ stage, reason, kind, threshold, editBit }) => [stage, reason, kind, threshold, editBit])).toEqual([
      ["one", "small", "drop", 3, -1],
      ["one", "mended", "edit", null, 0],
      ["twins", "twin", "drop", null, -1],
      ["two", "small", "drop", 3, -1],
      ["two", "mended", "edit", null, 1],
    ]);
  });

  it("gives a fingerprint per prefix: a later change leaves earlier passes alone", () => {
    const before = compilePlan(config());
    const later = compilePlan(config({ stages: [filter("one")(), barrier(), filter("two")({ least: 4 })] }));
    const earlier = compilePlan(config({ stages: [filter("one")({ least: 4 }), barrier(), filter("two")()] }));
    expect(later.passes[0]?.fingerprint).toBe(before.passes[0]?.fingerprint);
    expect(later.passes[1]?.fingerprint).not.toBe(before.passes[1]?.fingerprint);
    expect(earlier.passes[0]?.fingerprint).not.toBe(before.passes[0]?.fingerprint);
    expect(earlier.passes[1]?.fingerprint).not.toBe(before.passes[1]?.fingerprint);
  });

  it("does not depend on mixes, workers or output", () => {
    const changed = config({ workers: 7, output: "elsewhere", mixes: { stage1: { buckets: [] } } });
    expect(compilePlan(changed).fingerprint).toBe(compilePlan(config()).fingerprint);
    expect(compilePlan(config({ seed: 1 })).fingerprint).not.toBe(compilePlan(config()).fingerprint);
  });
});

describe("checkConfig", () => {
  it("finds nothing wrong with a good config", () => expect(checkConfig(config())).toEqual([]));

  it("reports every problem at once, with the user's file and line", () => {
    const problems = checkConfig(
      config({
        name: "no/slash",
        workers: 0,
        sources: [source("a"), source("a")],
        stages: [filter("one", ["lang"])({ least: -4, ...({ mxa: 1 } as object) }), filter("one")()],
      }),
    );
    expect(problems.map(({ message }) => message)).toEqual([
      'name must be letters, digits, dots, dashes and underscores, got "no/slash"',
      "one.mxa is not an option; known options: least",
      "one.least must be at least 0, got -4",
      "workers must be a whole number from 1, got 0",
      "sources: a is named twice; every source needs a name of its own",
      'stages[0] one reads "lang", but no stage before it writes "lang"',
      "stages[1]: one stands in the list twice; decisions are recorded by stage name",
      'stages[1] one writes "one.size", which one writes already',
    ]);
    expect(problems[1]?.at).toMatch(/plan\.test\.ts:\d+$/);
  });
});
