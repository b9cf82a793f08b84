import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { SketchTable } from "../../engine/sketch-table.ts";
import { equalBands, equalBytes, type SketchLayout, similarityOf } from "./sketch-layout.ts";

/** How it is made sure that two documents with a band in common are twins. */
export const VERIFICATIONS = ["exact", "sketch", "bands"] as const;
/** One of {@link VERIFICATIONS}. */
export type Verification = (typeof VERIFICATIONS)[number];

/** Standard deviations of an estimate below the threshold down to which pairs are compared exactly; one true pair in 700 is below. */
const MARGIN = 3;
/** Slots of the table that sets are compared in; longer lists are compared in several turns. */
const MOST_SLOTS = 2 ** 22;

/** A document's sketch in an array of sketches. */
export interface SketchPlace {
  readonly document: number;
  readonly sketches: Uint32Array;
  readonly at: number;
}

/** Tells whether two documents are twins; the fields tell of the pair where they are. */
export interface PairJudge {
  areTwins(a: SketchPlace, b: SketchPlace): boolean;
  /** What was measured of the pair itself; NaN where only sketches were compared. */
  readonly exact: number;
  /** Similarity by sketches. */
  readonly estimate: number;
  /** Bands in common. */
  readonly bands: number;
}

/** Tells whether two documents are twins by the Jaccard coefficient of their sets of shingles. */
export class TwinJudge implements PairJudge {
  readonly #table: SketchTable;
  readonly #layout: SketchLayout;
  readonly #similarity: number;
  readonly #verify: Verification;
  readonly #kernels: Kernels;
  readonly #fewestEqual: number;
  /** Of the pair judged last: similarity by its sketches. */
  estimate = Number.NaN;
  /** Of the pair judged last: similarity of the sets of shingles; NaN where they were not compared. */
  exact = Number.NaN;
  /** Of the pair judged last: bands in common. */
  bands = 0;

  constructor(table: SketchTable, layout: SketchLayout, similarity: number, verify: Verification, kernels: Kernels) {
    this.#table = table;
    this.#layout = layout;
    this.#similarity = similarity;
    this.#verify = verify;
    this.#kernels = kernels;
    const { permutations } = layout;
    const deviation = Math.sqrt((similarity * (1 - similarity)) / permutations);
    const least = verify === "exact" ? similarity - MARGIN * deviation : verify === "sketch" ? similarity : 0;
    this.#fewestEqual = verify === "bands" ? 0 : Math.ceil(layout.bytes * (least + (1 - least) / 256) - 1e-9);
  }

  areTwins(a: SketchPlace, b: SketchPlace): boolean {
    const { bytesAt, bytes } = this.#layout;
    const equal = equalBytes(a.sketches, a.at + bytesAt, b.sketches, b.at + bytesAt, bytes / 4);
    if (equal < this.#fewestEqual) return false;
    this.exact = this.#verify === "exact" ? this.#compare(a, b) : Number.NaN;
    if (this.exact < this.#similarity) return false;
    this.estimate = similarityOf(equal, bytes);
    this.bands = equalBands(a.sketches, a.at, b.sketches, b.at, this.#layout);
    return true;
  }

  /** Jaccard coefficient of the sets of shingles. */
  #compare(a: SketchPlace, b: SketchPlace): number {
    const kernels = this.#kernels;
    const mark = kernels.mark();
    const [aAt, aCount] = this.#load(a);
    const [bAt, bCount] = this.#load(b);
    const wanted = 2 ** Math.ceil(Math.log2(2 * (aCount + bCount) + 1));
    const slots = Math.min(wanted, MOST_SLOTS);
    const turns = wanted / slots;
    const table = kernels.alloc(slots * 8);
    const sizes = kernels.alloc(12);
    let [first, second, both] = [0, 0, 0];
    for (let turn = 0; turn < turns; turn++) {
      kernels.call.setOverlap(aAt, aCount, bAt, bCount, table, slots, turns - 1, turn, sizes);
      const words = kernels.words();
      first += words[sizes >>> 2] as number;
      second += words[(sizes >>> 2) + 1] as number;
      both += words[(sizes >>> 2) + 2] as number;
    }
    kernels.release(mark);
    return both / (first + second - both);
  }

  #load({ document, sketches, at }: SketchPlace): readonly [at: number, count: number] {
    const from = sketches[at + this.#layout.evidenceAt] as number;
    const count = sketches[at + this.#layout.evidenceAt + 1] as number;
    const place = this.#kernels.alloc(count * 4);
    this.#table.readEvidence(document, from, this.#kernels.words().subarray(place >>> 2, (place >>> 2) + count));
    return [place, count];
  }
}
