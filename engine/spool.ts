import { type Batch, Labels } from "./batch.ts";
import type { ColumnSource, SegmentWriter } from "./segment-writer.ts";
import type { SegmentReader, StoredSegment } from "./segments.ts";

/**
 * Text between passes and in the pool: two segments a batch. The first has ids, urls, metadata, attributes and where each text begins
 * in the second, which holds the texts alone: while none of them changes it is handed on as it is, without being decoded.
 */
const HEAPS = ["id", "url", "meta"] as const;
type Heap = (typeof HEAPS)[number] | "text";

/** What travels beside the columns of a batch. */
interface BatchExtra {
  readonly labels: readonly string[];
  /** Bytes of texts in the second segment, also those of documents that have left. */
  readonly heapBytes: number;
}

const placesOf = (batch: Batch, heap: Heap): readonly [Uint32Array, Uint32Array] => [batch[`${heap}At`], batch[`${heap}Bytes`]];

/** Indices of the batch's documents that are alive, in order. */
export function aliveRows(batch: Batch): Uint32Array {
  const rows = new Uint32Array(batch.count);
  let alive = 0;
  for (let row = 0; row < batch.count; row++) if (batch.alive[row]) rows[alive++] = row;
  return rows.subarray(0, alive);
}

/** Appends the alive documents of a batch, in order, with every attribute set so far; their texts anew, or as `kept` has them. */
export function writeDocuments(writer: SegmentWriter, batch: Batch, alive: Uint32Array, kept?: LoadedTexts): void {
  const columns: ColumnSource[] = [{ name: "row", data: pick(batch.row, alive) }];
  for (const heap of HEAPS)
    columns.push({ name: `${heap}Bytes`, data: pick(batch[`${heap}Bytes`], alive) }, gatherHeap(batch, heap, alive));
  const starts = kept ? pick(kept.starts, alive) : startsOf(batch.textBytes, alive);
  columns.push({ name: "textBytes", data: pick(batch.textBytes, alive) }, { name: "textStart", data: starts });
  for (const [name, column] of batch.attributes) columns.push({ name: `@${name}`, data: pickNumbers(column, alive) });
  const heapBytes = kept ? kept.heapBytes : sumOf(batch.textBytes, alive);
  writer.append(columns, { labels: batch.labels.words, heapBytes } satisfies BatchExtra);
  if (kept) writer.appendStored(kept.stored);
  else writer.append([gatherHeap(batch, "text", alive)]);
}

function gatherHeap(batch: Batch, heap: Heap, alive: Uint32Array): ColumnSource {
  const [places, sizes] = placesOf(batch, heap);
  return {
    name: heap,
    bytes: sumOf(sizes, alive),
    gather: (into, memory) => {
      let to = into;
      for (const row of alive) {
        const from = places[row] as number;
        const size = sizes[row] as number;
        memory.copyWithin(to, from, from + size);
        to += size;
      }
    },
  };
}

function sumOf(sizes: Uint32Array, rows: Uint32Array): number {
  let bytes = 0;
  for (const row of rows) bytes += sizes[row] as number;
  return bytes;
}

function startsOf(sizes: Uint32Array, rows: Uint32Array): Uint32Array {
  const starts = new Uint32Array(rows.length);
  let next = 0;
  for (let index = 0; index < rows.length; index++) {
    starts[index] = next;
    next += sizes[rows[index] as number] as number;
  }
  return starts;
}

/** Share of a batch's texts that may belong to documents that have left, before the rest is written anew. */
const MOST_DEAD = 1 / 16;

/** The texts of a loaded batch: decoded once they are asked for. */
export class LoadedTexts {
  readonly stored: StoredSegment;
  readonly starts: Uint32Array;
  readonly heapBytes: number;
  #isOpen = false;

  constructor(stored: StoredSegment, starts: Uint32Array, heapBytes: number) {
    this.stored = stored;
    this.starts = starts;
    this.heapBytes = heapBytes;
  }

  /** Decodes the texts and tells the batch where they lie; nothing the second time. */
  open(batch: Batch): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const heap = this.stored.open().at("text");
    for (let row = 0; row < batch.count; row++) batch.textAt[row] = heap + (this.starts[row] as number);
  }

  /** Whether few enough of the texts belong to documents that have left. */
  worthKeeping(batch: Batch, alive: Uint32Array): boolean {
    return this.heapBytes - sumOf(batch.textBytes, alive) <= this.heapBytes * MOST_DEAD;
  }
}

/** Loads the next batch written by {@link writeDocuments}, all alive, its texts still to be opened; undefined at the end. */
export function loadDocuments(reader: SegmentReader, batch: Batch): LoadedTexts | undefined {
  const segment = reader.next();
  const stored = segment && reader.nextStored();
  if (!segment || !stored) return undefined;
  batch.reset();
  const rows = segment.u32("row");
  const { labels, heapBytes } = segment.extra as BatchExtra;
  batch.count = rows.length;
  batch.labels = new Labels(labels);
  batch.row.set(rows);
  batch.offset.fill(Number.NaN, 0, rows.length);
  batch.alive.fill(1, 0, rows.length);
  for (const heap of HEAPS) {
    const [places, sizes] = placesOf(batch, heap);
    sizes.set(segment.u32(`${heap}Bytes`));
    let at = segment.at(heap);
    for (let row = 0; row < rows.length; row++) {
      places[row] = at;
      at += sizes[row] as number;
    }
  }
  batch.textBytes.set(segment.u32("textBytes"));
  for (const [name, column] of batch.attributes) if (segment.has(`@${name}`)) column.set(segment.f64(`@${name}`));
  return new LoadedTexts(stored, segment.u32("textStart").slice(), heapBytes);
}

/** The values of some rows, in order. */
export function pick(column: Uint32Array, rows: Uint32Array): Uint32Array {
  const picked = new Uint32Array(rows.length);
  for (let index = 0; index < rows.length; index++) picked[index] = column[rows[index] as number] as number;
  return picked;
}

/** The values of some rows, in order. */
export function pickNumbers(column: Float64Array, rows: Uint32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index++) picked[index] = column[rows[index] as number] as number;
  return picked;
}
