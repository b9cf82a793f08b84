import { existsSync } from "node:fs";
import { Batch } from "../../engine/batch.ts";
import { BATCH_DOCUMENTS } from "../../engine/batch-builder.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { type Segment, SegmentReader, SegmentWriter } from "../../engine/segments.ts";
import { loadDocuments } from "../../engine/spool.ts";
import type { AttributeSpecs } from "../../engine/stage.ts";
import { RecordRenderer, type RecordShape } from "./render-record.ts";

/** Bytes of records held before they are sorted by shard and written out. */
const RUN_BYTES = 64 * 2 ** 20;
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
  readonly parts: readonly { readonly text: string; readonly source: string; readonly part: number }[];
  /** Where these parts' choices lie: a segment of columns row, shard, rank, sorted by part and row, per part. */
  readonly selection: { readonly path: string; readonly offsets: readonly number[] };
}

/** Where records of one shard lie in a scattered file. */
export interface ScatteredRun {
  readonly shard: number;
  readonly offset: number;
}

export interface ScatterResult {
  readonly key: string;
  readonly runs: readonly ScatteredRun[];
}

/** Carries out a scatter task; a file of the same key is taken as it is. */
export function scatter(
  task: ScatterTask,
  attributes: AttributeSpecs,
  kernels: Kernels,
  onProgress: (bytes: number, documents: number) => void,
): ScatterResult {
  if (existsSync(task.path)) {
    const reader = new SegmentReader(task.path, kernels);
    reader.close();
    const known = reader.end as ScatterResult;
    if (known.key === task.key) return known;
  }
  const writer = new SegmentWriter(task.path, kernels, true);
  const choices = new SegmentReader(task.selection.path, kernels);
  const run = new Run(writer, task.shape, Math.min(task.textBytes * 1.25, RUN_BYTES) + ROOM_BYTES);
  const mark = kernels.mark();
  try {
    for (const [index, part] of task.parts.entries()) {
      choices.seek(task.selection.offsets[index] as number);
      const chosen = readChoices(choices.next() as Segment);
      kernels.release(mark);
      scatterPart(part, chosen, run, attributes, kernels, onProgress);
    }
    run.flush();
    const result: ScatterResult = { key: task.key, runs: run.runs };
    writer.finish(result);
    return result;
  } catch (error) {
    writer.abandon();
    throw error;
  } finally {
    choices.close();
    kernels.release(mark);
  }
}

interface Choices {
  readonly row: Uint32Array;
  readonly shard: Uint32Array;
  readonly rank: Uint32Array;
}

const readChoices = (segment: Segment): Choices => ({
  row: segment.u32("row").slice(),
  shard: segment.u32("shard").slice(),
  rank: segment.u32("rank").slice(),
});

function scatterPart(
  part: ScatterTask["parts"][number],
  chosen: Choices,
  run: Run,
  attributes: AttributeSpecs,
  kernels: Kernels,
  onProgress: (bytes: number, documents: number) => void,
): void {
  const batch = new Batch(kernels, part.source, part.part, BATCH_DOCUMENTS, attributes);
  const reader = new SegmentReader(part.text, kernels);
  const mark = kernels.mark();
  try {
    let next = 0;
    while (next < chosen.row.length) {
      const segment = reader.next();
      if (!segment) throw new Error(`pool: ${part.text} ends before row ${chosen.row[next]}`);
      loadDocuments(segment, batch);
      for (let row = 0; row < batch.count; row++) {
        while (chosen.row[next] === batch.row[row]) {
          run.add(batch, row, chosen.shard[next] as number, chosen.rank[next] as number);
          next++;
        }
      }
      onProgress(kernels.mark() - mark, 0);
      kernels.release(mark);
    }
  } finally {
    reader.close();
    kernels.release(mark);
  }
}

/** Records gathered in memory until there are enough to sort and write. */
class Run {
  readonly runs: ScatteredRun[] = [];
  readonly #writer: SegmentWriter;
  readonly #renderer: RecordRenderer;
  readonly #records: { readonly shard: number; readonly rank: number; readonly at: number; readonly bytes: number }[] = [];

  constructor(writer: SegmentWriter, shape: RecordShape, room: number) {
    this.#writer = writer;
    this.#renderer = new RecordRenderer(shape, room);
  }

  add(batch: Batch, row: number, shard: number, rank: number): void {
    const at = this.#renderer.bytes;
    this.#records.push({ shard, rank, at, bytes: this.#renderer.append(batch, row) });
    if (this.#renderer.bytes >= RUN_BYTES) this.flush();
  }

  flush(): void {
    const records = this.#records.sort((a, b) => a.shard - b.shard || a.rank - b.rank);
    const rendered = this.#renderer.rendered;
    for (let from = 0; from < records.length; ) {
      const shard = (records[from] as (typeof records)[number]).shard;
      let to = from;
      while (to < records.length && records[to]?.shard === shard) to++;
      const group = records.slice(from, to);
      this.runs.push({ shard, offset: this.#writer.bytes });
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
