import type { Batch, BatchBuilder, RecordPlace } from "./batch.ts";
import type { Kernels } from "./kernels/kernels.ts";

/** Documents a batch holds at most. */
export const BATCH_DOCUMENTS = 16_384;
/** Kernel memory a batch's records may take before it is full; one longer record still fits. */
export const BATCH_BYTES = 8 * 2 ** 20;

/** A record refused by its reader, by place and reason. */
export interface Refusal {
  readonly row: number;
  readonly offset: number;
  readonly reason: string;
}

/** The builder that fills batches from one part; rows go on counting from batch to batch. */
export class PartBatchBuilder implements BatchBuilder {
  readonly kernels: Kernels;
  readonly #batch: Batch;
  readonly #idPrefix: string;
  readonly #limit: number;
  readonly #encoder = new TextEncoder();
  #start = 0;
  #nextRow = 0;
  refusals: Refusal[] = [];

  /** `place` is `source/file`, the beginning of made ids; `limit` the records to read at most. */
  constructor(batch: Batch, place: string, limit: number) {
    this.#batch = batch;
    this.kernels = batch.kernels;
    this.#idPrefix = `${place}@`;
    this.#limit = limit;
  }

  /** Records met so far, the refused too. */
  get rows(): number {
    return this.#nextRow;
  }

  get atLimit(): boolean {
    return this.#nextRow >= this.#limit;
  }

  /** Begins the next batch at the present mark of kernel memory. */
  begin(): void {
    this.#start = this.kernels.mark();
    this.refusals = [];
  }

  get full(): boolean {
    const { count, capacity } = this.#batch;
    return (
      count >= capacity || this.refusals.length >= capacity || this.atLimit || this.kernels.mark() - this.#start >= BATCH_BYTES
    );
  }

  add(record: RecordPlace): void {
    if (this.atLimit) return;
    const batch = this.#batch;
    if (batch.count >= batch.capacity) throw new Error("a reader added a record to a batch that said it was full");
    const at = batch.count++;
    batch.row[at] = this.#nextRow++;
    batch.offset[at] = record.offset;
    batch.textAt[at] = record.textAt;
    batch.textBytes[at] = record.textBytes;
    batch.urlAt[at] = record.urlAt;
    batch.urlBytes[at] = record.urlBytes;
    batch.metaAt[at] = record.metaAt;
    batch.metaBytes[at] = record.metaBytes;
    batch.alive[at] = 1;
    if (record.idBytes > 0) {
      batch.idAt[at] = record.idAt;
      batch.idBytes[at] = record.idBytes;
    } else {
      const made = this.#encoder.encode(this.#idPrefix + record.offset);
      batch.idAt[at] = batch.arena(made);
      batch.idBytes[at] = made.length;
    }
  }

  refuse(offset: number, reason: string): void {
    if (this.atLimit) return;
    this.refusals.push({ row: this.#nextRow++, offset, reason });
  }
}
