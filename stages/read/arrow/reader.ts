import type { BatchBuilder } from "../../../engine/batch.ts";
import { InputError } from "../../../engine/errors.ts";
import type { PartRange, PartReader } from "../../../engine/source.ts";
import { CountingBuilder } from "../counting-builder.ts";
import { Damaged, type TableRefusal } from "../damaged.ts";
import { type FieldMapping, firstSteps } from "../fields.ts";
import type { RandomAccess } from "../random-access.ts";
import { checkRows, maxPageBytes, RecordBytes, type TableLimits } from "../table-limits.ts";
import { ValueRecords } from "../value-records.ts";
import { type BatchColumn, Batches } from "./batches.ts";
import { HEADER } from "./check-message.ts";
import { findMessages, type Message } from "./messages.ts";
import { valueAt } from "./values.ts";

/**
 * Reads the record batches of an Arrow file or stream that begin in a part. A record's offset is its row in the file. The rows of a
 * batch that cannot be decoded are refused, and reading goes on with the next.
 */
export class ArrowReader implements PartReader {
  readonly #file: RandomAccess;
  readonly #name: string;
  readonly #range: Pick<PartRange, "start" | "end">;
  readonly #limits: TableLimits;
  readonly #records: ValueRecords;
  /** First steps of the mapping's paths: names of the columns that are asked for. */
  readonly #asked: ReadonlySet<string>;
  #batches: Batches | undefined;
  #waiting: Message[] = [];
  #batch: Message | undefined;
  /** Columns of the present batch; undefined when it cannot be decoded. */
  #columns: readonly BatchColumn[] | undefined;
  /** Rows of the present batch that were added or refused. */
  #done = 0;
  #refusal: TableRefusal = "unreadable-row-group";
  readonly #recordBytes: RecordBytes;
  #fault: unknown;
  #faultAtEnd: InputError | undefined;
  bytesRead = 0;

  constructor(
    file: RandomAccess,
    name: string,
    range: Pick<PartRange, "start" | "end">,
    mapping: FieldMapping,
    limits: TableLimits,
  ) {
    this.#file = file;
    this.#name = name;
    this.#range = range;
    this.#limits = limits;
    this.#recordBytes = new RecordBytes(name, limits);
    this.#records = new ValueRecords(mapping, limits.maxRecordBytes, limits.maxDepth);
    this.#asked = firstSteps(mapping);
  }

  fill(builder: BatchBuilder): boolean {
    if (this.#fault) throw this.#fault;
    const counted = new CountingBuilder(builder);
    try {
      const batches = this.#batches ?? this.#open();
      while (!counted.full && this.#advance(batches)) this.#addRows(this.#batch as Message, counted);
      if (!this.#batch && this.#faultAtEnd) throw this.#faultAtEnd;
    } catch (error) {
      // What was read before the fault is delivered first.
      if (counted.count === 0) throw error;
      this.#fault = error;
      return true;
    }
    return counted.count > 0 || this.#batch !== undefined;
  }

  #open(): Batches {
    const { all, fault } = findMessages(this.#file, this.#name);
    const { start, end } = this.#range;
    this.#waiting = all.filter(({ kind, at }) => kind === HEADER.recordBatch && at >= start && at < end);
    // What lies behind the last message that could be told apart belongs to the last part.
    if (end >= this.#file.bytes) this.#faultAtEnd = fault;
    const before = all.filter(({ kind }) => kind === HEADER.schema || kind === HEADER.dictionaryBatch);
    this.#batches = new Batches(this.#file, before, this.#limits.maxExpansion);
    return this.#batches;
  }

  /** Goes on to the next batch where the present one is done; false behind the last. */
  #advance(batches: Batches): boolean {
    while (!this.#batch || this.#done === this.#batch.rows) {
      if (this.#batch) this.bytesRead += this.#batch.bytes;
      const batch = this.#waiting.shift();
      this.#batch = batch;
      this.#columns = undefined;
      this.#done = 0;
      if (!batch) return false;
      checkRows(this.#name, batch.rows, batch.bytes, this.#limits);
      this.#recordBytes.begin(batch.bytes);
      this.#decode(() => {
        if (batch.bytes > maxPageBytes(this.#limits))
          throw new Damaged(`a record batch has ${batch.bytes} bytes`, "page-too-long");
        this.#columns = batches.decode(batch).filter(({ name }) => this.#asked.has(name));
      });
    }
    return true;
  }

  #addRows(batch: Message, builder: CountingBuilder): void {
    const record: Record<string, unknown> = {};
    while (this.#done < batch.rows && !builder.full) {
      const row = this.#done;
      this.#decode(() => {
        for (const { name, data } of this.#columns ?? []) record[name] = valueAt(data, row);
      });
      if (this.#columns) this.#recordBytes.add(this.#records.add(record, batch.firstRow + row, builder));
      else builder.refuse(batch.firstRow + row, this.#refusal);
      this.#done++;
    }
  }

  /** Runs a step of decoding: whatever is thrown at bytes that make no sense ends the batch, not the file. */
  #decode(step: () => void): void {
    try {
      step();
    } catch (error) {
      // The disk's fault.
      if (error instanceof InputError && error.code !== "INPUT_CORRUPT") throw error;
      this.#refusal = error instanceof Damaged ? error.refusal : "unreadable-row-group";
      this.#columns = undefined;
    }
  }

  close(): void {
    this.#file.close();
  }
}
