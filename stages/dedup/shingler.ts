import type { Kernels } from "../../engine/kernels/kernels.ts";
import { shingleText } from "../../engine/kernels/oracle/shingle-text.ts";
import { type ShingleKind, shingleSeed } from "./shingle-kind.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Cuts texts into shingles in kernel memory; what it allocates is the caller's to release. */
export class Shingler {
  readonly #kernels: Kernels;
  /** Address and bytes of the text that was cut last, in the form of the kernel `shingleText`. */
  textAt = 0;
  textBytes = 0;
  /** Address and number of its shingles, 32 bits each. */
  at = 0;
  count = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /** Cuts the text at an address; the last result is overwritten. */
  cut(at: number, bytes: number, kind: ShingleKind): void {
    this.normalise(at, bytes);
    const { call } = this.#kernels;
    const most = kind.unit === "word" ? (this.textBytes >>> 1) + 1 : Math.max(1, this.textBytes);
    this.at = this.#kernels.alloc(most * 4);
    const shingles = kind.unit === "word" ? call.wordShingles : call.charShingles;
    this.count = shingles(this.textAt, this.textBytes, kind.length, shingleSeed(kind), this.at);
    this.#kernels.release(this.at);
    this.#kernels.alloc(this.count * 4);
  }

  /** Brings a text into the form that shingles are cut from: the kernel where it can, else by way of a string. */
  normalise(at: number, bytes: number): void {
    const kernels = this.#kernels;
    this.textAt = kernels.alloc(bytes);
    this.textBytes = kernels.call.shingleText(at, bytes, this.textAt);
    if (this.textBytes >= 0) return;
    const text = encoder.encode(shingleText(decoder.decode(kernels.bytes().subarray(at, at + bytes))));
    kernels.release(this.textAt);
    this.textAt = kernels.alloc(text.length);
    this.textBytes = text.length;
    kernels.bytes().set(text, this.textAt);
  }
}
