import type { BatchBuilder, PlaceInFile, RecordPlace } from "../../engine/batch.ts";
import { type Kernels, loadKernels } from "../../engine/kernels/kernels.ts";
import type { FileRange, InputFile, PartRange, Source } from "../../engine/source.ts";

/** One record or refusal as a reader handed it on, copied out of kernel memory. */
export interface ReadRecord extends PlaceInFile {
  readonly offset: number;
  readonly refused?: string;
  readonly text?: string;
  readonly id?: string;
  readonly url?: string;
  readonly meta?: string;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** A batch builder for tests: keeps what it is given as strings. */
export class ABuilder implements BatchBuilder {
  readonly kernels: Kernels;
  readonly records: ReadRecord[] = [];
  /** Most records and kernel bytes of one batch. */
  readonly most: number;
  readonly mostBytes: number;
  #place: PlaceInFile = {};
  #inBatch = 0;
  #begin = 0;
  constructor(kernels: Kernels, most = 4096, mostBytes = 8 * 1024 * 1024) {
    this.kernels = kernels;
    this.most = most;
    this.mostBytes = mostBytes;
  }
  begin(): void {
    this.#inBatch = 0;
    this.#begin = this.kernels.mark();
  }
  get full(): boolean {
    return this.#inBatch >= this.most || this.kernels.mark() - this.#begin >= this.mostBytes;
  }
  add(record: RecordPlace): void {
    this.#inBatch++;
    const string = (at: number, bytes: number) => decoder.decode(this.kernels.bytes().subarray(at, at + bytes));
    this.records.push({
      ...this.#place,
      offset: record.offset,
      text: string(record.textAt, record.textBytes),
      ...(record.idBytes > 0 ? { id: string(record.idAt, record.idBytes) } : {}),
      ...(record.urlBytes > 0 ? { url: string(record.urlAt, record.urlBytes) } : {}),
      ...(record.metaBytes > 0 ? { meta: string(record.metaAt, record.metaBytes) } : {}),
    });
  }
  refuse(offset: number, refused: string): void {
    this.#inBatch++;
    this.records.push({ ...this.#place, offset, refused });
  }
  enter(place: PlaceInFile): void {
    this.#place = place;
  }
}

/** What came of reading: all records up to the end or to the error. */
export interface ReadResult {
  readonly records: readonly ReadRecord[];
  readonly error?: unknown;
  readonly batches: number;
}

interface HowToRead {
  readonly kernels?: Kernels;
  readonly most?: number;
  readonly mostBytes?: number;
}

/** A part of a file as the engine would number it. */
export function aPart(file: InputFile, range: PartRange): FileRange {
  return { file, digest: "", ...range };
}

/** Reads one part as the engine would: batch by batch, with kernel memory set back between batches. */
export async function readPart(
  source: Source,
  part: FileRange,
  { kernels = loadKernels(), most, mostBytes }: HowToRead = {},
): Promise<ReadResult> {
  const builder = new ABuilder(kernels, most, mostBytes);
  let batches = 0;
  let reader: Awaited<ReturnType<Source["open"]>> | undefined;
  const mark = kernels.mark();
  try {
    reader = await source.open(part, { kernels });
    for (let more = true; more; batches++) {
      kernels.release(mark);
      builder.begin();
      more = await reader.fill(builder);
    }
    return { records: builder.records, batches };
  } catch (error) {
    return { records: builder.records, error, batches };
  } finally {
    kernels.release(mark);
    await reader?.close();
  }
}

/** Reads every file of a source, cut into parts of about `partBytes`, and puts the records together. */
export async function readSource(
  source: Source,
  base: string,
  partBytes = Number.MAX_SAFE_INTEGER,
  how: HowToRead = {},
): Promise<ReadResult> {
  const kernels = how.kernels ?? loadKernels();
  const records: ReadRecord[] = [];
  let batches = 0;
  for (const file of await source.list(base)) {
    for (const range of await source.split(file, partBytes)) {
      const result = await readPart(source, aPart(file, range), { ...how, kernels });
      records.push(...result.records);
      batches += result.batches;
      if (result.error !== undefined) return { records, error: result.error, batches };
    }
  }
  return { records, batches };
}
