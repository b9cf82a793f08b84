import { createGunzip, type Gunzip, type InflateRaw, type ZlibOptions } from "node:zlib";
import { InputError } from "../../engine/errors.ts";
import type { ByteInput } from "./byte-input.ts";
import type { RandomBytes } from "./random-bytes.ts";

const INPUT_BYTES = 64 * 1024;
const OUTPUT_BYTES = 256 * 1024;
/** Decoded bytes that are kept ready while the reader is at work. */
const AHEAD_BYTES = 1024 * 1024;

/**
 * Decodes a gzip file of any number of members, or the deflated content of a zip, somewhat ahead of its reader. zlib loses what it had decoded in the very call that
 * fails; so after a fault the file is decoded once more, byte by byte in the stretch that failed.
 */
export class GzipInput implements ByteInput {
  readonly decodedEnd = Number.POSITIVE_INFINITY;
  position = 0;
  readonly #bytes: RandomBytes;
  readonly #name: string;
  readonly #buffer = new Uint8Array(INPUT_BYTES);
  #queue: Uint8Array[] = [];
  #queued = 0;
  #decoded = 0;
  #ahead: Promise<void> | undefined;
  #ended = false;
  #fault: Error | undefined;
  #reported: InputError | undefined;
  #carefulFrom: number | undefined;
  #discard = 0;
  #closed: Promise<void> | undefined;
  readonly #makeDecoder: (options: ZlibOptions) => Gunzip | InflateRaw;
  #gunzip: Gunzip | InflateRaw;

  constructor(bytes: RandomBytes, name: string, makeDecoder: (options: ZlibOptions) => Gunzip | InflateRaw = createGunzip) {
    this.#bytes = bytes;
    this.#name = name;
    this.#makeDecoder = makeDecoder;
    this.#gunzip = this.#start();
  }

  #start(): Gunzip | InflateRaw {
    const gunzip = this.#makeDecoder({ chunkSize: OUTPUT_BYTES });
    gunzip.on("data", (chunk: Uint8Array) => this.#take(chunk));
    gunzip.on("error", (error) => {
      this.#fault = error;
    });
    this.#closed = new Promise((resolve) => gunzip.once("close", () => resolve()));
    return gunzip;
  }

  #take(chunk: Uint8Array): void {
    const fresh = chunk.subarray(Math.min(this.#discard, chunk.length));
    this.#discard -= chunk.length - fresh.length;
    if (fresh.length === 0) return;
    this.#queue.push(fresh);
    this.#queued += fresh.length;
    this.#decoded += fresh.length;
  }

  ready(bytes: number): Promise<void> | undefined {
    return this.#queued >= bytes || this.#ended ? undefined : this.#until(bytes);
  }

  /** What a read returns must not depend on how fast decoding goes, so this waits until the read can be filled. */
  async #until(bytes: number): Promise<void> {
    while (this.#queued < bytes && !this.#ended) await this.#goOn();
  }

  /** Decodes one stretch, unless that is under way. */
  #goOn(): Promise<void> {
    this.#ahead ??= this.#decode().finally(() => {
      this.#ahead = undefined;
    });
    return this.#ahead;
  }

  read(into: Uint8Array): number {
    let filled = 0;
    while (filled < into.length) {
      const chunk = this.#queue[0];
      if (!chunk) break;
      const bytes = chunk.subarray(0, into.length - filled);
      into.set(bytes, filled);
      filled += bytes.length;
      this.#queued -= bytes.length;
      if (bytes.length === chunk.length) this.#queue.shift();
      else this.#queue[0] = chunk.subarray(bytes.length);
    }
    if (filled === 0 && this.#reported) throw this.#reported;
    void this.#until(AHEAD_BYTES);
    return filled;
  }

  /** Decodes the next stretch of the file. Never rejects: a fault is kept until it is due. */
  async #decode(): Promise<void> {
    const most =
      this.#carefulFrom === undefined ? INPUT_BYTES : Math.min(INPUT_BYTES, Math.max(1, this.#carefulFrom - this.position));
    let bytes: number;
    try {
      bytes = this.#bytes.read(this.#buffer, most, this.position);
    } catch (error) {
      this.#ended = true;
      this.#reported = error as InputError;
      return;
    }
    const gunzip = this.#gunzip;
    if (bytes === 0) {
      gunzip.end();
      await this.#closed;
    } else {
      // zlib may finish before the file does (zero bytes behind the last member) and then never answers a write
      const written = new Promise<void>((resolve) => gunzip.write(this.#buffer.subarray(0, bytes), () => resolve()));
      await Promise.race([written, this.#closed]);
    }
    if (this.#fault) this.#recover(this.#fault);
    else {
      this.position += bytes;
      this.#ended = bytes === 0 || gunzip.destroyed;
    }
  }

  #recover(fault: Error): void {
    const truncated = (fault as NodeJS.ErrnoException).code === "Z_BUF_ERROR";
    if (truncated || this.#carefulFrom !== undefined) {
      this.#ended = true;
      this.#reported = new InputError(
        `${this.#name}: gzip: ${fault.message} at byte ${this.position}, after ${this.#decoded} decoded bytes. Fetch or make the file again.`,
        truncated ? "INPUT_TRUNCATED" : "INPUT_CORRUPT",
        { cause: fault },
      );
      return;
    }
    this.#carefulFrom = this.position;
    this.#discard = this.#decoded;
    this.#fault = undefined;
    this.position = 0;
    this.#gunzip = this.#start();
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#gunzip.destroy();
    await this.#ahead;
    this.#bytes.close();
  }
}
