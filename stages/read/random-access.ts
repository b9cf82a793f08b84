import { closeSync, fstatSync } from "node:fs";
import { InputError } from "../../engine/errors.ts";
import { openForReading, readBytes } from "./file-bytes.ts";

/** Bytes that may be read at any place: what formats with an index at their end are read from. */
export interface RandomAccess {
  /** Length of the whole. */
  readonly bytes: number;
  /** A copy of its own of the bytes in [at, at+bytes). Throws {@link InputError} when they cannot be had. */
  read(at: number, bytes: number): Uint8Array<ArrayBuffer>;
  close(): void;
}

/** A regular file, opened for reading. The constructor throws {@link InputError} when it cannot be opened. */
export class FileAccess implements RandomAccess {
  readonly bytes: number;
  readonly #name: string;
  readonly #descriptor: number;
  constructor(path: string, name: string) {
    this.#name = name;
    this.#descriptor = openForReading(path, name);
    this.bytes = fstatSync(this.#descriptor).size;
  }

  read(at: number, bytes: number): Uint8Array<ArrayBuffer> {
    const into = new Uint8Array(bytes);
    let filled = 0;
    while (filled < bytes) {
      const got = readBytes(this.#descriptor, into.subarray(filled), bytes - filled, at + filled, this.#name);
      if (got === 0)
        throw new InputError(
          `${this.#name}: ends at byte ${at + filled}, wanted ${bytes} bytes from ${at}. The file became shorter while it was read; run again when it is whole.`,
          "INPUT_TRUNCATED",
        );
      filled += got;
    }
    return into;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Bytes that are held in memory, such as a member of an archive. */
export class MemoryAccess implements RandomAccess {
  readonly #held: Uint8Array;
  constructor(held: Uint8Array) {
    this.#held = held;
  }
  get bytes(): number {
    return this.#held.length;
  }
  read(at: number, bytes: number): Uint8Array<ArrayBuffer> {
    return this.#held.slice(at, at + bytes);
  }
  close(): void {}
}
