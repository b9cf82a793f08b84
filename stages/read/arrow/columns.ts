import { DEFAULT_MAX_EXPANSION } from "../byte-input.ts";
import type { RandomAccess } from "../random-access.ts";
import { Batches } from "./batches.ts";
import { HEADER } from "./check-message.ts";
import { findMessages } from "./messages.ts";

/** Names of the columns of an Arrow file, from its first record batch; none where it has none. Throws where that cannot be decoded. */
export function arrowColumns(file: RandomAccess, name: string): readonly string[] {
  const { all } = findMessages(file, name);
  const first = all.find(({ kind }) => kind === HEADER.recordBatch);
  if (!first) return [];
  const before = all.filter(({ kind }) => kind !== HEADER.recordBatch);
  return new Batches(file, before, DEFAULT_MAX_EXPANSION).decode(first).map((column) => column.name);
}
