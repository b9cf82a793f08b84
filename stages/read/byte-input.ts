import type { PartRange } from "../../engine/source.ts";
import type { Awaitable } from "../../engine/stage.ts";
import { ZSTD_MAGIC, ZSTD_SKIPPABLE_MAGIC } from "../../engine/zstd-frames.ts";
import { GzipInput } from "./gzip-input.ts";
import { LimitedInput } from "./limited-input.ts";
import { bytesOfFile, type RandomBytes } from "./random-bytes.ts";
import { ZstdInput } from "./zstd-input.ts";

/** A part of a file as a stream of decoded bytes that goes on past the part's end to the end of the file. */
export interface ByteInput {
  /** A promise to wait for before a `read` of so many bytes, or nothing when that can go ahead. */
  ready(bytes: number): Promise<void> | undefined;
  /**
   * Decodes into a buffer from its start; returns the bytes written: all it has room for, fewer only at the end of the file. Throws {@link InputError}
   * `INPUT_TRUNCATED` or `INPUT_CORRUPT` once everything that could be decoded before the fault has been returned.
   */
  read(into: Uint8Array): number;
  /** Decoded offset at which the part ends; Infinity until it has been met. */
  readonly decodedEnd: number;
  /** Byte of the file up to which it was read, compressed where it is compressed. */
  readonly position: number;
  close(): Awaitable<void>;
}

/** Decoded bytes for each byte on disk that a compressed file may have unless its source says otherwise; text seldom passes 20. */
export const DEFAULT_MAX_EXPANSION = 200;

/** How a file is compressed. */
export type Compression = "none" | "gzip" | "zstd";

/** Tells how bytes are compressed by the first of them; the name of their file does not count. */
export function compressionOf(content: RandomBytes): Compression {
  const head = new Uint8Array(4);
  const bytes = content.read(head, 4, 0);
  const magic = new DataView(head.buffer).getUint32(0, true);
  if (bytes >= 2 && (magic & 0xffff) === 0x8b1f) return "gzip";
  if (bytes === 4 && (magic === ZSTD_MAGIC || (magic & ~15) >>> 0 === ZSTD_SKIPPABLE_MAGIC)) return "zstd";
  return "none";
}

/**
 * Opens a range of a file; the range of a gzip file is always the whole of it. A compressed file may grow to `maxExpansion` times its
 * size ({@link LimitedInput}). Throws {@link InputError} when it cannot be opened.
 */
export function openBytes(path: string, name: string, range: PartRange, maxExpansion: number = DEFAULT_MAX_EXPANSION): ByteInput {
  return decodeBytes(bytesOfFile(path, name), name, range, maxExpansion);
}

/** Like {@link openBytes}, over bytes that are open already; closes them with the input, or at once where it throws. */
export function decodeBytes(content: RandomBytes, name: string, range: PartRange, maxExpansion: number): ByteInput {
  let compression: Compression;
  try {
    compression = compressionOf(content);
  } catch (error) {
    content.close();
    throw error;
  }
  if (compression === "none") return new PlainInput(content, range);
  const input = compression === "gzip" ? new GzipInput(content, name) : new ZstdInput(content, name, range);
  return new LimitedInput(input, { name, compressedBytes: content.bytes, decodedStart: range.decodedStart, maxExpansion });
}

class PlainInput implements ByteInput {
  readonly decodedEnd: number;
  position: number;
  readonly #bytes: RandomBytes;
  constructor(bytes: RandomBytes, { start, end }: PartRange) {
    this.#bytes = bytes;
    this.position = start;
    this.decodedEnd = end;
  }
  ready(): undefined {
    return undefined;
  }
  read(into: Uint8Array): number {
    const bytes = this.#bytes.read(into, into.length, this.position);
    this.position += bytes;
    return bytes;
  }
  close(): void {
    this.#bytes.close();
  }
}
