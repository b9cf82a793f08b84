import type { ScratchFile } from "./scratch-file.ts";

/** The sketches of every document that reached a barrier, part by part, read from disk as asked. */
export interface SketchTable {
  /** 32-bit words per document. */
  readonly words: number;
  /** Documents in all parts. */
  readonly documents: number;
  readonly parts: number;
  /** Index of the part's first document in the order (source, part, row). */
  firstDocument(part: number): number;
  /** `words` × documents of the part, in row order. */
  read(part: number): Uint32Array;
  /** Position of the part's source in the config, for policies that rank sources. */
  sourceIndex(part: number): number;
  /** Bytes the solver may hold at once beside its answer. */
  readonly memoryBytes: number;
  /** Words of what the sketcher set aside for a document's batch, from the index that it was given; written into `into`. */
  readEvidence(document: number, from: number, into: Uint32Array): void;
  /** A file to set words aside in while solving. */
  openScratch(name: string): ScratchFile;
}

/** Values of one column by document; a typed array is one, and so is what makes them up when they are asked for. */
export interface SolutionColumn {
  /** The values of the documents `from` to `to`. */
  slice(from: number, to: number): Float32Array | Uint32Array;
}

/** What a barrier decided, by document index in the order (source, part, row). */
export interface Solution {
  /** Index of the document kept in its place, the document itself where none of this run is, or {@link KEPT}. */
  readonly keeper: Uint32Array;
  /** Index into the stage's `codes` for removed documents. */
  readonly code: Uint8Array;
  /** Measured value per removed document (a similarity, say); absent where there is none. */
  readonly value?: SolutionColumn;
  /** Number attributes that the barrier writes, of kept documents too; NaN where there is none. */
  readonly attributes?: Readonly<Record<string, SolutionColumn>>;
  /** Label attributes that the barrier writes. Asked once for each document, in order. */
  readonly labels?: Readonly<Record<string, (document: number) => string | undefined>>;
  /**
   * What is taken out of the text of a document that is kept, under the barrier's edit reason: starts and ends in bytes by turns, ascending
   * and at the ends of characters. Asked once for each such document, in order; absent where no text is changed.
   */
  readonly cuts?: (document: number) => Uint32Array | undefined;
  /** Called when all has been asked. */
  readonly close?: () => void;
}

/** Marks a document that its barrier keeps. */
export const KEPT = 0xffff_ffff;
