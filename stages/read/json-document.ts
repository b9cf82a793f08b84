import type { BatchBuilder } from "../../engine/batch.ts";
import { InputError } from "../../engine/errors.ts";
import type { PartReader } from "../../engine/source.ts";
import type { ByteInput } from "./byte-input.ts";
import { CountingBuilder } from "./counting-builder.ts";
import type { FieldPath } from "./field-path.ts";
import type { FieldMapping } from "./fields.ts";
import { JsonRecords } from "./json-record.ts";
import { type JsonToken, JsonTokens, writeAsWritten } from "./json-tokens.ts";
import type { RecordLimits } from "./reader-options.ts";
import { type CutRecord, RecordCutter } from "./record-cutter.ts";

const READ_BYTES = 256 * 1024;

/** What to read and how. */
export interface JsonDocumentOptions {
  readonly name: string;
  /** Opens the file at its first byte. */
  readonly open: () => ByteInput;
  /** The array of records as the config writes it, for messages, and as a path. */
  readonly records: string;
  readonly path: FieldPath;
  readonly mapping: FieldMapping;
  readonly limits: RecordLimits;
}

/**
 * Reads the records of one JSON document of any size. The parser loses what it had read of the very piece in which the document turns
 * out malformed; so the document is then read once more, that piece byte by byte, and nothing readable before the fault is lost.
 */
export class JsonDocument implements PartReader {
  readonly #options: JsonDocumentOptions;
  readonly #records: JsonRecords;
  readonly #buffer = new Uint8Array(READ_BYTES);
  #input: ByteInput;
  #tokens = new JsonTokens();
  #cutter: RecordCutter;
  /** Decoded bytes given to the parser. */
  #position = 0;
  #queue: CutRecord[] = [];
  #delivered = 0;
  /** Where reading byte by byte begins, once there was a fault. */
  #carefulFrom: number | undefined;
  #done = false;
  #fault: unknown;

  constructor(options: JsonDocumentOptions) {
    this.#options = options;
    this.#records = new JsonRecords(options.mapping, options.limits.maxDepth);
    this.#input = options.open();
    this.#cutter = this.#newCutter();
  }

  #newCutter(): RecordCutter {
    return new RecordCutter(this.#options.name, this.#options.path, this.#options.limits);
  }

  get bytesRead(): number {
    return this.#input.position;
  }

  async fill(builder: BatchBuilder): Promise<boolean> {
    const counted = new CountingBuilder(builder);
    this.#records.place(builder.kernels);
    try {
      while (this.#deliver(counted) && !this.#done && !this.#fault) {
        const wait = this.#input.ready(READ_BYTES);
        if (wait) await wait;
        await this.#readPiece();
      }
    } catch (error) {
      this.#fault = error;
    }
    // What was cut before the fault is delivered first.
    if (this.#fault && counted.count === 0 && this.#queue.length === 0) throw this.#fault;
    return counted.count > 0 || !this.#done;
  }

  /** Hands on what has been cut; true when the batch has room for more. */
  #deliver(builder: CountingBuilder): boolean {
    let next = 0;
    for (; next < this.#queue.length && !builder.full; next++) {
      const { index, json, refusal } = this.#queue[next] as CutRecord;
      if (json === undefined) builder.refuse(index, refusal);
      else this.#place(json, index, builder);
    }
    this.#queue.splice(0, next);
    return !builder.full;
  }

  #place(json: string, index: number, builder: BatchBuilder): void {
    const { kernels } = builder;
    const at = kernels.alloc(json.length);
    writeAsWritten(json, kernels.bytes().subarray(at, at + json.length));
    if (kernels.call.validUtf8(at, json.length) === json.length) this.#records.add(at, json.length, index, builder);
    else builder.refuse(index, "invalid-utf8");
  }

  async #readPiece(): Promise<void> {
    const most =
      this.#carefulFrom === undefined ? READ_BYTES : Math.min(READ_BYTES, Math.max(1, this.#carefulFrom - this.#position));
    const bytes = this.#input.read(this.#buffer.subarray(0, most));
    try {
      this.#cut(bytes === 0 ? this.#tokens.end() : this.#tokens.push(this.#buffer.subarray(0, bytes)));
    } catch (error) {
      if (error instanceof InputError) throw error;
      await this.#recover(error as Error, bytes === 0);
      return;
    }
    this.#position += bytes;
    if (bytes > 0) return;
    this.#done = true;
    if (!this.#cutter.found)
      throw this.#failure(
        `has no array at ${JSON.stringify(this.#options.records)}. Set records to the path of the array.`,
        "INPUT_RECORDS_MISSING",
      );
  }

  #cut(tokens: readonly JsonToken[]): void {
    for (const token of tokens) {
      const record = this.#cutter.take(token);
      if (!record || record.index < this.#delivered) continue;
      this.#queue.push(record);
      this.#delivered = record.index + 1;
    }
  }

  async #recover(error: Error, atEnd: boolean): Promise<void> {
    if (atEnd) throw this.#failure("ends before its JSON document does. Fetch or make the file again.", "INPUT_TRUNCATED");
    if (this.#carefulFrom !== undefined) {
      const reason = error.message.replace(/^Parser (cannot parse input: )?/, "");
      throw this.#failure(
        `is malformed JSON at decoded byte ${this.#position} (${reason}). Repair the file.`,
        "INPUT_CORRUPT",
        error,
      );
    }
    this.#carefulFrom = this.#position;
    this.#position = 0;
    await this.#input.close();
    this.#input = this.#options.open();
    this.#tokens = new JsonTokens();
    this.#cutter = this.#newCutter();
  }

  #failure(what: string, code: string, cause?: unknown): InputError {
    return new InputError(`${this.#options.name}: ${what}`, code, { cause });
  }

  async close(): Promise<void> {
    await this.#input.close();
  }
}
