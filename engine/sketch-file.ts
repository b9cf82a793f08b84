import type { Batch } from "./batch.ts";
import type { Kernels } from "./kernels/kernels.ts";
import { ScratchFile } from "./scratch-file.ts";
import { SegmentWriter } from "./segment-writer.ts";
import { SegmentReader } from "./segments.ts";
import type { SketchTable } from "./sketch-table.ts";
import { pick } from "./spool.ts";
import type { EvidenceSink, Sketcher } from "./stage.ts";

/** Where a segment of sketches lies and how many documents it has. */
export interface SketchSegment {
  readonly offset: number;
  readonly documents: number;
  /** Where the segment of evidence begins; absent where the sketcher set none aside. */
  readonly evidence?: number;
}

/** Words that are gathered one behind the other. */
export class GrowingWords implements EvidenceSink {
  #held = new Uint32Array(0);
  #length = 0;

  get words(): Uint32Array {
    return this.#held.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  append(words: Uint32Array): number {
    const at = this.#length;
    this.#length += words.length;
    if (this.#length > this.#held.length) {
      const held = new Uint32Array(Math.max(this.#length, this.#held.length * 2));
      held.set(this.#held.subarray(0, at));
      this.#held = held;
    }
    this.#held.set(words, at);
    return at;
  }
}

/** Writes the sketches of one part's survivors beside its spool, one segment a batch, in the same order. */
export class SketchWriter {
  readonly #writer: SegmentWriter;
  readonly #words: number;
  readonly #segments: SketchSegment[] = [];
  readonly #evidence = new GrowingWords();

  constructor(path: string, words: number, kernels: Kernels) {
    this.#writer = new SegmentWriter(path, kernels);
    this.#words = words;
  }

  append(batch: Batch, alive: Uint32Array, sketcher: Sketcher): void {
    const data = new Uint32Array(alive.length * this.#words);
    this.#evidence.clear();
    sketcher.sketchBatch(batch, data, 0, this.#evidence);
    const offset = this.#writer.bytes;
    this.#writer.append([
      { name: "row", data: pick(batch.row, alive) },
      { name: "sketch", data },
    ]);
    const evidence = this.#writer.bytes;
    const words = this.#evidence.words;
    if (words.length > 0) this.#writer.append([{ name: "evidence", data: words }]);
    this.#segments.push({ offset, documents: alive.length, ...(words.length > 0 ? { evidence } : {}) });
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
  /** The table's part that a document stands in. */
  readonly partOf: (document: number) => number;
  /** Per file: the table's parts it covers, as a half-open range. */
  readonly ranges: readonly { readonly from: number; readonly to: number }[];
  close(): void;
}

/** Opens the sketch files of all parts; reads rows once and sketches as asked. `scratch` is how the paths of files set aside begin. */
export function openSketchTable(
  files: readonly SketchFile[],
  words: number,
  memoryBytes: number,
  kernels: Kernels,
  scratch: string,
): OpenSketchTable {
  const segments: (SketchSegment & { readonly file: number; readonly first: number })[] = [];
  const ranges: { from: number; to: number }[] = [];
  let total = 0;
  for (const [file, { path }] of files.entries()) {
    const reader = new SegmentReader(path, kernels);
    const from = segments.length;
    for (const segment of (reader.end as { segments: readonly SketchSegment[] }).segments) {
      segments.push({ ...segment, file, first: total });
      total += segment.documents;
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
  const segmentOf = (document: number): number => {
    let low = 0;
    for (let high = firsts.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if ((firsts[middle] as number) <= document) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const evidence = new EvidenceFiles(files, kernels);
  return {
    words,
    documents: total,
    parts: segments.length,
    memoryBytes,
    ranges,
    firstDocument: (part) => segments[part]?.first ?? total,
    sourceIndex: (part) => (files[(segments[part] as (typeof segments)[number]).file] as SketchFile).source,
    read: (part) => load(part, "sketch"),
    partOf: segmentOf,
    place: (document) => {
      const segment = segments[segmentOf(document)] as (typeof segments)[number];
      return { part: (files[segment.file] as SketchFile).part, row: rows[document] as number };
    },
    readEvidence: (document, from, into) => {
      const index = segmentOf(document);
      const { file, evidence: offset } = segments[index] as (typeof segments)[number];
      if (offset === undefined) throw new RangeError(`sketch table: nothing was set aside for document ${document}`);
      evidence.read(file, index, offset, from, into);
    },
    openScratch: (name) => new ScratchFile(`${scratch}-${name}`),
    close: () => {
      open?.reader.close();
      evidence.close();
    },
  };
}

/** Files kept open at once for evidence. */
const OPEN_FILES = 64;

/** Reads words of evidence from anywhere, without reading the segments they stand in: what is read this way is not held against a hash. */
class EvidenceFiles {
  readonly #files: readonly SketchFile[];
  readonly #kernels: Kernels;
  readonly #readers = new Map<number, SegmentReader>();
  /** Per segment of the table: the byte at which its evidence begins. */
  readonly #starts = new Map<number, number>();

  constructor(files: readonly SketchFile[], kernels: Kernels) {
    this.#files = files;
    this.#kernels = kernels;
  }

  read(file: number, segment: number, offset: number, from: number, into: Uint32Array): void {
    const reader = this.#open(file);
    let start = this.#starts.get(segment);
    if (start === undefined) {
      start = reader.bodyAt(offset);
      this.#starts.set(segment, start);
    }
    reader.readBytes(new Uint8Array(into.buffer, into.byteOffset, into.byteLength), start + from * 4);
  }

  #open(file: number): SegmentReader {
    const known = this.#readers.get(file);
    if (known) return known;
    if (this.#readers.size >= OPEN_FILES) {
      const [oldest, reader] = this.#readers.entries().next().value as [number, SegmentReader];
      reader.close();
      this.#readers.delete(oldest);
    }
    const reader = new SegmentReader((this.#files[file] as SketchFile).path, this.#kernels);
    this.#readers.set(file, reader);
    return reader;
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
  }
}
