import type { Attributes } from "./decision.ts";

/** One text on its way through the line, as a custom stage sees it; `text` is decoded from the batch's bytes on first use. */
export interface Document {
  /** The record's own id, or one made from its place: `source/path@offset`. */
  readonly id: string;
  readonly source: string;
  readonly text: string;
  /** Metadata fields as the reader mapped them, never written. */
  readonly meta: Readonly<Record<string, unknown>>;
  /** What stages before this one found out. */
  readonly attributes: Attributes;
}
