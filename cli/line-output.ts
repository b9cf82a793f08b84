import { once } from "node:events";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { FileAside } from "../engine/files.ts";
import { compressFrame } from "../engine/zstd.ts";
import type { Terminal } from "./terminal.ts";

/** Bytes of lines that are written at once. */
const CHUNK_BYTES = 4 * 2 ** 20;
const ZSTD_LEVEL = 3;
const FEED = Buffer.from("\n");

/** Where a command writes lines: a file, compressed where its name ends in .gz or .zst and there only once it is whole, or standard output. */
export class LineOutput {
  readonly #file: FileAside | undefined;
  readonly #encode: (bytes: Buffer) => Uint8Array;
  readonly #stdout: Terminal;
  #held: Buffer[] = [];
  #bytes = 0;

  /** `name` undefined is standard output. */
  constructor(name: string | undefined, folder: string, stdout: Terminal) {
    this.#file = name === undefined ? undefined : new FileAside(resolve(folder, name));
    this.#stdout = stdout;
    this.#encode = /\.gz$/i.test(name ?? "")
      ? (bytes) => gzipSync(bytes)
      : /\.zstd?$/i.test(name ?? "")
        ? (bytes) => compressFrame(bytes, ZSTD_LEVEL)
        : (bytes) => bytes;
  }

  /** Writes a line, given without its end; a promise where it has to be waited for. */
  write(line: string | Buffer): Promise<void> | undefined {
    // What was given may be overwritten before it is written.
    this.#held.push(Buffer.from(line), FEED);
    this.#bytes += line.length + 1;
    return this.#bytes >= CHUNK_BYTES ? this.#flush() : undefined;
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#held);
    this.#held = [];
    this.#bytes = 0;
    if (this.#file) this.#file.write(this.#encode(bytes));
    else if (this.#stdout.write(bytes.toString()) === false)
      await once(this.#stdout as unknown as NodeJS.WritableStream, "drain");
  }

  /** Writes what is left and puts the file in its place. */
  async finish(): Promise<void> {
    if (this.#held.length > 0 || this.#file?.bytes === 0) await this.#flush();
    this.#file?.commit();
  }

  /** Leaves no file behind; does nothing after `finish`. */
  abandon(): void {
    this.#file?.abandon();
  }
}
