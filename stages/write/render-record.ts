import type { Batch } from "../../engine/batch.ts";

/** What one record of a shard carries beside id, text and source. */
export interface RecordShape {
  readonly attributes: readonly string[];
  readonly metadata: boolean;
}

const ESCAPE_CHUNK_BYTES = 2 ** 20;
/** A byte becomes six at most: \u0000. */
const MOST_ESCAPED = 6;
const encoder = new TextEncoder();

/** Renders documents as lines of JSON into a buffer that grows: `{"id","text","source","attributes":{…},"metadata":{…}}`. */
export class RecordRenderer {
  bytes = 0;
  #buffer: Uint8Array<ArrayBuffer>;
  readonly #shape: RecordShape;
  /** Attribute names as they stand in a record: `"lang":`. */
  readonly #names: readonly string[];

  /** `room` is how many bytes are held before the buffer has to grow. */
  constructor(shape: RecordShape, room: number) {
    this.#shape = shape;
    this.#names = shape.attributes.map((name) => `${JSON.stringify(name)}:`);
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
    this.#ascii('{"id":"');
    this.#escaped(batch, batch.idAt[row] as number, batch.idBytes[row] as number);
    this.#ascii('","text":"');
    this.#escaped(batch, batch.textAt[row] as number, batch.textBytes[row] as number);
    this.#ascii('","source":');
    this.#string(JSON.stringify(batch.source));
    if (this.#shape.attributes.length > 0) this.#string(`,"attributes":${this.#attributes(batch, row)}`);
    const metaBytes = batch.metaBytes[row] as number;
    if (this.#shape.metadata && metaBytes > 0) {
      this.#ascii(',"metadata":');
      this.#reserve(metaBytes);
      this.#buffer.set(batch.view(batch.metaAt[row] as number, metaBytes), this.bytes);
      this.bytes += metaBytes;
    }
    this.#ascii("}\n");
    return this.bytes - before;
  }

  #attributes(batch: Batch, row: number): string {
    let members = "";
    for (let index = 0; index < this.#names.length; index++) {
      const name = this.#shape.attributes[index] as string;
      const value = batch.number(row, name);
      if (Number.isNaN(value)) continue;
      // A finite number's JSON is its string.
      const shown = batch.kindOf(name) === "label" ? JSON.stringify(batch.label(row, name)) : value;
      members += `${members === "" ? "" : ","}${this.#names[index]}${shown}`;
    }
    return `{${members}}`;
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

  #string(text: string): void {
    this.#reserve(text.length * 3);
    this.bytes += encoder.encodeInto(text, this.#buffer.subarray(this.bytes)).written;
  }

  #ascii(text: string): void {
    this.#reserve(text.length);
    const buffer = this.#buffer;
    let at = this.bytes;
    for (let index = 0; index < text.length; index++) buffer[at++] = text.charCodeAt(index);
    this.bytes = at;
  }

  #reserve(bytes: number): void {
    if (this.bytes + bytes <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(this.#buffer.length * 2, this.bytes + bytes));
    grown.set(this.#buffer.subarray(0, this.bytes));
    this.#buffer = grown;
  }
}
