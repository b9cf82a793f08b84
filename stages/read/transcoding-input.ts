import type { Awaitable } from "../../engine/stage.ts";
import type { ByteInput } from "./byte-input.ts";
import type { Encoding } from "./encodings.ts";
import { type Transcoder, transcoderOf } from "./transcoder.ts";

const INPUT_BYTES = 64 * 1024;
/** The most that a byte becomes in UTF-8: a half-width katakana, three bytes. */
const MOST_GROWTH = 3;

/**
 * A whole file of another encoding as UTF-8, without a byte order mark. A sequence that the encoding does not have comes as one byte that
 * no UTF-8 has ({@link INVALID_MARK}). Holds two pieces of 64 KiB and 192 KiB, however long the file is.
 */
export class TranscodingInput implements ByteInput {
  readonly decodedEnd = Number.POSITIVE_INFINITY;
  readonly #input: ByteInput;
  readonly #transcoder: Transcoder;
  readonly #encoded = new Uint8Array(INPUT_BYTES);
  readonly #decoded = new Uint8Array(INPUT_BYTES * MOST_GROWTH + 16);
  /** Bytes at the front of `#encoded` that the transcoder left. */
  #left = 0;
  /** What of `#decoded` has not been given out. */
  #from = 0;
  #to = 0;
  #atStart = true;
  #ended = false;
  #fault: unknown;

  constructor(input: ByteInput, encoding: Exclude<Encoding, "utf-8">) {
    this.#input = input;
    this.#transcoder = transcoderOf(encoding);
  }

  get position(): number {
    return this.#input.position;
  }

  /** UTF-8 is never less than half as long as its source, so that many bytes of the source are enough for any read, piece by piece. */
  ready(bytes: number): Promise<void> | undefined {
    return this.#input.ready(2 * (bytes + INPUT_BYTES));
  }

  read(into: Uint8Array): number {
    let filled = 0;
    while (filled < into.length) {
      if (this.#from === this.#to && !this.#decodeMore()) break;
      const piece = this.#decoded.subarray(this.#from, Math.min(this.#to, this.#from + into.length - filled));
      into.set(piece, filled);
      filled += piece.length;
      this.#from += piece.length;
    }
    if (filled === 0 && this.#fault) throw this.#fault;
    return filled;
  }

  /** Decodes one piece; false at the end and at a fault of the input. */
  #decodeMore(): boolean {
    while (!this.#ended) {
      let read = 0;
      try {
        read = this.#input.read(this.#encoded.subarray(this.#left));
      } catch (error) {
        this.#fault = error;
      }
      this.#ended = read === 0;
      const bytes = this.#left + read;
      this.#transcoder.push(this.#encoded.subarray(0, bytes), this.#decoded, this.#ended);
      this.#encoded.copyWithin(0, this.#transcoder.read, bytes);
      this.#left = bytes - this.#transcoder.read;
      this.#to = this.#transcoder.written;
      this.#from = this.#atStart && this.#to > 0 ? byteOrderMark(this.#decoded) : 0;
      if (this.#to > 0) this.#atStart = false;
      if (this.#to > this.#from) return true;
    }
    return false;
  }

  close(): Awaitable<void> {
    return this.#input.close();
  }
}

/** Bytes of the byte order mark that UTF-8 begins with. */
export const byteOrderMark = (text: Uint8Array): number => (text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? 3 : 0);
