import { existsSync } from "node:fs";
import { Batch } from "./batch.ts";
import { BATCH_DOCUMENTS } from "./batch-builder.ts";
import type { Kernels } from "./kernels/kernels.ts";
import { SegmentWriter } from "./segment-writer.ts";
import { readEnd, SegmentReader } from "./segments.ts";
import { loadDocuments } from "./spool.ts";

/** Counts the tokens of one pool part by another tokenizer than its own. */
export interface RecountTask {
  readonly kind: "recount";
  /** Name or absolute path of the tokenizer. */
  readonly tokenizer: string;
  /** Text of the part, and the file of counts to be written: one segment a batch, column `tokens`. */
  readonly text: string;
  readonly into: string;
}

/** What the counts of one part come to. */
export interface RecountResult {
  readonly documents: number;
  readonly tokens: number;
}

/** Tokens of a row's text. */
export type CountRow = (batch: Batch, row: number) => number;

/** Carries out a recount; a file that is there is taken as it is, as its name says what was counted and how. */
export function recount(
  { text, into }: RecountTask,
  count: CountRow,
  kernels: Kernels,
  onProgress: (bytes: number, documents: number) => void,
): RecountResult {
  if (existsSync(into)) return readEnd(into, kernels) as RecountResult;
  const reader = new SegmentReader(text, kernels);
  const writer = new SegmentWriter(into, kernels);
  const batch = new Batch(kernels, "", BATCH_DOCUMENTS, {});
  const mark = kernels.mark();
  let documents = 0;
  let tokens = 0;
  try {
    for (let texts = loadDocuments(reader, batch); texts; texts = loadDocuments(reader, batch)) {
      texts.open(batch);
      const counts = new Float64Array(batch.count);
      let bytes = 0;
      for (let row = 0; row < batch.count; row++) {
        tokens += counts[row] = count(batch, row);
        bytes += batch.textBytes[row] as number;
      }
      documents += batch.count;
      writer.append([
        { name: "row", data: batch.row.slice(0, batch.count) },
        { name: "tokens", data: counts },
      ]);
      onProgress(bytes, batch.count);
      kernels.release(mark);
    }
    const result: RecountResult = { documents, tokens };
    writer.finish(result);
    return result;
  } catch (error) {
    writer.abandon();
    throw error;
  } finally {
    reader.close();
    kernels.release(mark);
  }
}

/** Tokens of a part's documents in the order of the pool, as {@link recount} wrote them. */
export function readCounts(path: string, kernels: Kernels): Float64Array {
  const found = [...countsIn(path, kernels)];
  const counts = new Float64Array(found.reduce((sum, { tokens }) => sum + tokens.length, 0));
  let at = 0;
  for (const { tokens } of found) {
    counts.set(tokens, at);
    at += tokens.length;
  }
  return counts;
}

/** The same by the row of each document in its part, NaN for those that are not in the pool; up to the last that is. */
export function readCountsByRow(path: string, kernels: Kernels): Float64Array {
  const found = [...countsIn(path, kernels)];
  const rows = (found.at(-1)?.rows.at(-1) ?? -1) + 1;
  const counts = new Float64Array(rows).fill(Number.NaN);
  for (const { rows: each, tokens } of found) for (const [at, row] of each.entries()) counts[row] = tokens[at] as number;
  return counts;
}

function* countsIn(path: string, kernels: Kernels): Generator<{ readonly rows: Uint32Array; readonly tokens: Float64Array }> {
  const reader = new SegmentReader(path, kernels);
  const mark = kernels.mark();
  for (let segment = reader.next(); segment; segment = reader.next()) {
    yield { rows: segment.u32("row").slice(), tokens: segment.f64("tokens").slice() };
    kernels.release(mark);
  }
  reader.close();
}
