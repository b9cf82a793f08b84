import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Shard } from "../../engine/mix.ts";
import { compressFrame } from "../../engine/zstd.ts";
import { openLineage } from "../../manifests/lineage-db.ts";
import { buildManifest, type Manifest, writeManifest } from "../../manifests/manifest.ts";
import { header, mixOf, partOf } from "./synthetic-lineage.ts";

interface Placed {
  readonly part: number;
  readonly row: number;
  readonly bucket: number;
  readonly copy?: number;
}

const SOURCES = ["news", "wiki"] as const;
const TOKENS = [
  [10, 20, 30, 40],
  [5, 15, 25],
] as const;
/** Of each part's rows; 2 stands for no language. */
const LANGUAGES = [
  [0, 0, 1, 0],
  [1, 2, 0],
] as const;
const LABELS = ["ko", "en"] as const;
const BUCKETS = ["korean", "english"] as const;

/** Documents of each shard of the mix. */
export const PLACED: readonly (readonly Placed[])[] = [
  [
    { part: 1, row: 0, bucket: 1 },
    { part: 0, row: 0, bucket: 0 },
    { part: 0, row: 2, bucket: 1 },
  ],
  [
    { part: 0, row: 0, bucket: 0, copy: 1 },
    { part: 1, row: 2, bucket: 0 },
  ],
];

const recordOf = ({ part, row }: Placed): string =>
  `${JSON.stringify({ id: `${part}:${row}`, text: `문서 ${part} ${row}\n${"x".repeat(part * 50 + row)}`, source: SOURCES[part] })}\n`;

const count = (names: readonly (string | undefined)[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name ?? "unknown"] = (counts[name ?? "unknown"] ?? 0) + 1;
  return counts;
};

/** Bytes of one shard, one zstd frame a record, so that there are several. */
const shardBytes = (placed: readonly Placed[]): Buffer =>
  Buffer.concat(placed.map((each) => compressFrame(new TextEncoder().encode(recordOf(each)), 3)));

function describeShard(index: number): Partial<Shard> {
  const placed = PLACED[index] as readonly Placed[];
  const bytes = shardBytes(placed);
  const languageOf = ({ part, row }: Placed) => LABELS[LANGUAGES[part]?.[row] as number];
  return {
    tokens: placed.reduce((sum, { part, row }) => sum + (TOKENS[part]?.[row] as number), 0),
    bytes: bytes.length,
    rawBytes: Buffer.byteLength(placed.map(recordOf).join("")),
    sha256: createHash("sha256").update(bytes).digest("hex"),
    bySource: count(placed.map(({ part }) => SOURCES[part])),
    byLanguage: count(placed.map(languageOf)),
    byBucket: count(placed.map(({ bucket }) => BUCKETS[bucket])),
  };
}

const attributesOf = (part: number) => [
  { name: "tokens", kind: "number" as const, values: Float64Array.from(TOKENS[part] as readonly number[]), labels: [] },
  {
    name: "lang",
    kind: "label" as const,
    values: Float64Array.from(LANGUAGES[part] as readonly number[], (label) => (label === 2 ? Number.NaN : label)),
    labels: [...LABELS],
  },
];

/** The manifest of the run's one mix. */
export function manifestOfRun(): Manifest {
  const { plan, recipe, shards } = mixOf("stage1", PLACED, describeShard);
  const { plan: fingerprint, tool, seed, settings, inputs } = header();
  const tokenizer = { name: "synthetic", exact: true };
  return buildManifest({
    mix: "stage1",
    plan: fingerprint,
    tool,
    seed,
    settings,
    tokenizer,
    recipe,
    drawn: plan,
    inputs,
    shards,
  });
}

/**
 * Writes a small finished run: part 0 of `news` with documents 0:0 kept, 0:1 too short, 0:2 kept, 0:3 a copy of 0:0; part 1 of `wiki`
 * with 1:0 kept, 1:1 quarantined, 1:2 kept; and the mix `stage1` of two shards.
 */
export function writeRun(folder: string): void {
  const lineage = openLineage(join(folder, "lineage.db"));
  lineage.begin(header());
  lineage.part([
    partOf({ index: 0, attributes: attributesOf(0) }, [
      { url: "https://example.org/0", edits: 1n },
      { state: 5, value: 12 },
      { edits: (1n << 62n) | 2n },
      { state: 7, twin: { part: 0, row: 0 }, edits: 1n },
    ]),
  ]);
  const quarantine = [{ row: 1, offset: 100, reason: "not JSON" }];
  lineage.part([partOf({ index: 1, source: 1, attributes: attributesOf(1), quarantine }, [{}, { id: "", state: 1 }, {}])]);
  lineage.mix(mixOf("stage1", PLACED, describeShard));
  lineage.end({ finishedMs: 2000, exit: 0 });
  lineage.close();
  const mix = join(folder, "stage1");
  mkdirSync(mix);
  const manifest = manifestOfRun();
  for (const [index, { file }] of manifest.shards.entries())
    writeFileSync(join(mix, file), shardBytes(PLACED[index] as readonly Placed[]));
  writeManifest(mix, manifest);
}
