import type { MixRecord } from "../../engine/lineage.ts";
import { NO_TWIN, type PartRecord, type PlannedReason, type RunHeader } from "../../engine/lineage.ts";
import type { Shard } from "../../engine/mix.ts";
import { packStrings } from "../../manifests/packed-strings.ts";

/** A generator of 32-bit numbers that gives the same ones each time (xorshift32, Marsaglia 2003). */
export function numbersFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const STAGES = ["clean", "language", "length", "exact-duplicates", "redact"] as const;

const reason = (index: number, stageIndex: number, word: string, threshold: number | null, editBit = -1): PlannedReason => ({
  index,
  stageIndex,
  stage: STAGES[stageIndex] as string,
  reason: word,
  description: `Sentence about ${word}.`,
  kind: editBit < 0 ? "drop" : "edit",
  threshold,
  editBit,
});

/** Reasons of five stages, edits among them on the first, second and last bit a mask has. */
export const REASONS: readonly PlannedReason[] = [
  reason(0, 0, "markup-removed", null, 0),
  reason(1, 0, "spaces-tidied", null, 1),
  reason(2, 1, "other-language", 0.5),
  reason(3, 2, "too-short", 200),
  reason(4, 2, "too-long", 100_000),
  reason(5, 3, "same-text", null),
  reason(6, 4, "phone-number", null, 62),
];

/** Header of a run over two sources. */
export const header = (change: Partial<RunHeader> = {}): RunHeader => ({
  name: "synthetic",
  plan: "f".repeat(64),
  seed: 7,
  tool: "kijil 0.0.0",
  planJson: "{}",
  settings: [{ path: "mixes.stage1.tokens", value: "1000" }],
  startedMs: 1000,
  reasons: REASONS,
  sources: ["news", "wiki"],
  inputs: [
    { source: "news", name: "a.jsonl", bytes: 10, sha256: "a".repeat(64) },
    { source: "wiki", name: "b.jsonl", bytes: 20, sha256: "b".repeat(64) },
  ],
  ...change,
});

/** One row of a part as a test writes it; what is left out is that of an unremarkable kept document. */
export interface Row {
  readonly id?: string;
  readonly url?: string;
  readonly offset?: number;
  readonly state?: number;
  readonly value?: number;
  readonly twin?: { readonly part: number; readonly row: number };
  readonly edits?: bigint;
  readonly textBytes?: number;
}

export interface PartSpec {
  readonly index: number;
  readonly firstRow?: number;
  readonly source?: number;
  readonly key?: string;
  readonly unreadable?: string;
  readonly places?: PartRecord["places"];
  readonly attributes?: PartRecord["attributes"];
  readonly quarantine?: PartRecord["quarantine"];
}

/** Columns of a part from its rows. */
export function partOf(spec: PartSpec, rows: readonly Row[]): PartRecord {
  const source = spec.source ?? 0;
  const name = source === 0 ? "a.jsonl" : "b.jsonl";
  return {
    part: {
      index: spec.index,
      source,
      ranges: [
        {
          file: { path: `corpus/${name}`, name, bytes: 10, modifiedMs: 5 },
          start: 0,
          end: 10,
          decodedStart: 0,
          digest: "a".repeat(64),
        },
      ],
    },
    source: source === 0 ? "news" : "wiki",
    firstRow: spec.firstRow ?? 0,
    rows: rows.length,
    id: packStrings(rows.map(({ id }, row) => id ?? `${spec.index}:${row + (spec.firstRow ?? 0)}`)),
    url: packStrings(rows.map(({ url }) => url ?? null)),
    offset: Float64Array.from(rows, ({ offset }, row) => offset ?? row * 100),
    state: Uint16Array.from(rows, ({ state }) => state ?? 0),
    value: Float64Array.from(rows, ({ value }) => value ?? Number.NaN),
    twinPart: Uint32Array.from(rows, ({ twin }) => twin?.part ?? NO_TWIN),
    twinRow: Uint32Array.from(rows, ({ twin }) => twin?.row ?? 0),
    editsLow: Uint32Array.from(rows, ({ edits }) => Number((edits ?? 0n) & 0xffff_ffffn)),
    editsHigh: Uint32Array.from(rows, ({ edits }) => Number((edits ?? 0n) >> 32n)),
    textBytes: Uint32Array.from(rows, ({ textBytes }) => textBytes ?? 1000),
    attributes: spec.attributes ?? [],
    quarantine: spec.quarantine ?? [],
    places: spec.places ?? [],
    unreadable: spec.unreadable === undefined ? [] : [{ file: name, reason: spec.unreadable }],
    key: spec.key ?? `key-${spec.index}`,
  };
}

/** A mix that holds the given documents, shard by shard. */
export function mixOf(
  name: string,
  shards: readonly (readonly {
    readonly part: number;
    readonly row: number;
    readonly bucket?: number;
    readonly copy?: number;
  }[])[],
  describe: (shard: number) => Partial<Shard> = () => ({}),
): MixRecord {
  const rows = shards.flat();
  const buckets = ["korean", "english"].map((bucket) => ({
    name: bucket,
    askedTokens: 100,
    availableDocuments: rows.length,
    availableTokens: 100,
    documents: rows.length,
    distinctDocuments: rows.length,
    tokens: 100,
    repeats: 1,
    shortfall: 0,
    shortfallUnit: "tokens" as const,
  }));
  return {
    recipe: { tokens: 200, buckets: buckets.map(({ name: bucket }) => ({ name: bucket, where: {}, share: 0.5 })) },
    plan: { mix: name, budget: 200, tokens: 200, documents: rows.length, buckets, warnings: [] },
    selection: {
      mix: name,
      documents: rows.length,
      part: Uint32Array.from(rows, ({ part }) => part),
      row: Uint32Array.from(rows, ({ row }) => row),
      bucket: Uint16Array.from(rows, ({ bucket }) => bucket ?? 0),
      copy: Uint16Array.from(rows, ({ copy }) => copy ?? 0),
      shardStart: Uint32Array.from([0, ...shards.map((_, index) => shards.slice(0, index + 1).flat().length)]),
    },
    shards: shards.map((documents, index) => ({
      file: `shard-${String(index).padStart(5, "0")}.jsonl.zst`,
      documents: documents.length,
      tokens: 100,
      bytes: 50,
      rawBytes: 500,
      sha256: "c".repeat(64),
      bySource: {},
      byLanguage: {},
      byBucket: {},
      ...describe(index),
    })),
  };
}
