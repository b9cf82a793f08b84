import { type Batch, Labels } from "./batch.ts";
import type { ColumnSource, Segment, SegmentWriter } from "./segments.ts";

/** Text between passes and in the pool: one segment a batch, only the documents still alive. */

const HEAPS = ["id", "url", "meta", "text"] as const;
type Heap = (typeof HEAPS)[number];

const placesOf = (batch: Batch, heap: Heap): readonly [Uint32Array, Uint32Array] => [batch[`${heap}At`], batch[`${heap}Bytes`]];

/** Indices of the batch's documents that are alive, in order. */
export function aliveRows(batch: Batch): Uint32Array {
  const rows = new Uint32Array(batch.count);
  let alive = 0;
  for (let row = 0; row < batch.count; row++) if (batch.alive[row]) rows[alive++] = row;
  return rows.subarray(0, alive);
}

/** Appends the alive documents of a batch, in order, with every attribute set so far. */
export function writeDocuments(writer: SegmentWriter, batch: Batch, alive: Uint32Array): void {
  const columns: ColumnSource[] = [{ name: "row", data: pick(batch.row, alive) }];
  for (const heap of HEAPS) {
    const [places, sizes] = placesOf(batch, heap);
    let bytes = 0;
    for (const row of alive) bytes += sizes[row] as number;
    columns.push({ name: `${heap}Bytes`, data: pick(sizes, alive) });
    columns.push({
      name: heap,
      bytes,
      gather: (into, memory) => {
        let to = into;
        for (const row of alive) {
          const from = places[row] as number;
          const size = sizes[row] as number;
          memory.copyWithin(to, from, from + size);
          to += size;
        }
      },
    });
  }
  for (const [name, column] of batch.attributes) columns.push({ name: `@${name}`, data: pickNumbers(column, alive) });
  writer.append(columns, { labels: batch.labels.words });
}

/** Loads a segment written by {@link writeDocuments} into a batch, all alive; bytes stay where the segment was read to. */
export function loadDocuments(segment: Segment, batch: Batch): void {
  batch.reset();
  const rows = segment.u32("row");
  batch.count = rows.length;
  batch.labels = new Labels((segment.extra as { labels: readonly string[] }).labels);
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
  for (const [name, column] of batch.attributes) if (segment.has(`@${name}`)) column.set(segment.f64(`@${name}`));
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
