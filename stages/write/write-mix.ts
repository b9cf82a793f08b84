import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, fingerprint } from "../../engine/canonical-json.ts";
import type { Executor, ReportProgress } from "../../engine/executors/executor.ts";
import { writeFileAside } from "../../engine/files.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { Selection, Shard } from "../../engine/mix.ts";
import { type PartChoices, writeChoices } from "./choices.ts";
import type { PoolText } from "./chosen-documents.ts";
import type { GatherResult, GatherTask, RecordsPlace, ShardToGather } from "./gather.ts";
import type { RecordShape } from "./render-record.ts";
import type { ScatterResult, ScatterTask } from "./scatter.ts";

/** Counts of the documents of one shard that its file alone does not tell; `rawBytes` as planned. */
export type ShardCounts = Pick<Shard, "documents" | "tokens" | "rawBytes" | "bySource" | "byLanguage" | "byBucket">;

export interface WriteMixRequest {
  readonly selection: Selection;
  readonly counts: readonly ShardCounts[];
  readonly shape: RecordShape;
  /** The pool's parts by number: where their text lies and what it is called. */
  readonly pool: ReadonlyMap<number, Omit<PoolText, "part"> & { readonly key: string; readonly bytes: number }>;
  /** Folder of the mix, and a folder for work in progress beside it. */
  readonly folder: string;
  readonly work: string;
  readonly executor: Executor;
  readonly kernels: Kernels;
  readonly onProgress: ReportProgress;
}

/** Pool bytes that one scatter task reads. */
const GROUP_BYTES = 64 * 2 ** 20;
/** Raised when equal choices give other bytes: another form of record, level or size of frames. */
const SHARD_FORMAT = 1;
/** Up to so many shards are written straight out of the pool: going through it takes about 0.5 ns a byte, writing the records twice about 4. */
const FEW_SHARDS = 8;
/** Records that all workers together hold while they go through the pool, unless one shard alone has more. */
const HELD_BYTES = 384 * 2 ** 20;
const CHOICES_FILE = "choices.segments";

interface Marker {
  readonly key: string;
  readonly shards: readonly Shard[];
}

export const shardName = (index: number): string => `shard-${String(index).padStart(5, "0")}.jsonl.zst`;

/** Writes the shards of a drawn mix; whatever an interrupted or equal run before finished is taken as it is. The manifest is the caller's. */
export async function writeMix(request: WriteMixRequest): Promise<readonly Shard[]> {
  const { selection, folder, work, pool, shape } = request;
  mkdirSync(folder, { recursive: true });
  mkdirSync(work, { recursive: true });
  const choices = writeChoices(join(work, CHOICES_FILE), selection, request.kernels);
  const key = fingerprint({
    format: SHARD_FORMAT,
    shape,
    shards: [...selection.shardStart],
    parts: choices.map(({ part, digest }) => ({ digest, pool: pool.get(part)?.key })),
  });
  const marker = `${work}.done.json`;
  const known = readMarker(marker, folder, key);
  if (known) {
    rmSync(work, { recursive: true, force: true });
    return known.shards.map((shard, index) => ({
      ...shard,
      ...(request.counts[index] as ShardCounts),
      rawBytes: shard.rawBytes,
    }));
  }
  rmSync(join(folder, "manifest.json"), { force: true });
  rmSync(marker, { force: true });
  removeStrays(folder, selection.shardStart.length - 1);
  const few = request.counts.length <= FEW_SHARDS;
  const shards = await gatherAll(request, few ? fromPool(request, choices) : fromScattered(await scatterAll(request, choices)));
  writeFileAside(marker, canonicalJson({ key, shards } satisfies Marker));
  rmSync(work, { recursive: true, force: true });
  return shards;
}

function readMarker(path: string, folder: string, key: string): Marker | undefined {
  if (!existsSync(path)) return undefined;
  const marker = JSON.parse(readFileSync(path, "utf8")) as Marker;
  const whole = marker.shards.every(
    ({ file, bytes }) => existsSync(join(folder, file)) && statSync(join(folder, file)).size === bytes,
  );
  return marker.key === key && whole ? marker : undefined;
}

/** Removes shards of an earlier, longer draw. */
function removeStrays(folder: string, shards: number): void {
  for (const file of readdirSync(folder)) {
    const index = /^shard-(\d+)\.jsonl\.zst(\.partial)?$/.exec(file);
    if (index && (Number(index[1]) >= shards || index[2])) rmSync(join(folder, file));
  }
}

async function scatterAll(
  request: WriteMixRequest,
  choices: readonly PartChoices[],
): Promise<readonly (ScatterResult & { path: string })[]> {
  const { pool, shape, work, executor, onProgress } = request;
  const groups: PartChoices[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const choice of choices) {
    const size = pool.get(choice.part)?.bytes ?? 0;
    if (bytes + size > GROUP_BYTES) {
      groups.push([]);
      bytes = 0;
    }
    bytes += size;
    groups.at(-1)?.push(choice);
  }
  const tasks = groups.map((group): ScatterTask => {
    const parts = group.map(({ part }) => ({
      part,
      ...(pool.get(part) as Omit<PoolText, "part"> & { key: string; bytes: number }),
    }));
    const key = fingerprint({ shape, parts: group.map(({ digest }, index) => ({ digest, pool: parts[index]?.key })) });
    const textBytes = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    const places = { path: join(work, CHOICES_FILE), offsets: group.map(({ offset }) => offset) };
    return { kind: "scatter", key, path: join(work, `${key.slice(0, 32)}.records`), shape, textBytes, parts, choices: places };
  });
  const results = new Map<string, ScatterResult & { path: string }>();
  await executor.run<ScatterTask, ScatterResult>(
    tasks,
    ({ key, path }, result) => results.set(key, { ...result, path }),
    onProgress,
  );
  return tasks.map(({ key }) => results.get(key) as ScatterResult & { path: string });
}

/** Where the records of all shards come from, and a key that changes when they do. */
interface ShardSource {
  readonly key: string;
  readonly from: RecordsPlace;
}

function fromScattered(scattered: readonly (ScatterResult & { path: string })[]): ShardSource {
  const key = fingerprint(scattered.map(({ key: own }) => own));
  return { key, from: { kind: "scattered", files: scattered.map(({ path, index }) => ({ path, index })) } };
}

function fromPool({ pool, shape, work }: WriteMixRequest, choices: readonly PartChoices[]): ShardSource {
  const parts = choices.map(({ part }) => ({ part, ...(pool.get(part) as Omit<PoolText, "part"> & { key: string }) }));
  const places = { path: join(work, CHOICES_FILE), offsets: choices.map(({ offset }) => offset) };
  const key = fingerprint({ shape, parts: choices.map(({ digest }, index) => ({ digest, pool: parts[index]?.key })) });
  const texts = parts.map(({ part, text, source, counts }) => ({ part, text, source, ...(counts ? { counts } : {}) }));
  const from: RecordsPlace = { kind: "pool", parts: texts, choices: places, shape };
  return { key, from };
}

async function gatherAll(request: WriteMixRequest, { key, from }: ShardSource): Promise<readonly Shard[]> {
  const { counts, folder, work, executor, onProgress } = request;
  const all = counts.map(
    ({ documents, rawBytes }, shard): ShardToGather => ({
      key: fingerprint({ format: SHARD_FORMAT, key, shard, documents }),
      shard,
      documents,
      rawBytes,
      path: join(folder, shardName(shard)),
      marker: join(work, `${shardName(shard)}.done.json`),
    }),
  );
  const tasks = together(all, from, executor.workers).map((shards): GatherTask => ({ kind: "gather", shards, from }));
  const shards: Shard[] = [];
  await executor.run<GatherTask, readonly GatherResult[]>(
    tasks,
    (_, results) => {
      for (const { shard, bytes, rawBytes, sha256 } of results)
        shards[shard] = { file: shardName(shard), ...(counts[shard] as ShardCounts), bytes, rawBytes, sha256 };
    },
    onProgress,
  );
  return shards;
}

/** Shards that one task writes: alone where each has its own records to read, else as many as may be held. */
function together(
  shards: readonly ShardToGather[],
  { kind }: RecordsPlace,
  workers: number,
): readonly (readonly ShardToGather[])[] {
  const most = kind === "pool" ? HELD_BYTES / workers : 0;
  const groups: ShardToGather[][] = [];
  let held = Number.POSITIVE_INFINITY;
  for (const shard of shards) {
    held += shard.rawBytes;
    if (held > most) {
      groups.push([]);
      held = shard.rawBytes;
    }
    groups.at(-1)?.push(shard);
  }
  return groups;
}
