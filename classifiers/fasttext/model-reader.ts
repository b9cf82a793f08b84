import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { InputError } from "../../engine/errors.ts";

const BUFFER_BYTES = 1 << 20;
/** Most bytes that one call reads straight into memory: Node refuses 2 GiB and more. */
const PIECE_BYTES = 1 << 28;

/** Reads a little-endian file from front to back and never believes a size before the bytes are there. */
export class ModelReader {
  readonly path: string;
  readonly #file: number;
  readonly #size: number;
  #held = Buffer.alloc(0);
  /** Where in the file the held bytes begin, and where in them reading stands. */
  #heldAt = 0;
  #at = 0;

  /** Throws {@link InputError} where there is no such file. */
  constructor(path: string) {
    this.path = path;
    try {
      this.#file = openSync(path, "r");
    } catch (cause) {
      throw new InputError(`${path}: the model cannot be read. Check the path.`, "MODEL_UNREADABLE", { cause });
    }
    this.#size = fstatSync(this.#file).size;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** What is wrong with the file, as an error. */
  fault(what: string): InputError {
    return new InputError(
      `${this.path}: ${what}. Give a supervised model that fastText wrote (.bin or .ftz).`,
      "MODEL_UNREADABLE",
    );
  }

  /** Bytes behind the place where reading stands. */
  get left(): number {
    return this.#size - this.#heldAt - this.#at;
  }

  u8(): number {
    return this.#take(1).readUInt8();
  }
  i32(): number {
    return this.#take(4).readInt32LE();
  }
  f64(): number {
    return this.#take(8).readDoubleLE();
  }
  /** A 64-bit count. */
  i64(): number {
    const value = Number(this.#take(8).readBigInt64LE());
    if (!Number.isSafeInteger(value)) throw this.fault("a size in it is beyond reason");
    return value;
  }

  /** The bytes before the next zero byte, a copy. */
  string(): Buffer {
    let end = this.#held.indexOf(0, this.#at);
    if (end < 0) {
      this.#fill(BUFFER_BYTES);
      end = this.#held.indexOf(0, this.#at);
    }
    if (end < 0) throw this.fault("it ends inside of its dictionary, or a word of it is longer than a mebibyte");
    const found = Buffer.from(this.#held.subarray(this.#at, end));
    this.#at = end + 1;
    return found;
  }

  /** Throws unless so many bytes are left. */
  expect(bytes: number, what: string): void {
    if (!(bytes >= 0 && bytes <= this.left))
      throw this.fault(`it is too short for its ${what}, got ${this.left} bytes, wanted ${bytes}`);
  }

  /** Fills an array; `bytesOf` is asked for it again before each piece, as memory may be moved meanwhile. */
  into(bytes: Uint8Array, what: string): void {
    this.expect(bytes.length, what);
    const first = Math.min(bytes.length, this.#held.length - this.#at);
    bytes.set(this.#held.subarray(this.#at, this.#at + first));
    this.#at += first;
    for (let done = first; done < bytes.length; ) {
      const piece = bytes.subarray(done, done + PIECE_BYTES);
      const read = readSync(this.#file, piece, 0, piece.length, this.#heldAt + this.#at);
      if (read === 0) throw this.fault("it became shorter while it was read");
      this.#heldAt += read;
      done += read;
    }
  }

  #take(bytes: number): Buffer {
    if (this.#held.length - this.#at < bytes) this.#fill(bytes);
    if (this.#held.length - this.#at < bytes) throw this.fault("it ends early");
    this.#at += bytes;
    return this.#held.subarray(this.#at - bytes, this.#at);
  }

  /** Holds at least so many bytes from here on, where the file has them. */
  #fill(bytes: number): void {
    const start = this.#heldAt + this.#at;
    const next = Buffer.allocUnsafe(Math.max(0, Math.min(Math.max(bytes, BUFFER_BYTES), this.#size - start)));
    let read = 0;
    while (read < next.length) {
      const more = readSync(this.#file, next, read, next.length - read, start + read);
      if (more === 0) break;
      read += more;
    }
    this.#held = next.subarray(0, read);
    this.#heldAt = start;
    this.#at = 0;
  }
}
