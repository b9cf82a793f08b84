import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { canonicalJson } from "../../engine/canonical-json.ts";
import { IntegrityError } from "../../engine/errors.ts";
import { FileAside, writeFileAside } from "../../engine/files.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { type Segment, SegmentReader } from "../../engine/segments.ts";
import type { AttributeSpecs } from "../../engine/stage.ts";
import { compressFrame, frameBound } from "../../engine/zstd.ts";
import { type ChoicesPlace, forEachChosen, type PoolText } from "./chosen-documents.ts";
import { RecordRenderer, type RecordShape } from "./render-record.ts";

/** Bytes of records in one zstd frame, cut between records: readers may start at any frame. */
const FRAME_BYTES = 4 * 2 ** 20;
export const SHARD_ZSTD_LEVEL = 3;

/** One shard to be put in order: its file, and the marker that says it is done. */
export interface ShardToGather {
  readonly key: string;
  readonly shard: number;
  readonly documents: number;
  /** About how many bytes its records take. */
  readonly rawBytes: number;
  readonly path: string;
  readonly marker: string;
}

/** Puts the records of some shards in their order and writes the files; all are held at once, and their source is gone through once. */
export interface GatherTask {
  readonly kind: "gather";
  readonly shards: readonly ShardToGather[];
  readonly from: RecordsPlace;
}

/** Where records come from: out of scattered files, or, while shards are few, straight out of the pool. */
export type RecordsPlace =
  | { readonly kind: "scattered"; readonly files: readonly { readonly path: string; readonly index: number }[] }
  | {
      readonly kind: "pool";
      readonly parts: readonly PoolText[];
      readonly choices: ChoicesPlace;
      readonly shape: RecordShape;
    };

/** What a finished shard file is. */
export interface GatherResult {
  readonly key: string;
  readonly shard: number;
  readonly bytes: number;
  readonly rawBytes: number;
  readonly sha256: string;
}

/**
 * Carries out a gather task; a shard whose marker has the same key, and whose file has the size it says, is taken as it is. Calls `onFree`
 * when only the disk is waited for: a shard is made durable while the next is compressed.
 */
export async function gather(
  task: GatherTask,
  attributes: AttributeSpecs,
  kernels: Kernels,
  onProgress: (bytes: number, documents: number) => void,
  onFree: () => void,
): Promise<readonly GatherResult[]> {
  const results: (GatherResult | Promise<GatherResult>)[] = [];
  const waiting: ShardToGather[] = [];
  for (const shard of task.shards) {
    const known = readMarker(shard);
    if (known) results.push(known);
    else waiting.push(shard);
  }
  const mark = kernels.mark();
  try {
    const loaded = loadRecords(waiting, task.from, attributes, kernels);
    for (const [index, shard] of waiting.entries()) results.push(writeShard(shard, loaded[index] as LoadedRecords, onProgress));
  } catch (error) {
    await Promise.allSettled(results);
    throw error;
  } finally {
    kernels.release(mark);
  }
  onFree();
  return Promise.all(results);
}

/** Writes a shard aside, at once, and answers when it is durable and in its place; its records are let go of before. */
function writeShard(
  task: ShardToGather,
  records: LoadedRecords,
  onProgress: (bytes: number, documents: number) => void,
): Promise<GatherResult> {
  const file = new FileAside(task.path);
  try {
    return putInPlace(file, task, fillShard(file, task.documents, records, onProgress));
  } catch (error) {
    file.abandon();
    throw error;
  }
}

async function putInPlace(file: FileAside, { key, shard, marker }: ShardToGather, filled: FilledShard): Promise<GatherResult> {
  try {
    await file.sync();
    // A marker of an earlier draw must not vouch for what is put here now.
    rmSync(marker, { force: true });
    file.commit();
    const result: GatherResult = { key, shard, bytes: file.bytes, ...filled };
    writeFileAside(marker, canonicalJson(result));
    return result;
  } catch (error) {
    file.abandon();
    throw error;
  }
}

type FilledShard = Pick<GatherResult, "rawBytes" | "sha256">;

function fillShard(
  file: FileAside,
  documents: number,
  { at, sizes, records }: LoadedRecords,
  onProgress: (bytes: number, documents: number) => void,
): FilledShard {
  const hash = createHash("sha256");
  const frame = new Uint8Array(FRAME_BYTES);
  const packed = new Uint8Array(frameBound(FRAME_BYTES));
  let rawBytes = 0;
  let filled = 0;
  const write = (together: Uint8Array) => {
    if (together.length === 0) return;
    const compressed = compressFrame(together, SHARD_ZSTD_LEVEL, packed);
    hash.update(compressed);
    file.write(compressed);
    onProgress(together.length, 0);
  };
  const flush = () => {
    write(frame.subarray(0, filled));
    filled = 0;
  };
  for (let rank = 0; rank < documents; rank++) {
    const record = records.subarray(at[rank] as number, (at[rank] as number) + (sizes[rank] as number));
    rawBytes += record.length;
    if (filled + record.length > FRAME_BYTES) flush();
    if (record.length > FRAME_BYTES) write(record);
    else {
      frame.set(record, filled);
      filled += record.length;
    }
  }
  flush();
  onProgress(0, documents);
  return { rawBytes, sha256: hash.digest("hex") };
}

function readMarker({ key, path, marker }: ShardToGather): GatherResult | undefined {
  if (!existsSync(marker) || !existsSync(path)) return undefined;
  const known = JSON.parse(readFileSync(marker, "utf8")) as GatherResult;
  return known.key === key && statSync(path).size === known.bytes ? known : undefined;
}

/** Records by rank: where each begins in `records`, and its bytes. */
interface LoadedRecords {
  readonly at: Uint32Array;
  readonly sizes: Uint32Array;
  readonly records: Uint8Array;
}

function loadRecords(
  shards: readonly ShardToGather[],
  from: RecordsPlace,
  attributes: AttributeSpecs,
  kernels: Kernels,
): readonly LoadedRecords[] {
  const places = shards.map(({ documents }) => ({
    at: new Uint32Array(documents),
    sizes: new Uint32Array(documents),
    loaded: 0,
  }));
  const renderers: RecordRenderer[] = [];
  if (from.kind === "scattered") {
    for (const [index, place] of places.entries())
      for (const file of from.files)
        place.loaded += loadScattered(file.path, file.index, (shards[index] as ShardToGather).shard, place, kernels);
  } else if (shards.length > 0) {
    for (const { rawBytes } of shards) renderers.push(new RecordRenderer(from.shape, Math.ceil(rawBytes * 1.1) + 4096));
    const indices = new Map(shards.map(({ shard }, index) => [shard, index]));
    forEachChosen(from.parts, from.choices, [...indices.keys()], attributes, kernels, (batch, row, shard, rank) => {
      const index = indices.get(shard) as number;
      const place = places[index] as (typeof places)[number];
      const renderer = renderers[index] as RecordRenderer;
      place.at[rank] = renderer.bytes;
      place.sizes[rank] = renderer.append(batch, row);
      place.loaded++;
    });
  }
  return places.map(({ at, sizes, loaded }, index) => {
    const { shard, documents } = shards[index] as ShardToGather;
    checkLoaded(shard, loaded, documents);
    return { at, sizes, records: renderers[index]?.rendered ?? kernels.bytes() };
  });
}

/** Loads a shard's records of one scattered file into kernel memory and answers how many there are. */
function loadScattered(
  path: string,
  index: number,
  shard: number,
  { at, sizes }: Pick<LoadedRecords, "at" | "sizes">,
  kernels: Kernels,
): number {
  const reader = new SegmentReader(path, kernels);
  try {
    reader.seek(index);
    const mark = kernels.mark();
    const runs = reader.next();
    const shards = runs?.u32("shard");
    const offsets = runs?.f64("offset").filter((_, run) => shards?.[run] === shard) ?? [];
    kernels.release(mark);
    let loaded = 0;
    for (const offset of offsets) {
      reader.seek(offset);
      const run = reader.next();
      if (run) loaded += placeRun(run, at, sizes);
    }
    return loaded;
  } finally {
    reader.close();
  }
}

function placeRun(run: Segment, at: Uint32Array, sizes: Uint32Array): number {
  const ranks = run.u32("rank");
  const bytes = run.u32("bytes");
  let next = run.at("records");
  for (let index = 0; index < ranks.length; index++) {
    at[ranks[index] as number] = next;
    sizes[ranks[index] as number] = bytes[index] as number;
    next += bytes[index] as number;
  }
  return ranks.length;
}

function checkLoaded(shard: number, loaded: number, wanted: number): void {
  if (loaded === wanted) return;
  throw new IntegrityError(`shard ${shard}: got ${loaded} records, wanted ${wanted}. Run again with --fresh.`, "SHARD_SHORT");
}
