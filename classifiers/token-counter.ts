import type { Batch } from "../engine/batch.ts";

/** Counts tokens of documents in a batch; one per worker. */
export interface TokenCounter {
  /** What the count is by, e.g. `o200k` or `tokenizer.json:1a2b3c4d5e6f`. */
  readonly name: string;
  /** False for an estimate. */
  readonly exact: boolean;
  /** Where the library counts and not the kernels, what of the tokenizer file they cannot do. */
  readonly byLibrary?: string;
  /** Tokens of a row's text, with no token added before or after it. */
  count(batch: Batch, row: number): number;
}
