import type { Batch } from "../../engine/batch.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { datatroveParameters } from "../../engine/kernels/oracle/datatrove-hash.ts";
import { permutationParameters } from "../../engine/kernels/oracle/min-hash.ts";
import type { ShingleKind } from "./shingle-kind.ts";
import { Shingler } from "./shingler.ts";
import type { SketchLayout } from "./sketch-layout.ts";

/** Signatures of one seed can be held against each other, in whatever run they were made. */
const SEED = 1;

/** Signs texts: writes band keys and sketch bytes, and has their shingles at hand until the next. */
export interface Signer {
  /** Signs a row's text; the sketch begins at kernel address `sketch`. What it allocates is the caller's to release. */
  sign(batch: Batch, row: number, kind: ShingleKind, sketch: number): void;
  /** The 32-bit shingle hashes of the text signed last, a view of kernel memory or a copy. */
  shingles(): Uint32Array;
}

/** Opens a signer for sketches of a layout. */
export function openSigner(kernels: Kernels, layout: SketchLayout): Signer {
  return layout.hash === "datatrove" ? new DatatroveSigner(kernels, layout) : new OwnSigner(kernels, layout);
}

class OwnSigner implements Signer {
  readonly #kernels: Kernels;
  readonly #layout: SketchLayout;
  readonly #shingler: Shingler;
  readonly #parameters: number;
  readonly #signature: number;

  constructor(kernels: Kernels, layout: SketchLayout) {
    this.#kernels = kernels;
    this.#layout = layout;
    this.#shingler = new Shingler(kernels);
    this.#parameters = kernels.alloc(layout.permutations * 4);
    kernels.words().set(permutationParameters(layout.permutations, SEED), this.#parameters >>> 2);
    this.#signature = kernels.alloc(layout.permutations * 4);
  }

  sign(batch: Batch, row: number, kind: ShingleKind, sketch: number): void {
    const { permutations, bands, rows, keysAt, bytesAt } = this.#layout;
    const { call } = this.#kernels;
    this.#shingler.cut(batch.textAt[row] as number, batch.textBytes[row] as number, kind);
    call.minHash(this.#shingler.at, this.#shingler.count, this.#parameters, permutations, this.#signature);
    call.bandKeys(this.#signature, bands, rows, sketch + keysAt * 4);
    call.sketchBytes(this.#signature, permutations, sketch + bytesAt * 4);
  }

  shingles(): Uint32Array {
    const from = this.#shingler.at >>> 2;
    return this.#kernels.words().subarray(from, from + this.#shingler.count);
  }
}

/** Signs with the hashes and permutations of datatrove (`pipeline/dedup/minhash.py`), so that clusters can be compared with its own. */
class DatatroveSigner implements Signer {
  readonly #kernels: Kernels;
  readonly #layout: SketchLayout;
  readonly #shingler: Shingler;
  readonly #parameters: number;
  readonly #signature: number;
  #hashes = 0;
  #count = 0;

  constructor(kernels: Kernels, layout: SketchLayout) {
    this.#kernels = kernels;
    this.#layout = layout;
    this.#shingler = new Shingler(kernels);
    this.#parameters = kernels.alloc(layout.permutations * 16);
    kernels.words().set(new Uint32Array(datatroveParameters(layout.permutations, SEED).buffer), this.#parameters >>> 2);
    this.#signature = kernels.alloc(layout.permutations * 8);
  }

  sign(batch: Batch, row: number, { unit, length }: ShingleKind, sketch: number): void {
    const { permutations, bands, rows, keysAt, bytesAt } = this.#layout;
    const kernels = this.#kernels;
    const shingler = this.#shingler;
    shingler.normalise(batch.textAt[row] as number, batch.textBytes[row] as number);
    const most = unit === "word" ? (shingler.textBytes >>> 1) + 1 : Math.max(1, shingler.textBytes);
    this.#hashes = kernels.alloc(most * 8);
    const { call } = kernels;
    this.#count = call.longShingles(shingler.textAt, shingler.textBytes, unit === "word" ? 1 : 0, length, this.#hashes);
    call.longMinHash(this.#hashes, this.#count, this.#parameters, permutations, this.#signature);
    // A value of 64 bits is two words to what follows.
    call.bandKeys(this.#signature, bands, rows * 2, sketch + keysAt * 4);
    call.sketchBytes(this.#signature, permutations * 2, sketch + bytesAt * 4);
  }

  shingles(): Uint32Array {
    const words = this.#kernels.words();
    const from = this.#hashes >>> 2;
    return Uint32Array.from({ length: this.#count }, (_, index) => words[from + index * 2] as number);
  }
}
