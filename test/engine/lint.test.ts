import { describe, expect, it } from "vitest";
import { keep } from "../../engine/decision.ts";
import { lintCounts, lintStages } from "../../engine/lint.ts";
import { defineBarrier, defineStage } from "../../engine/stage.ts";
import { defaultStages } from "../../recipes/default.ts";
import { kijilKo } from "../../stages/filter/kijil-ko.ts";
import { language } from "../../stages/filter/language.ts";
import { textLength } from "../../stages/filter/text-length.ts";

const open = () => () => keep;
const filter = defineStage({ name: "filter", version: 1, options: {}, reasons: { bad: "it is bad" }, open })();
const editor = defineStage({
  name: "editor",
  version: 1,
  options: {},
  reasons: { mended: "it was mended" },
  edits: ["mended"],
  open,
})();
const counter = defineStage({
  name: "counter",
  version: 1,
  options: {},
  reasons: {},
  isCostly: true,
  writes: { tokens: "number" },
  open,
})();
const barrier = (name: string, words: number) =>
  defineBarrier({
    name,
    version: 1,
    options: {},
    reasons: { twin: "there is a twin" },
    codes: ["twin"],
    writes: { [`${name}.size`]: "number" },
    sketchWords: () => words,
    openSketch: () => ({ sketchBatch: () => undefined }),
    solve: (_, table) => ({ keeper: new Uint32Array(table.documents), code: new Uint8Array(table.documents) }),
  })();
const exact = barrier("exact", 4);
const near = barrier("near", 200);
const bySize = defineStage({
  name: "by-size",
  version: 1,
  options: {},
  reasons: { big: "many twins" },
  reads: ["near.size"],
  open,
})();

describe("lintStages", () => {
  it("finds nothing in an order that is meant", () => {
    expect(lintStages([editor, filter, exact, near, bySize, counter])).toEqual([]);
    expect(lintStages(defaultStages())).toEqual([]);
  });

  it.each([
    [[exact, editor], "editor changes texts that exact has compared"],
    [[exact, filter], "filter may drop the document that exact kept of several"],
    [[counter, exact], "counter is costly and works on documents that exact removes behind it"],
    [[counter, filter], "counter is costly and works on documents that filter removes behind it"],
    [[counter, editor], "counter counts texts that editor changes behind it"],
    [[near, exact], "near compares, at more cost, documents that exact removes behind it"],
  ])("%#: tells of an order that wastes work or undoes deduplication", (stages, warning) => {
    expect(lintStages(stages).join("\n")).toContain(warning);
  });

  it("tells what stages say of their own options", () => {
    expect(lintStages([kijilKo({ languages: ["ko", "en"] })])[0]).toMatch(
      /^kijil-ko: it judges texts in en by limits that were set for ko/,
    );
    expect(lintStages([kijilKo({ minEndings: 0 })])[0]).toMatch(/^kijil-ko: minEndings at 0/);
    expect(lintStages([textLength()])).toEqual([]);
    expect(lintStages([language({ keep: ["en"] }), kijilKo()])).toEqual([
      "kijil-ko: it judges texts in ko, of which language lets none pass.",
    ]);
  });
});

describe("lintCounts", () => {
  it("tells of rules that met none of many documents", () => {
    const rule = (stage: string, reason: string, entered: number, met: number) => ({ stage, reason, entered, met });
    expect(lintCounts([rule("a", "x", 999, 0), rule("a", "y", 999, 3)])).toEqual([]);
    expect(
      lintCounts([rule("a", "x", 1000, 0), rule("a", "y", 1000, 3), rule("b", "z", 1000, 0), rule("b", "w", 1000, 0)]),
    ).toEqual(["rules that met no document: a:x, b (all 2). If you wait for one of them, look at its limits and languages."]);
  });
});
