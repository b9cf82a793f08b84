import type { BatchBuilder } from "../../engine/batch.ts";
import type { PartReader } from "../../engine/source.ts";
import type { ByteInput } from "./byte-input.ts";
import { CountingBuilder } from "./counting-builder.ts";
import { byteOrderMark } from "./transcoding-input.ts";

const FIRST_BYTES = 16 * 1024;
const MOST_READ = 1024 * 1024;

/** What a file of text is cut into, and what becomes of each piece. */
export interface TextPiecesOptions {
  /** Bytes that a piece may have. */
  readonly maxRecordBytes: number;
  /** What stands between two pieces; empty where the file is one. */
  readonly marker: Uint8Array;
  /** Adds the piece, whose bytes are valid until it returns; `offset` is that of its first byte in the file. */
  add(text: Uint8Array, offset: number, builder: BatchBuilder): void;
}

/** Reads a file of text, whole or piece by piece. Holds one piece; of one that is too long nothing. Blank pieces are no documents. */
export class TextPieces implements PartReader {
  readonly #input: ByteInput;
  readonly #options: TextPiecesOptions;
  #buffer = Buffer.allocUnsafe(FIRST_BYTES);
  #bytes = 0;
  /** Offset in the file of the first byte held. */
  #offset = 0;
  /** Bytes held that surely hold no beginning of a marker. */
  #searched = 0;
  /** Where the piece began that is passed over; -1 for none. */
  #skippedFrom = -1;
  #isStarted = false;
  #isRead = false;
  #fault: unknown;

  constructor(input: ByteInput, options: TextPiecesOptions) {
    this.#input = input;
    this.#options = options;
  }

  get bytesRead(): number {
    return this.#input.position;
  }

  async fill(builder: BatchBuilder): Promise<boolean> {
    const counted = new CountingBuilder(builder);
    while (!counted.full) {
      if (this.#next(counted)) continue;
      if (this.#isRead) break;
      await this.#readMore();
    }
    if (counted.full || counted.count > 0) return true;
    if (this.#fault) throw this.#fault;
    return false;
  }

  /** Hands on the next piece, if it is held to its end. */
  #next(builder: BatchBuilder): boolean {
    const { marker, maxRecordBytes } = this.#options;
    const from = marker.length === 0 ? -1 : this.#buffer.subarray(0, this.#bytes).indexOf(marker, this.#searched);
    if (from >= 0) {
      this.#take(from, builder);
      this.#drop(from + marker.length);
      return true;
    }
    // What follows a fault is lost, so that the piece before it is no whole one: only a sound file ends with a piece.
    if (this.#isRead && (this.#bytes > 0 || this.#skippedFrom >= 0) && this.#fault === undefined) {
      this.#take(this.#bytes, builder);
      this.#drop(this.#bytes);
      return true;
    }
    this.#searched = Math.max(0, this.#bytes - Math.max(0, marker.length - 1));
    if (this.#bytes > maxRecordBytes + marker.length) {
      if (this.#skippedFrom < 0) this.#skippedFrom = this.#offset;
      this.#drop(this.#searched);
    }
    return false;
  }

  #take(bytes: number, builder: BatchBuilder): void {
    if (this.#skippedFrom >= 0) builder.refuse(this.#skippedFrom, "record-too-long");
    else if (bytes > this.#options.maxRecordBytes) builder.refuse(this.#offset, "record-too-long");
    else if (!isBlank(this.#buffer, bytes)) this.#options.add(this.#buffer.subarray(0, bytes), this.#offset, builder);
    this.#skippedFrom = -1;
  }

  #drop(bytes: number): void {
    this.#buffer.copyWithin(0, bytes, this.#bytes);
    this.#bytes -= bytes;
    this.#offset += bytes;
    this.#searched = 0;
  }

  async #readMore(): Promise<void> {
    if (this.#bytes * 2 > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(this.#buffer.length * 2);
      this.#buffer.copy(larger, 0, 0, this.#bytes);
      this.#buffer = larger;
    }
    const room = Math.min(this.#buffer.length - this.#bytes, MOST_READ);
    try {
      const wait = this.#input.ready(room);
      if (wait) await wait;
      const read = this.#input.read(this.#buffer.subarray(this.#bytes, this.#bytes + room));
      this.#bytes += read;
      this.#isRead = read === 0;
    } catch (error) {
      this.#fault = error;
      this.#isRead = true;
    }
    if (!this.#isStarted) this.#drop(this.#bytes >= 3 ? byteOrderMark(this.#buffer) : 0);
    this.#isStarted = true;
  }

  async close(): Promise<void> {
    await this.#input.close();
  }
}

function isBlank(buffer: Uint8Array, bytes: number): boolean {
  for (let at = 0; at < bytes; at++) {
    const byte = buffer[at] as number;
    if (byte !== 0x20 && (byte < 0x09 || byte > 0x0d)) return false;
  }
  return true;
}
