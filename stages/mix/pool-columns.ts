import type { AttributeKind } from "../../engine/stage.ts";

/** One attribute of every pooled document. */
export interface PoolAttribute {
  readonly kind: AttributeKind;
  /** Numbers, or indices into `labels`; NaN where no stage set it. One entry a document. */
  readonly values: Float64Array;
  /** Words that the codes of a label attribute stand for; empty for numbers. */
  readonly labels: readonly string[];
}

/**
 * The curated documents before mixing, as columns of equal length: some 30 bytes a document and 8 for each attribute. The order of
 * the rows is of no consequence to what is drawn.
 */
export interface PoolColumns {
  readonly documents: number;
  /** Part and row of the document, as in lineage; no two documents share both. */
  readonly part: Uint32Array;
  readonly row: Uint32Array;
  /** A 64-bit hash of source name and document id: the only thing that chance depends on. */
  readonly keyHigh: Uint32Array;
  readonly keyLow: Uint32Array;
  /** Index into `sources`. */
  readonly source: Uint16Array;
  readonly sources: readonly string[];
  /** Tokens of the document: whole numbers, never NaN. */
  readonly tokens: Float64Array;
  /** Bytes of the record that is written for the document, before compression. */
  readonly rawBytes: Uint32Array;
  readonly attributes: ReadonlyMap<string, PoolAttribute>;
}
