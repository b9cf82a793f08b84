import type { RunOutcome } from "../../cli/outcome.ts";
import { keep } from "../../engine/decision.ts";
import { layoutOf } from "../../engine/layout.ts";
import { addTallies, emptyTally, type PassTally } from "../../engine/part-report.ts";
import { compilePlan } from "../../engine/plan.ts";
import type { Part, Source } from "../../engine/source.ts";
import { defineBarrier, defineStage } from "../../engine/stage.ts";

const tidy = defineStage({
  name: "tidy",
  version: 1,
  options: {},
  reasons: { tidied: "white space was tidied", composed: "characters were composed" },
  edits: ["tidied", "composed"],
  open: () => () => keep,
});
const length = defineStage({
  name: "length",
  version: 1,
  options: {},
  reasons: { "too-short": "too few characters", "too-long": "too many characters", "not-a-text-at-all": "nothing but digits" },
  open: () => () => keep,
});
const twins = defineBarrier({
  name: "twins",
  version: 1,
  options: {},
  reasons: { "same-text": "another document with the same text was kept" },
  codes: ["same-text"],
  sketchWords: () => 1,
  openSketch: () => ({ sketchBatch: () => undefined }),
  solve: (_, table) => ({ keeper: new Uint32Array(table.documents), code: new Uint8Array(table.documents) }),
});
const counting = defineStage({
  name: "tokens",
  version: 1,
  options: {},
  reasons: {},
  writes: { tokens: "number" },
  open: () => () => keep,
});

/** A source that is only looked at, never read. */
export const aSource = (name: string, options: Partial<Source> = {}): Source => ({
  kind: "source",
  name,
  format: "jsonl",
  version: 1,
  options: {},
  maxBadShare: 0.01,
  files: [],
  problems: [],
  list: async () => [],
  split: async () => [],
  open: () => {
    throw new Error("never opened");
  },
  ...options,
});

export const plan = compilePlan({
  name: "표본",
  sources: [aSource("위키"), aSource("web-en")],
  stages: [tidy(), length(), twins(), counting()],
  mixes: { stage1: { tokens: 2_000_000, buckets: [{ name: "한국어", share: 1, where: {} }] } },
});

const tally = (
  entered: number,
  quarantined: number,
  kept: number,
  changes: Partial<PassTally> & Record<string, unknown>,
): PassTally => {
  const numbered = (counts: Readonly<Record<string, number>> = {}) => plan.reasons.map(({ reason }) => counts[reason] ?? 0);
  return {
    ...emptyTally(plan.reasons.length),
    entered,
    quarantined,
    kept,
    textBytes: (changes["textBytes"] as number | undefined) ?? 0,
    tokens: (changes["tokens"] as number | undefined) ?? 0,
    removed: numbered(changes["drops"] as Record<string, number> | undefined),
    edited: numbered(changes["edits"] as Record<string, number> | undefined),
  };
};

/** First and last pass of each source. */
const PASSES = {
  위키: [
    tally(1200, 0, 1100, { drops: { "too-short": 90, "too-long": 10 }, edits: { tidied: 40, composed: 5 } }),
    tally(1100, 0, 1060, { drops: { "same-text": 40 }, textBytes: 3_500_000, tokens: 900_000 }),
  ],
  "web-en": [
    tally(800, 3, 700, { drops: { "too-short": 80, "too-long": 15, "not-a-text-at-all": 2 }, edits: { tidied: 300 } }),
    tally(700, 0, 640, { drops: { "same-text": 60 }, textBytes: 2_000_000, tokens: 430_000 }),
  ],
} as const;
const SOURCES = Object.keys(PASSES) as (keyof typeof PASSES)[];

/** What a run over two sources tells: 2 000 read = 1 700 kept + 297 removed + 3 quarantined. */
export function anOutcome(changes: Partial<RunOutcome> = {}): RunOutcome {
  const bucket = { askedTokens: 2_000_000, availableDocuments: 1060, availableTokens: 900_000, distinctDocuments: 1060 };
  const drawn = { ...bucket, name: "한국어", documents: 2120, tokens: 1_800_000, repeats: 2, shortfall: 200_000 };
  const counts = { bySource: {}, byLanguage: {}, byBucket: {} };
  const shard = { ...counts, documents: 1060, tokens: 900_000, bytes: 1_000_000, rawBytes: 3_600_000, sha256: "00" };
  return {
    plan,
    layout: layoutOf("/project/out/표본"),
    curated: {
      parts: SOURCES.map((source, index) => ({
        part: { index, source: index } as Part,
        source,
        key: String(index),
        records: PASSES[source][0].entered,
        tally: PASSES[source][1],
        unreadable: [],
      })),
      inputs: SOURCES.map((source) => ({ source, name: `${source}.jsonl`, bytes: 3_000_000, sha256: "00" })),
      passes: [0, 1].map((pass) =>
        addTallies(
          SOURCES.map((source) => PASSES[source][pass] as PassTally),
          plan.reasons.length,
        ),
      ),
      read: new Map(SOURCES.map((source) => [source, PASSES[source][0]])),
      keys: [],
    },
    mixes: [
      {
        plan: {
          mix: "stage1",
          budget: 2_000_000,
          tokens: 1_800_000,
          documents: 2120,
          buckets: [{ ...drawn, shortfallUnit: "tokens" }],
          warnings: ["bucket 한국어 is repeated 2.0 times"],
        },
        shards: [
          { ...shard, file: "shard-00000.jsonl.zst" },
          { ...shard, file: "shard-00001.jsonl.zst" },
        ],
      },
    ],
    badSources: [],
    unreadable: [],
    refusals: [],
    notes: [],
    tokenizer: { name: "o200k_base", exact: true },
    seconds: 2.5,
    ...changes,
  };
}
