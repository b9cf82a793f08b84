import type { Batch, Labels } from "../../engine/batch.ts";
import { MOST_DIGITS, writeNumber } from "./write-number.ts";

/** What one record of a shard carries beside id, text and source. */
export interface RecordShape {
  readonly attributes: readonly string[];
  readonly metadata: boolean;
}

const ESCAPE_CHUNK_BYTES = 2 ** 20;
/** A byte becomes six at most: \u0000. */
const MOST_ESCAPED = 6;
const encoder = new TextEncoder();
const SHORT = 32;

/** What stands between the fields. */
const PIECES = {
  id: encoder.encode('{"id":"'),
  text: encoder.encode('","text":"'),
  source: encoder.encode('","source":'),
  attributes: encoder.encode(',"attributes":{'),
  close: encoder.encode("}"),
  metadata: encoder.encode(',"metadata":'),
  end: encoder.encode("}\n"),
};

/** An attribute of the batch at hand: its values, and of labels the JSON of each word that has been asked for. */
interface RenderedColumn {
  readonly values: Float64Array | undefined;
  readonly labels: Uint8Array[] | undefined;
}

const jsonOf = (text: string): Uint8Array => encoder.encode(JSON.stringify(text));

/** Renders documents as lines of JSON into a buffer that grows: `{"id","text","source","attributes":{…},"metadata":{…}}`. */
export class RecordRenderer {
  bytes = 0;
  #buffer: Uint8Array<ArrayBuffer>;
  readonly #shape: RecordShape;
  /** Attribute names as they stand in a record, for the first that a document has and for the others: `"lang":` and `,"lang":`. */
  readonly #names: readonly { readonly first: Uint8Array; readonly next: Uint8Array }[];
  /** What the batch at hand has for each attribute, and the JSON of its source; kept while batch and source stay. */
  #columns: readonly RenderedColumn[] = [];
  #columnsOf: Batch | undefined;
  #labels: Labels | undefined;
  #source: { readonly name: string; readonly json: Uint8Array } = { name: "", json: jsonOf("") };

  /** `room` is how many bytes are held before the buffer has to grow. */
  constructor(shape: RecordShape, room: number) {
    this.#shape = shape;
    this.#names = shape.attributes.map((name) => ({
      first: encoder.encode(`${JSON.stringify(name)}:`),
      next: encoder.encode(`,${JSON.stringify(name)}:`),
    }));
    this.#buffer = new Uint8Array(room);
  }

  /** What was rendered since `clear`; valid until the next append. */
  get rendered(): Uint8Array {
    return this.#buffer.subarray(0, this.bytes);
  }

  clear(): void {
    this.bytes = 0;
  }

  /** Appends one document with its line end and returns the bytes it took. */
  append(batch: Batch, row: number): number {
    const before = this.bytes;
    this.#bytes(PIECES.id);
    this.#escaped(batch, batch.idAt[row] as number, batch.idBytes[row] as number);
    this.#bytes(PIECES.text);
    this.#escaped(batch, batch.textAt[row] as number, batch.textBytes[row] as number);
    this.#bytes(PIECES.source);
    if (this.#source.name !== batch.source) this.#source = { name: batch.source, json: jsonOf(batch.source) };
    this.#bytes(this.#source.json);
    if (this.#names.length > 0) this.#attributes(batch, row);
    const metaBytes = batch.metaBytes[row] as number;
    if (this.#shape.metadata && metaBytes > 0) {
      this.#bytes(PIECES.metadata);
      this.#bytes(batch.view(batch.metaAt[row] as number, metaBytes));
    }
    this.#bytes(PIECES.end);
    return this.bytes - before;
  }

  #attributes(batch: Batch, row: number): void {
    this.#bytes(PIECES.attributes);
    const columns = this.#columnsFor(batch);
    let isFirst = true;
    for (let index = 0; index < columns.length; index++) {
      const { values, labels } = columns[index] as RenderedColumn;
      const value = values?.[row] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const { first, next } = this.#names[index] as { first: Uint8Array; next: Uint8Array };
      this.#bytes(isFirst ? first : next);
      isFirst = false;
      if (labels) {
        labels[value] ??= jsonOf(batch.labels.words[value] as string);
        this.#bytes(labels[value]);
      } else {
        this.#reserve(MOST_DIGITS);
        this.bytes = writeNumber(value, this.#buffer, this.bytes);
      }
    }
    this.#bytes(PIECES.close);
  }

  #columnsFor(batch: Batch): readonly RenderedColumn[] {
    if (this.#columnsOf !== batch || this.#labels !== batch.labels) {
      this.#columnsOf = batch;
      this.#labels = batch.labels;
      this.#columns = this.#shape.attributes.map((name) => ({
        values: batch.attributes.get(name),
        labels: batch.kindOf(name) === "label" ? [] : undefined,
      }));
    }
    return this.#columns;
  }

  /** Escapes piece by piece, so that a long text never asks for six times its size at once; a cut inside a character is harmless. */
  #escaped(batch: Batch, at: number, bytes: number): void {
    const { kernels } = batch;
    const mark = kernels.mark();
    const into = kernels.alloc(Math.min(bytes, ESCAPE_CHUNK_BYTES) * MOST_ESCAPED);
    for (let done = 0; done < bytes; done += ESCAPE_CHUNK_BYTES) {
      const written = kernels.call.escapeJson(at + done, Math.min(ESCAPE_CHUNK_BYTES, bytes - done), into);
      this.#reserve(written);
      this.#buffer.set(kernels.bytes().subarray(into, into + written), this.bytes);
      this.bytes += written;
    }
    kernels.release(mark);
  }

  #bytes(piece: Uint8Array): void {
    this.#reserve(piece.length);
    // Short pieces, which nearly all are, take longer to be set than to be walked.
    if (piece.length > SHORT) this.#buffer.set(piece, this.bytes);
    else for (let index = 0; index < piece.length; index++) this.#buffer[this.bytes + index] = piece[index] as number;
    this.bytes += piece.length;
  }

  #reserve(bytes: number): void {
    if (this.bytes + bytes <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(this.#buffer.length * 2, this.bytes + bytes));
    grown.set(this.#buffer.subarray(0, this.bytes));
    this.#buffer = grown;
  }
}
