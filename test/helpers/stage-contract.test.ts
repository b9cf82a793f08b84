import { describe, expect, it } from "vitest";
import type { Batch } from "../../engine/batch.ts";
import { drop, edit, keep, keepWith } from "../../engine/decision.ts";
import { number } from "../../engine/options.ts";
import { type BatchJudge, defineStage } from "../../engine/stage.ts";
import { openStage } from "./judge-records.ts";
import { describeStage } from "./stage-contract.ts";

/** A stage that judges strings, as a user would write one. */
const wordCount = defineStage({
  name: "word-count",
  version: 1,
  options: { min: number(2, { min: 0 }) },
  reasons: { "too-few": "fewer words than `min`", "one-case": "letters were brought into lower case" },
  edits: ["one-case"],
  thresholds: ({ min }) => ({ "too-few": min }),
  writes: { words: "number", kind: "label" },
  open:
    ({ min }) =>
    (document) => {
      const words = document.text.match(/\S+/gu)?.length ?? 0;
      if (words < min) return drop("too-few", words, { words });
      const lower = document.text.toLowerCase();
      if (lower !== document.text) return edit(lower, "one-case", { words });
      return words > 3 ? keepWith({ words, kind: "long" }) : keep;
    },
});

describeStage(wordCount(), {
  keeps: ["두 단어", "a b c d"],
  drops: { "too-few": ["", "하나"] },
  edits: { "one-case": [["Two Words", "two words"]] },
  attributes: [
    ["a b c d", { words: 4, kind: "long" }],
    ["Two Words", { words: 2 }],
  ],
});

/** A stage that answers every row as told, to break the rules with. */
const answering = (judgeBatch: BatchJudge<"gone" | "changed">["judgeBatch"]) =>
  defineStage({
    name: "answering",
    version: 1,
    options: {},
    reasons: { gone: "the document goes", changed: "the text was changed" },
    edits: ["changed"],
    writes: { share: "number" },
    open: () => ({ judgeBatch }),
  })();

const place = (batch: Batch, text: string) => batch.arena(Buffer.from(text));

describe("openStage refuses", () => {
  it.each<readonly [string, BatchJudge<"gone" | "changed">["judgeBatch"], RegExp]>([
    ["an edit that changes nothing", (batch, { edit }) => edit(0, "changed", place(batch, "text"), 4), /returns the same text/],
    ["a text changed without an edit", (batch) => batch.setText(0, place(batch, "other"), 5), /changed without an edit/],
    ["bytes changed in place", (batch) => batch.textView(0).fill(0x2d), /changed without an edit/],
    ["two answers for one row", (_, { drop }) => [drop(0, "gone"), drop(0, "gone")], /answered twice/],
    ["a reason that is not declared", (_, { drop }) => drop(0, "no" as "gone"), /not declared/],
    ["an edit reason given for a drop", (_, { drop }) => drop(0, "changed"), /declared as an edit/],
    ["a drop reason given for an edit", (batch, { edit }) => edit(0, "gone", place(batch, "x"), 1), /not declared as an edit/],
    ["an attribute that is not declared", (_, { setNumber }) => setNumber(0, "other", 1), /not among the stage's `writes`/],
    ["a label for a number", (_, { setLabel }) => setLabel(0, "share", "much"), /not among the stage's `writes`/],
    ["a number that is none", (_, { setNumber }) => setNumber(0, "share", Number.NaN), /is not a number/],
    ["a row beyond the batch", (_, { drop }) => drop(1, "gone"), /not in the batch/],
  ])("%s", async (_, judgeBatch, complaint) => {
    const judge = await openStage(answering(judgeBatch));
    expect(() => judge(["text"])).toThrow(complaint);
  });
});
