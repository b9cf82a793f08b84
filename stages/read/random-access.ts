import { InputError } from "../../engine/errors.ts";
import { bytesOfFile, type RandomBytes } from "./random-bytes.ts";

/** Bytes that may be read at any place, all that is asked for or none: what formats with an index at their end are read from. */
export interface RandomAccess {
  /** Length of the whole. */
  readonly bytes: number;
  /** A copy of its own of the bytes in [at, at+bytes). Throws {@link InputError} when they cannot be had. */
  read(at: number, bytes: number): Uint8Array<ArrayBuffer>;
  close(): void;
}

/** {@link RandomBytes} that are known to be there. */
export class ExactBytes implements RandomAccess {
  readonly bytes: number;
  readonly #bytes: RandomBytes;
  readonly #name: string;
  constructor(bytes: RandomBytes, name: string) {
    this.#bytes = bytes;
    this.#name = name;
    this.bytes = bytes.bytes;
  }

  read(at: number, bytes: number): Uint8Array<ArrayBuffer> {
    const into = new Uint8Array(bytes);
    let filled = 0;
    while (filled < bytes) {
      const got = this.#bytes.read(into.subarray(filled), bytes - filled, at + filled);
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
    this.#bytes.close();
  }
}

/** A regular file. The constructor throws {@link InputError} when it cannot be opened. */
export class FileAccess extends ExactBytes {
  constructor(path: string, name: string) {
    super(bytesOfFile(path, name), name);
  }
}
