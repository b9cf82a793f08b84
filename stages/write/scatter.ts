import { existsSync } from "node:fs";
import type { Batch } from "../../engine/batch.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { type ColumnSource, SegmentWriter } from "../../engine/segment-writer.ts";
import { readEnd } from "../../engine/segments.ts";
import type { AttributeSpecs } from "../../engine/stage.ts";
import { type ChoicesPlace, forEachChosen, type PoolText } from "./chosen-documents.ts";
import { RecordRenderer, type RecordShape } from "./render-record.ts";

/** Bytes of records held before they are sorted by shard and written out. */
const RUN_BYTES = 64 * 2 ** 20;
/** Bytes between two words on progress. */
const PROGRESS_BYTES = 4 * 2 ** 20;
/** Room past these for the record that fills them up. */
const ROOM_BYTES = 2 ** 20;

/** Renders the chosen documents of some pool parts and sorts them towards their shards. */
export interface ScatterTask {
  readonly kind: "scatter";
  /** Names the file written; equal keys mean equal content. */
  readonly key: string;
  readonly path: string;
  readonly shape: RecordShape;
  /** Text in these parts, chosen or not: how much room the records may need. */
  readonly textBytes: number;
  /** Pool parts in order. */
  readonly parts: readonly PoolText[];
  readonly choices: ChoicesPlace;
}

/** What a finished scatter file is; which shard lies where in it is in the file itself. */
export interface ScatterResult {
  readonly key: string;
  /** Offset of the index: a segment of columns shard and offset, one row a run. */
  readonly index: number;
}

/** Carries out a scatter task; a file of the same key is taken as it is. */
export function scatter(
  task: ScatterTask,
  attributes: AttributeSpecs,
  kernels: Kernels,
  onProgress: (bytes: number, documents: number) => void,
): ScatterResult {
  if (existsSync(task.path)) {
    const known = readEnd(task.path, kernels) as ScatterResult;
    if (known.key === task.key) return known;
  }
  const writer = new SegmentWriter(task.path, kernels, true);
  const run = new Run(writer, task.shape, Math.min(task.textBytes * 1.25, RUN_BYTES) + ROOM_BYTES);
  const mark = kernels.mark();
  let done = 0;
  try {
    forEachChosen(task.parts, task.choices, undefined, attributes, kernels, (batch, row, shard, rank) => {
      done += run.add(batch, row, shard, rank);
      if (done < PROGRESS_BYTES) return;
      onProgress(done, 0);
      done = 0;
    });
    onProgress(done, 0);
    run.flush();
    const result: ScatterResult = { key: task.key, index: writer.bytes };
    writer.append(run.index());
    writer.finish(result);
    return result;
  } catch (error) {
    writer.abandon();
    throw error;
  } finally {
    kernels.release(mark);
  }
}

/** Records gathered in memory until there are enough to sort and write. */
class Run {
  readonly #runs: { readonly shard: number; readonly offset: number }[] = [];
  readonly #writer: SegmentWriter;
  readonly #renderer: RecordRenderer;
  readonly #records: { readonly shard: number; readonly rank: number; readonly at: number; readonly bytes: number }[] = [];

  constructor(writer: SegmentWriter, shape: RecordShape, room: number) {
    this.#writer = writer;
    this.#renderer = new RecordRenderer(shape, room);
  }

  /** Renders a document and answers the bytes of its record. */
  add(batch: Batch, row: number, shard: number, rank: number): number {
    const at = this.#renderer.bytes;
    const bytes = this.#renderer.append(batch, row);
    this.#records.push({ shard, rank, at, bytes });
    if (this.#renderer.bytes >= RUN_BYTES) this.flush();
    return bytes;
  }

  /** Columns that say which shard's records lie at which offset. */
  index(): ColumnSource[] {
    return [
      { name: "shard", data: Uint32Array.from(this.#runs, ({ shard }) => shard) },
      { name: "offset", data: Float64Array.from(this.#runs, ({ offset }) => offset) },
    ];
  }

  flush(): void {
    const records = this.#records.sort((a, b) => a.shard - b.shard || a.rank - b.rank);
    const rendered = this.#renderer.rendered;
    for (let from = 0; from < records.length; ) {
      const shard = (records[from] as (typeof records)[number]).shard;
      let to = from;
      while (to < records.length && records[to]?.shard === shard) to++;
      const group = records.slice(from, to);
      this.#runs.push({ shard, offset: this.#writer.bytes });
      this.#writer.append([
        { name: "rank", data: Uint32Array.from(group, ({ rank }) => rank) },
        { name: "bytes", data: Uint32Array.from(group, ({ bytes }) => bytes) },
        {
          name: "records",
          bytes: group.reduce((sum, { bytes }) => sum + bytes, 0),
          gather: (into, memory) => {
            let at = into;
            for (const record of group) {
              memory.set(rendered.subarray(record.at, record.at + record.bytes), at);
              at += record.bytes;
            }
          },
        },
      ]);
      from = to;
    }
    this.#records.length = 0;
    this.#renderer.clear();
  }
}
