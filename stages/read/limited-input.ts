import { InputError } from "../../engine/errors.ts";
import type { Awaitable } from "../../engine/stage.ts";
import type { ByteInput } from "./byte-input.ts";

/** Decoded bytes that any file may have, however small it is: no limit on expansion counts before these. */
export const EXPANSION_FLOOR_BYTES = 64 * 1024 * 1024;

/** What a compressed input may grow to. */
export interface Expansion {
  /** Name of the file, for messages. */
  readonly name: string;
  /** Bytes of the whole file as it lies on disk. */
  readonly compressedBytes: number;
  /** Decoded bytes of the whole file that come before the part. */
  readonly decodedStart: number;
  /** Decoded bytes for each byte on disk; Infinity for no limit. */
  readonly maxExpansion: number;
}

/**
 * Lets a compressed input grow to `maxExpansion` times the size of its file, and to {@link EXPANSION_FLOOR_BYTES} whatever that size
 * is; then throws {@link InputError} `INPUT_EXPANSION`. It counts from the file's beginning, so where it is cut into parts changes
 * nothing.
 */
export class LimitedInput implements ByteInput {
  readonly #input: ByteInput;
  readonly #expansion: Expansion;
  readonly #most: number;
  #decoded: number;

  constructor(input: ByteInput, expansion: Expansion) {
    this.#input = input;
    this.#expansion = expansion;
    this.#most = Math.max(EXPANSION_FLOOR_BYTES, expansion.compressedBytes * expansion.maxExpansion);
    this.#decoded = expansion.decodedStart;
  }

  get decodedEnd(): number {
    return this.#input.decodedEnd;
  }

  get position(): number {
    return this.#input.position;
  }

  ready(bytes: number): Promise<void> | undefined {
    return this.#input.ready(bytes);
  }

  read(into: Uint8Array): number {
    const left = this.#most - this.#decoded;
    if (left <= 0) throw this.#refusal();
    const bytes = this.#input.read(left < into.length ? into.subarray(0, left) : into);
    this.#decoded += bytes;
    return bytes;
  }

  #refusal(): InputError {
    const { name, compressedBytes, maxExpansion } = this.#expansion;
    return new InputError(
      `${name}: its ${compressedBytes} bytes decode to more than ${this.#most}, wanted at most ${maxExpansion} for each byte (maxExpansion). If it may be so, raise the source's maxExpansion.`,
      "INPUT_EXPANSION",
    );
  }

  close(): Awaitable<void> {
    return this.#input.close();
  }
}
