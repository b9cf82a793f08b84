import type { PartRange } from "../../../engine/source.ts";
import type { RandomAccess } from "../random-access.ts";
import { HEADER } from "./check-message.ts";
import { findMessages, type Message } from "./messages.ts";

/** Cuts an Arrow file or stream into ranges of whole record batches, of about `partBytes` where batches are smaller than that. */
export function splitBatches(file: RandomAccess, name: string, partBytes: number): readonly PartRange[] {
  let batches: readonly Message[];
  try {
    batches = findMessages(file, name).all.filter(({ kind }) => kind === HEADER.recordBatch);
  } catch {
    // Its reader says what is wrong with it.
    batches = [];
  }
  const starts = [0];
  let bytes = 0;
  for (const [index, batch] of batches.entries()) {
    if (index > 0 && bytes >= partBytes) {
      starts.push(batch.at);
      bytes = 0;
    }
    bytes += batch.bytes;
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? file.bytes, decodedStart: start }));
}
