import { InputError } from "../../engine/errors.ts";
import type { PartRange } from "../../engine/source.ts";
import { ZstdDecoder } from "../../engine/zstd.ts";
import type { ByteInput } from "./byte-input.ts";
import type { RandomBytes } from "./random-bytes.ts";

const INPUT_BYTES = 256 * 1024;

/**
 * Decodes a range of zstd frames and those behind it. The decoder loses what it had decoded in the very call that fails; so after a
 * fault the frame is decoded once more, byte by byte in the stretch that failed, and nothing readable before the fault is lost.
 */
export class ZstdInput implements ByteInput {
  decodedEnd = Number.POSITIVE_INFINITY;
  position: number;
  readonly #bytes: RandomBytes;
  readonly #name: string;
  readonly #end: number;
  readonly #buffer = new Uint8Array(INPUT_BYTES);
  #input = this.#buffer.subarray(0, 0);
  #decoder = new ZstdDecoder();
  #decoded: number;
  #atFrameStart = true;
  #frameStart: number;
  #frameDecodedStart: number;
  /** Where careful decoding begins, once there was a fault. */
  #carefulFrom: number | undefined;
  /** Bytes that are decoded again and were returned before. */
  #discard = 0;
  #fault: InputError | undefined;

  constructor(bytes: RandomBytes, name: string, { start, end, decodedStart }: PartRange) {
    this.#bytes = bytes;
    this.#name = name;
    this.#end = end;
    this.position = start;
    this.#frameStart = start;
    this.#decoded = decodedStart;
    this.#frameDecodedStart = decodedStart;
  }

  ready(): undefined {
    return undefined;
  }

  read(into: Uint8Array): number {
    let filled = 0;
    while (filled < into.length && !this.#fault) {
      const step = this.#step(into.subarray(filled));
      if (step === 0) break;
      if (step > 0) filled += step;
    }
    if (filled === 0 && this.#fault) throw this.#fault;
    return filled;
  }

  /** Decodes a little; returns the bytes written, 0 at the end of the file or at a fault, -1 when there is only more to do. */
  #step(into: Uint8Array): number {
    if (this.#input.length === 0) {
      this.#input = this.#buffer.subarray(0, this.#bytes.read(this.#buffer, INPUT_BYTES, this.position));
    }
    const discarding = this.#discard > 0;
    let step: ReturnType<ZstdDecoder["push"]>;
    try {
      step = this.#decoder.push(this.#slice(), discarding ? new Uint8Array(Math.min(this.#discard, INPUT_BYTES)) : into);
    } catch (error) {
      return this.#recover(error as InputError);
    }
    this.#input = this.#input.subarray(step.read);
    this.position += step.read;
    if (step.read === 0 && step.written === 0) {
      if (this.#input.length > 0) this.#fail("INPUT_CORRUPT", "the decoder is stuck");
      else if (!this.#atFrameStart) this.#fail("INPUT_TRUNCATED", "the file ends inside a frame");
      return 0;
    }
    if (discarding) this.#discard -= step.written;
    else this.#decoded += step.written;
    this.#atFrameStart = step.frameEnded;
    if (step.frameEnded) this.#endFrame();
    return discarding || step.written === 0 ? -1 : step.written;
  }

  #slice(): Uint8Array {
    if (this.#carefulFrom === undefined) return this.#input;
    return this.#input.subarray(0, Math.max(1, this.#carefulFrom - this.position));
  }

  #endFrame(): void {
    this.#frameStart = this.position;
    this.#frameDecodedStart = this.#decoded;
    if (this.position >= this.#end && this.decodedEnd === Number.POSITIVE_INFINITY) this.decodedEnd = this.#decoded;
  }

  #recover(error: InputError): number {
    if (this.#carefulFrom !== undefined) {
      this.#fail(error.code, error.message.replace("zstd: ", ""));
      return 0;
    }
    this.#carefulFrom = this.position;
    this.#discard = this.#decoded - this.#frameDecodedStart;
    this.position = this.#frameStart;
    this.#input = this.#buffer.subarray(0, 0);
    this.#decoder = new ZstdDecoder();
    return -1;
  }

  #fail(code: string, reason: string): void {
    this.#fault = new InputError(
      `${this.#name}: zstd: ${reason} at byte ${this.position}, after ${this.#decoded} decoded bytes. Fetch or make the file again.`,
      code,
    );
  }

  close(): void {
    this.#bytes.close();
  }
}
