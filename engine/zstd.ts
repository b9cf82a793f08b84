import { createRequire } from "node:module";
import zlib from "node:zlib";
import { ConfigError, InputError } from "./errors.ts";
import { FrameWalker } from "./zstd-frames.ts";

type Binding = typeof import("zstd-napi/binding.js");

/** The part of node:zlib that Node has from 22.15 on. */
interface NodeZstd {
  zstdCompressSync(bytes: Uint8Array, options: { readonly params: Readonly<Record<number, number>> }): Uint8Array<ArrayBuffer>;
  zstdDecompressSync(bytes: Uint8Array): Uint8Array;
  readonly constants: { readonly ZSTD_c_compressionLevel: number; readonly ZSTD_c_checksumFlag: number };
}

/** What one step of decoding did. */
export interface ZstdStep {
  readonly read: number;
  readonly written: number;
  /** True when a frame was decoded to its end and all of it has been written. */
  readonly frameEnded: boolean;
}

/** How a frame is made. */
export interface FrameOptions {
  readonly level: number;
  /** Whether the frame ends in a checksum of what it holds (XXH64); wanted wherever nothing else vouches for the bytes. */
  readonly checksum: boolean;
}

interface Codec {
  readonly name: "zstd-napi" | "node:zlib";
  compress(bytes: Uint8Array, options: FrameOptions, into: Uint8Array<ArrayBuffer> | undefined): Uint8Array<ArrayBuffer>;
  decompress(bytes: Uint8Array, into: Uint8Array): number;
  decoder(): { push(input: Uint8Array, output: Uint8Array): ZstdStep };
}

function nativeCodec(binding: Binding): Codec {
  const compressor = new binding.CCtx();
  compressor.setParameter(binding.CParameter.contentSizeFlag, 1);
  const decompressor = new binding.DCtx();
  let scratch = new Uint8Array(0);
  return {
    name: "zstd-napi",
    compress(bytes, { level, checksum }, into) {
      compressor.setParameter(binding.CParameter.compressionLevel, level);
      compressor.setParameter(binding.CParameter.checksumFlag, checksum ? 1 : 0);
      const most = binding.compressBound(bytes.length);
      if (into && into.length >= most) return into.subarray(0, compressor.compress2(into, bytes));
      if (scratch.length < most) scratch = new Uint8Array(most);
      return scratch.slice(0, compressor.compress2(scratch, bytes));
    },
    decompress: (bytes, into) => decompressor.decompress(into, bytes),
    decoder() {
      const context = new binding.DCtx();
      return {
        push(input, output) {
          const [left, written, read] = context.decompressStream(output, input);
          return { read, written, frameEnded: left === 0 };
        },
      };
    },
  };
}

function nodeCodec(node: NodeZstd): Codec {
  return {
    name: "node:zlib",
    compress(bytes, { level, checksum }, into) {
      const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag } = node.constants;
      const made = node.zstdCompressSync(bytes, {
        params: { [ZSTD_c_compressionLevel]: level, [ZSTD_c_checksumFlag]: checksum ? 1 : 0 },
      });
      if (!into || into.length < made.length) return made;
      into.set(made);
      return into.subarray(0, made.length);
    },
    decompress(bytes, into) {
      const made = node.zstdDecompressSync(bytes);
      if (made.length <= into.length) into.set(made);
      return made.length;
    },
    decoder: () => new WholeFrameDecoder(node),
  };
}

/** node:zlib decodes synchronously only whole frames, so this gathers one at a time: of a damaged frame nothing can be had. */
class WholeFrameDecoder {
  readonly #node: NodeZstd;
  readonly #walker = new FrameWalker();
  #gathered: Uint8Array[] = [];
  #decoded: Uint8Array = new Uint8Array(0);
  constructor(node: NodeZstd) {
    this.#node = node;
  }
  push(input: Uint8Array, output: Uint8Array): ZstdStep {
    let read = 0;
    if (this.#decoded.length === 0) {
      read = this.#walker.take(input);
      this.#gathered.push(input.slice(0, read));
      if (!this.#walker.atFrameStart || read === 0) return { read, written: 0, frameEnded: false };
      const frame = Buffer.concat(this.#gathered);
      this.#gathered = [];
      this.#decoded = this.#walker.isSkippable ? new Uint8Array(0) : this.#node.zstdDecompressSync(frame);
    }
    const written = Math.min(output.length, this.#decoded.length);
    output.set(this.#decoded.subarray(0, written));
    this.#decoded = this.#decoded.subarray(written);
    return { read, written, frameEnded: this.#decoded.length === 0 };
  }
}

let chosen: Codec | undefined;

function codec(): Codec {
  if (chosen) return chosen;
  try {
    chosen = nativeCodec(createRequire(import.meta.url)("zstd-napi/binding") as Binding);
  } catch (error) {
    const node = zlib as unknown as Partial<NodeZstd>;
    if (!node.zstdDecompressSync) {
      const reason = (error as Error).message.split("\n")[0];
      throw new ConfigError(
        [
          `zstd: zstd-napi cannot be loaded (${reason}) and this Node has no zstd of its own. Run npm rebuild zstd-napi, or use Node 22.15 or newer.`,
        ],
        "ZSTD_MISSING",
      );
    }
    chosen = nodeCodec(node as NodeZstd);
  }
  return chosen;
}

/**
 * Which library compresses: `zstd-napi`, or `node:zlib` where the former cannot be loaded and Node is 22.15 or newer. Decoded bytes
 * are the same for both; compressed bytes may differ between them, so a run that was begun with one should not go on with the other.
 */
export function zstdLibrary(): "zstd-napi" | "node:zlib" {
  return codec().name;
}

function corrupt(error: unknown): InputError {
  return new InputError(`zstd: ${(error as Error).message}`, "INPUT_CORRUPT", { cause: error });
}

/** Whether bytes begin a frame that they do not hold to its end. */
function isCutOff(bytes: Uint8Array): boolean {
  const walker = new FrameWalker();
  try {
    walker.take(bytes);
    return !walker.atFrameStart;
  } catch {
    return false;
  }
}

/** Decodes a stream of zstd frames piece by piece into buffers of the caller; goes from one frame into the next by itself. */
export class ZstdDecoder {
  readonly #decoder = codec().decoder();

  /**
   * Decodes from `input` to `output`, either of which may be too short: call again with what was not read. Stops at a frame's end.
   * Throws {@link InputError} `INPUT_CORRUPT`, after which the decoder is of no more use.
   */
  push(input: Uint8Array, output: Uint8Array): ZstdStep {
    try {
      return this.#decoder.push(input, output);
    } catch (error) {
      throw error instanceof InputError ? error : corrupt(error);
    }
  }
}

/** Bytes that a frame of so many bytes may take at most. */
export const frameBound = (bytes: number): number => bytes + Math.ceil(bytes / 256) + 64;

/**
 * Compresses bytes to one frame with its content size and, unless told otherwise, a checksum. The result is a view of `into` where that
 * is given and large enough ({@link frameBound} always is), else an array of its own.
 */
export function compressFrame(
  bytes: Uint8Array,
  options: number | FrameOptions,
  into?: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  return codec().compress(bytes, typeof options === "number" ? { level: options, checksum: true } : options, into);
}

/** Decodes one whole frame of `size` bytes, into `into` where that is large enough. Throws {@link InputError}. */
export function decompressFrame(bytes: Uint8Array, size: number, into?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const target = into && into.length >= size ? into.subarray(0, size) : new Uint8Array(size);
  let written: number;
  try {
    written = codec().decompress(bytes, target);
  } catch (error) {
    throw isCutOff(bytes) ? new InputError("zstd: the frame is cut off", "INPUT_TRUNCATED", { cause: error }) : corrupt(error);
  }
  if (written !== size) throw new InputError(`zstd: a frame holds ${written} bytes, wanted ${size}`, "INPUT_CORRUPT");
  return target;
}
