import { readSync } from "node:fs";
import { InputError } from "./errors.ts";

/** Where one frame lies in a zstd file; skippable frames are listed too, with a content of 0 bytes. */
export interface ZstdFrame {
  readonly start: number;
  readonly end: number;
  /** Decoded bytes as the frame header states them; null where it does not. */
  readonly contentSize: number | null;
}

/** Reads bytes at a position into a buffer and returns how many there were; 0 at the end. */
export type ReadAt = (into: Uint8Array, position: number) => number;

/** First four bytes of a zstd frame, little endian (RFC 8878, 3.1.1). */
export const ZSTD_MAGIC = 0xfd2fb528;
/** First four bytes of a skippable frame, the last half byte being free (RFC 8878, 3.1.2). */
export const ZSTD_SKIPPABLE_MAGIC = 0x184d2a50;

const WINDOW = 16 * 1024;
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;

/** Follows the structure of zstd frames (RFC 8878, 3.1) without decoding; fed slices of any size, it finds where each frame ends. */
export class FrameWalker {
  /** Bytes ahead that need not be looked at. */
  skip = 0;
  /** True between two frames. */
  atFrameStart = true;
  contentSize: number | null = null;
  isSkippable = false;
  readonly #header = new Uint8Array(18);
  readonly #view = new DataView(this.#header.buffer);
  #have = 0;
  #need = 4;
  #inBlocks = false;
  #lastBlock = false;
  #checksumBytes = 0;

  /** Header bytes that are wanted next. */
  get wanted(): number {
    return this.#need - this.#have;
  }

  /** Takes bytes up to the end of the present frame and returns how many; `atFrameStart` tells whether that end was reached. */
  take(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length) {
      if (this.skip > 0) {
        const step = Math.min(this.skip, bytes.length - at);
        at += step;
        this.skipped(step);
      } else {
        const step = Math.min(this.wanted, bytes.length - at);
        this.#header.set(bytes.subarray(at, at + step), this.#have);
        this.#have += step;
        at += step;
        this.atFrameStart = false;
        if (this.#have === this.#need) this.#readHeader();
      }
      if (this.atFrameStart) break;
    }
    return at;
  }

  /** Says that `bytes` of `skip` have been passed over. */
  skipped(bytes: number): void {
    this.skip -= bytes;
    if (this.skip === 0 && this.#lastBlock) this.#endFrame();
  }

  #endFrame(): void {
    this.atFrameStart = true;
    this.#lastBlock = false;
    this.#inBlocks = false;
    this.#expect(4);
  }

  #expect(bytes: number): void {
    this.#have = 0;
    this.#need = bytes;
  }

  #readHeader(): void {
    if (this.#inBlocks) this.#readBlockHeader();
    else if (this.#need === 4) this.#readMagic();
    else if (this.isSkippable) this.#jump(this.#view.getUint32(4, true), true);
    else this.#readFrameHeader();
  }

  #readMagic(): void {
    const magic = this.#view.getUint32(0, true);
    this.isSkippable = (magic & ~15) >>> 0 === ZSTD_SKIPPABLE_MAGIC;
    if (!this.isSkippable && magic !== ZSTD_MAGIC) throw new InputError("zstd: no frame begins here", "INPUT_CORRUPT");
    this.contentSize = this.isSkippable ? 0 : null;
    this.#need = this.isSkippable ? 8 : 5;
  }

  #readFrameHeader(): void {
    const descriptor = this.#header[4] as number;
    const singleSegment = (descriptor >> 5) & 1;
    const sizeBytes = descriptor >> 6 === 0 ? singleSegment : (CONTENT_SIZE_BYTES[descriptor >> 6] as number);
    const headerBytes = 5 + (1 - singleSegment) + (DICTIONARY_BYTES[descriptor & 3] as number) + sizeBytes;
    if (this.#need < headerBytes) {
      this.#need = headerBytes;
      return;
    }
    const at = headerBytes - sizeBytes;
    if (sizeBytes === 1) this.contentSize = this.#view.getUint8(at);
    if (sizeBytes === 2) this.contentSize = this.#view.getUint16(at, true) + 256;
    if (sizeBytes === 4) this.contentSize = this.#view.getUint32(at, true);
    if (sizeBytes === 8) this.contentSize = Number(this.#view.getBigUint64(at, true));
    this.#checksumBytes = descriptor & 4;
    this.#inBlocks = true;
    this.#expect(3);
  }

  #readBlockHeader(): void {
    const block = this.#view.getUint16(0, true) | (this.#view.getUint8(2) << 16);
    const type = (block >> 1) & 3;
    if (type === RESERVED_BLOCK) throw new InputError("zstd: a block has the reserved type", "INPUT_CORRUPT");
    const last = (block & 1) === 1;
    this.#jump((type === RLE_BLOCK ? 1 : block >> 3) + (last ? this.#checksumBytes : 0), last);
    if (!this.atFrameStart) this.#expect(3);
  }

  #jump(bytes: number, last: boolean): void {
    this.skip = bytes;
    this.#lastBlock = last;
    if (bytes === 0 && last) this.#endFrame();
  }
}

/**
 * Lists the frames of a zstd file by their headers, without decoding. Throws {@link InputError} with code `INPUT_TRUNCATED` where
 * the last frame is cut off and `INPUT_CORRUPT` where something else than a frame is met; the message names the byte.
 */
export function listFrames(source: number | ReadAt): ZstdFrame[] {
  const readAt: ReadAt = typeof source === "number" ? (into, at) => readSync(source, into, 0, into.length, at) : source;
  const buffer = new Uint8Array(WINDOW);
  let bufferAt = 0;
  let buffered = 0;
  const look = (position: number, most: number): Uint8Array => {
    if (position < bufferAt || position + most > bufferAt + buffered) {
      bufferAt = position;
      buffered = readAt(buffer, position);
    }
    return buffer.subarray(position - bufferAt, Math.min(buffered, position - bufferAt + most));
  };
  const truncated = (start: number) => new InputError(`zstd: the frame at byte ${start} is cut off`, "INPUT_TRUNCATED");
  const frames: ZstdFrame[] = [];
  const walker = new FrameWalker();
  let start = 0;
  let position = 0;
  for (;;) {
    if (walker.skip > 0) {
      position += walker.skip;
      walker.skipped(walker.skip);
      if (look(position - 1, 1).length === 0) throw truncated(start);
    } else {
      const bytes = look(position, walker.wanted);
      if (bytes.length === 0) {
        if (walker.atFrameStart) return frames;
        throw truncated(start);
      }
      try {
        position += walker.take(bytes);
      } catch (error) {
        throw new InputError(`${(error as Error).message}, byte ${position}`, "INPUT_CORRUPT", { cause: error });
      }
    }
    if (walker.atFrameStart) {
      frames.push({ start, end: position, contentSize: walker.contentSize });
      start = position;
    }
  }
}
