import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Words on disk that a solver sets aside while it works: written from front to back, read from anywhere, gone when it is closed. */
export class ScratchFile {
  readonly #path: string;
  readonly #descriptor: number;
  /** Words written. */
  words = 0;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#descriptor = openSync(path, "w+");
  }

  append(words: Uint32Array): void {
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    const at = this.words * 4;
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done, bytes.length - done, at + done);
    this.words += words.length;
  }

  /** Fills `into` from a word on; returns the words read, fewer only at the end. */
  read(from: number, into: Uint32Array): number {
    const wanted = Math.min(into.length, this.words - from);
    const bytes = new Uint8Array(into.buffer, into.byteOffset, wanted * 4);
    for (let done = 0; done < bytes.length; ) {
      const got = readSync(this.#descriptor, bytes, done, bytes.length - done, from * 4 + done);
      if (got === 0) throw new Error(`${this.#path}: it ends before the words that were written to it`);
      done += got;
    }
    return wanted;
  }

  close(): void {
    closeSync(this.#descriptor);
    rmSync(this.#path, { force: true });
  }
}
