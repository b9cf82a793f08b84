import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { describePlan } from "../../cli/plan.ts";
import { describeChanges, whyPassesRun } from "../../cli/plan-changes.ts";
import { reportPlan } from "../../cli/plan-report.ts";
import { coloursFor } from "../../cli/terminal.ts";
import type { PipelineConfig } from "../../engine/config.ts";
import { keep } from "../../engine/decision.ts";
import { layoutOf } from "../../engine/layout.ts";
import { number } from "../../engine/options.ts";
import { compilePlan, type Plan } from "../../engine/plan.ts";
import { defineBarrier, defineStage } from "../../engine/stage.ts";
import { aTerminal } from "../helpers/a-terminal.ts";
import { aSource } from "../helpers/an-outcome.ts";
import { scratchFolders } from "../helpers/scratch.ts";

const scratch = scratchFolders();
const filter = (name: string, version = 1) =>
  defineStage({ name, version, options: { min: number(10) }, reasons: { low: "less than `min`" }, open: () => () => keep });
const twins = defineBarrier({
  name: "twins",
  version: 1,
  options: {},
  reasons: { same: "the same text" },
  codes: ["same"],
  sketchWords: () => 1,
  openSketch: () => ({ sketchBatch: () => undefined }),
  solve: (_, table) => ({ keeper: new Uint32Array(table.documents), code: new Uint8Array(table.documents) }),
});
const [first, second, third] = [filter("first"), filter("second"), filter("third")];
const files = ["a.jsonl", "b.jsonl"].map((name) => ({ path: `/in/${name}`, name, bytes: 1000, modifiedMs: 5 }));
const wiki = aSource("wiki", { list: async () => files });
const config: PipelineConfig = {
  name: "trial",
  sources: [wiki],
  stages: [first(), second(), twins(), third()],
  mixes: { stage1: { tokens: 100, buckets: [] } },
};
const plan = compilePlan(config);
const changed = (changes: Partial<PipelineConfig>): Plan => compilePlan({ ...config, ...changes });
const why = (now: Plan) => whyPassesRun(now, plan.description as never);

describe("why passes run again", () => {
  it.each<[string, Plan, readonly (readonly string[])[]]>([
    ["nothing changed", changed({}), [[], []]],
    ["mixes changed", changed({ mixes: {} }), [[], []]],
    [
      "an option of the second pass",
      changed({ stages: [first(), second(), twins(), third({ min: 4 })] }),
      [[], ["third: min was 10, is 4"]],
    ],
    [
      "an option of the first pass",
      changed({ stages: [first(), second({ min: 1 }), twins(), third()] }),
      [["second: min was 10, is 1"], ["pass 1 runs again"]],
    ],
    ["a version", changed({ stages: [first(), second(), twins(), filter("third", 2)()] }), [[], ["third: version was 1, is 2"]]],
    ["a stage more at the end", changed({ stages: [...config.stages, filter("fourth")()] }), [[], ["fourth was added"]]],
    ["a stage less", changed({ stages: [first(), second(), twins()] }), [[], ["third was removed"]]],
    [
      "another order",
      changed({ stages: [second(), first(), twins(), third()] }),
      [["the order of the stages has changed"], ["pass 1 runs again"]],
    ],
    ["no barrier", changed({ stages: [first(), second(), third()] }), [["twins was removed"]]],
    ["another seed", changed({ seed: 1 }), [["seed was 20250226, is 1"], ["seed was 20250226, is 1"]]],
  ])("%s", (_, now, wanted) => expect(why(now)).toEqual(wanted));

  it("agrees with the fingerprints that the engine goes by", () => {
    for (const stages of [config.stages, [first(), second(), twins(), third({ min: 4 })], [first(), twins(), third()]]) {
      const now = changed({ stages });
      const runs = why(now).map((reasons) => reasons.length > 0);
      expect(runs).toEqual(now.passes.map(({ fingerprint }, index) => fingerprint !== plan.passes[index]?.fingerprint));
    }
  });

  it("is told of everything where nothing was run yet", () => {
    expect(whyPassesRun(plan, undefined)).toEqual([["nothing was run here yet"], ["nothing was run here yet"]]);
  });
});

it("shows long values in short", () => {
  const described = (value: unknown) => ({ name: "x", version: 1, options: { list: value } });
  const [change] = describeChanges(described(undefined), described(Array.from({ length: 100 }, (_, index) => index)));
  expect(change).toMatch(/^list was not set, is \[0,1,2,.*…$/);
  expect(change?.length).toBeLessThan(90);
});

describe("a plan beside an earlier run", () => {
  const write = (path: string, value: unknown) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(value));
  };
  function aRunOf(before: Plan) {
    const layout = layoutOf(scratch());
    write(layout.plan, { fingerprint: before.fingerprint, plan: before.description });
    const inputs = files.map(({ name, bytes }) => ({ source: "wiki", name, bytes, sha256: "00" }));
    write(layout.poolIndex, { plan: before.fingerprint, inputs });
    write(layout.digests, Object.fromEntries(files.map(({ path, bytes, modifiedMs }) => [path, { bytes, modifiedMs }])));
    return layout;
  }
  const shown = async (now: Plan, layout = aRunOf(plan)) =>
    describePlan(await reportPlan(now, layout, "/in"), layout.root, coloursFor(aTerminal(), {})).replace(/[0-9a-f]{12}/g, "#");

  it("that has not been", async () => {
    expect(await shown(plan, layoutOf(scratch()))).toMatchInlineSnapshot(`
      "trial  plan #, seed 20250226
        in .: nothing was run here yet

      sources
        wiki  jsonl, 2 files, 2.00 kB

      passes
        pass 1  #
            first ▸ second
        barrier 1  twins
        pass 2  #
            third

      mixes
        stage1

      ! third may drop the document that twins kept of several, and then none is left; and what it drops was compared for nothing. Put it before twins.
      "
    `);
  });

  it("that finished, with nothing to do", async () => {
    const report = await reportPlan(plan, aRunOf(plan), "/in");
    expect(report.state).toBe("finished");
    expect([...report.passes, ...report.sources].flatMap(({ again }) => again)).toEqual([]);
    expect(report.mixes).toEqual([{ mix: "stage1", again: ["it has not been drawn yet"] }]);
  });

  it("after which files and options changed", async () => {
    const list = async () => [
      { ...files[0], modifiedMs: 6 } as (typeof files)[0],
      { path: "/in/c.jsonl", name: "c.jsonl", bytes: 1, modifiedMs: 1 },
    ];
    const now = changed({
      sources: [aSource("wiki", { list, options: { text: "body" } }), aSource("news")],
      stages: [first(), second(), twins(), third({ min: 4 })],
    });
    expect(await shown(now)).toMatchInlineSnapshot(`
      "trial  plan #, seed 20250226
        in .: the last run here finished

      sources
        wiki  jsonl, 2 files, 1.00 kB
            ↻ text was not set, is "body"
            ↻ c.jsonl is new
            ↻ a.jsonl was touched; it is read again if its bytes have changed
            ↻ b.jsonl is gone
        news  jsonl, 0 files, 0 B
            ↻ it is new

      passes
        pass 1  #  taken over where the input is the same
            first ▸ second
        barrier 1  twins
        pass 2  #
            third
            ↻ third: min was 10, is 4

      mixes
        stage1
            ↻ it has not been drawn yet

      ! third may drop the document that twins kept of several, and then none is left; and what it drops was compared for nothing. Put it before twins.
      "
    `);
  });

  it("that was broken off", async () => {
    const layout = aRunOf(plan);
    const now = changed({ seed: 3 });
    write(layout.plan, { fingerprint: now.fingerprint, plan: now.description });
    expect((await reportPlan(now, layout, "/in")).state).toBe("unfinished");
  });
});
