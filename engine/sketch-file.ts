import type { Batch } from "./batch.ts";
import type { Kernels } from "./kernels/kernels.ts";
import { SegmentWriter } from "./segment-writer.ts";
import { SegmentReader } from "./segments.ts";
import type { SketchTable } from "./sketch-table.ts";
import { pick } from "./spool.ts";
import type { Sketcher } from "./stage.ts";

/** Where a segment of sketches lies and how many documents it has. */
export interface SketchSegment {
  readonly offset: number;
  readonly documents: number;
}

/** Writes the sketches of one part's survivors beside its spool, one segment a batch, in the same order. */
export class SketchWriter {
  readonly #writer: SegmentWriter;
  readonly #words: number;
  readonly #segments: SketchSegment[] = [];

  constructor(path: string, words: number, kernels: Kernels) {
    this.#writer = new SegmentWriter(path, kernels);
    this.#words = words;
  }

  append(batch: Batch, alive: Uint32Array, sketcher: Sketcher): void {
    const data = new Uint32Array(alive.length * this.#words);
    sketcher.sketchBatch(batch, data, 0);
    this.#segments.push({ offset: this.#writer.bytes, documents: alive.length });
    this.#writer.append([
      { name: "row", data: pick(batch.row, alive) },
      { name: "sketch", data },
    ]);
  }

  /** Closes the file, still aside. */
  seal(): SegmentWriter {
    this.#writer.seal({ segments: this.#segments });
    return this.#writer;
  }

  abandon(): void {
    this.#writer.abandon();
  }
}

/** A part's sketch file, as {@link openSketchTable} takes it. */
export interface SketchFile {
  readonly path: string;
  readonly part: number;
  readonly source: number;
}

/** The sketch table over the files of all parts, in part order; each segment stands as a part of the table. */
export interface OpenSketchTable extends SketchTable {
  /** Part and row of every document, 8 bytes each held in memory. */
  readonly place: (document: number) => { readonly part: number; readonly row: number };
  /** Per file: the table's parts it covers, as a half-open range. */
  readonly ranges: readonly { readonly from: number; readonly to: number }[];
  close(): void;
}

/** Opens the sketch files of all parts; reads rows once and sketches as asked. */
export function openSketchTable(
  files: readonly SketchFile[],
  words: number,
  memoryBytes: number,
  kernels: Kernels,
): OpenSketchTable {
  const segments: { readonly file: number; readonly offset: number; readonly first: number; readonly documents: number }[] = [];
  const ranges: { from: number; to: number }[] = [];
  let total = 0;
  for (const [file, { path }] of files.entries()) {
    const reader = new SegmentReader(path, kernels);
    const from = segments.length;
    for (const { offset, documents } of (reader.end as { segments: readonly SketchSegment[] }).segments) {
      segments.push({ file, offset, first: total, documents });
      total += documents;
    }
    ranges.push({ from, to: segments.length });
    reader.close();
  }
  let open: { readonly file: number; readonly reader: SegmentReader } | undefined;
  const load = (index: number, column: "row" | "sketch"): Uint32Array => {
    const segment = segments[index];
    if (!segment) throw new RangeError(`sketch table: no part ${index}, it has ${segments.length}`);
    if (open?.file !== segment.file) {
      open?.reader.close();
      open = undefined;
      open = { file: segment.file, reader: new SegmentReader((files[segment.file] as SketchFile).path, kernels) };
    }
    const mark = kernels.mark();
    open.reader.seek(segment.offset);
    const data = open.reader.next()?.u32(column).slice() as Uint32Array;
    kernels.release(mark);
    return data;
  };
  const rows = new Uint32Array(total);
  for (const [index, { first }] of segments.entries()) rows.set(load(index, "row"), first);
  const firsts = Uint32Array.from(segments, ({ first }) => first);
  return {
    words,
    documents: total,
    parts: segments.length,
    memoryBytes,
    ranges,
    firstDocument: (part) => segments[part]?.first ?? total,
    sourceIndex: (part) => (files[(segments[part] as (typeof segments)[number]).file] as SketchFile).source,
    read: (part) => load(part, "sketch"),
    place: (document) => {
      let low = 0;
      for (let high = firsts.length - 1; low < high; ) {
        const middle = (low + high + 1) >> 1;
        if ((firsts[middle] as number) <= document) low = middle;
        else high = middle - 1;
      }
      const segment = segments[low] as (typeof segments)[number];
      return { part: (files[segment.file] as SketchFile).part, row: rows[document] as number };
    },
    close: () => open?.reader.close(),
  };
}
