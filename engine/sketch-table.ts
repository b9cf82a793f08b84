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

/** What a barrier decided, by document index in the order (source, part, row). */
export interface Solution {
  /** Index of the document kept in its place, or {@link KEPT}. */
  readonly keeper: Uint32Array;
  /** Index into the stage's `codes` for removed documents. */
  readonly code: Uint8Array;
  /** Measured value per removed document (a similarity, say); absent where there is none. */
  readonly value?: Float32Array;
  /** Attributes that the barrier writes, of kept documents too; NaN where there is none. */
  readonly attributes?: Readonly<Record<string, Float32Array | Uint32Array>>;
}

/** Marks a document that its barrier keeps. */
export const KEPT = 0xffff_ffff;
