import type { Curated } from "../engine/curate.ts";
import { bytes, count, many } from "./format.ts";

/** Files named one by one; beyond that they are counted. */
const MOST_FILES = 5;

/**
 * What is said of a run's input though nothing is wrong with it: files that hold no record. Of small files that share a part only those
 * without a byte are known to hold none. `limit`: records read of each source.
 */
export function notesOf({ parts }: Pick<Curated, "parts">, limit: number): readonly string[] {
  // With a limit, files may simply not have been reached.
  if (Number.isFinite(limit)) return [];
  const files = new Map<string, { readonly name: string; readonly bytes: number; holdsAny: boolean }>();
  for (const { part, source, records, unreadable } of parts) {
    for (const { file: listed } of part.ranges) {
      const key = `${source}/${listed.name}`;
      const file = files.get(key) ?? { ...listed, holdsAny: false };
      const isBroken = unreadable.some((broken) => broken.file === listed.name);
      file.holdsAny ||= isBroken || (listed.bytes > 0 && (records > 0 || part.ranges.length > 1));
      files.set(key, file);
    }
  }
  const empty = [...files.values()].filter(({ holdsAny }) => !holdsAny);
  const named = empty.slice(0, MOST_FILES).map(({ name, bytes: size }) => `${name}: holds no record (${bytes(size)})`);
  const more = empty.length - named.length;
  return more > 0 ? [...named, `and ${many(more, "more file")} without a record`] : named;
}

/** What is said of documents that bear the id of another one of their source. */
export function idNotes(shared: ReadonlyMap<string, number>): readonly string[] {
  return [...shared].map(
    ([source, documents]) =>
      `source ${source}: ${count(documents)} ${documents === 1 ? "document bears" : "documents bear"} the id of another one. All are kept; kijil trace tells of each.`,
  );
}
