import type { Batch } from "../../engine/batch.ts";
import type { Verdicts } from "../../engine/stage.ts";

/** Runs the tidy kernel over one row with the bits of `what` (`TIDY`) and answers with an edit if a byte has changed. */
export function tidyText<R extends string>(batch: Batch, row: number, what: number, reason: R, verdicts: Verdicts<R>): void {
  const { kernels } = batch;
  const at = batch.textAt[row] as number;
  const bytes = batch.textBytes[row] as number;
  const mark = kernels.mark();
  const into = kernels.alloc(bytes);
  const written = kernels.call.tidy(at, bytes, what, into);
  if (written === bytes && Buffer.compare(batch.view(at, bytes), batch.view(into, written)) === 0) kernels.release(mark);
  else verdicts.edit(row, reason, into, written);
}

const encoder = new TextEncoder();

/** Answers with an edit to a text held as a string, if it differs from the one it came from. */
export function editText<R extends string>(
  batch: Batch,
  row: number,
  before: string,
  after: string,
  reason: R,
  verdicts: Verdicts<R>,
): void {
  if (after === before) return;
  const bytes = encoder.encode(after);
  verdicts.edit(row, reason, batch.arena(bytes), bytes.length);
}
