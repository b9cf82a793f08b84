import type { LineageDatabase } from "./lineage-file.ts";
import { openLineageForReading } from "./lineage-file.ts";

/** What lineage takes on disk, for its cost to be stated; bytes. */
export interface LineageSize {
  readonly documents: number;
  readonly bytes: number;
  /** UTF-8 bytes of ids and urls, which no layout could leave out. */
  readonly nameBytes: number;
  /** Bytes per document beside its id and url, indexes and their copies of id and url included. */
  readonly bytesPerDocument: number;
  /** Bytes of each table and index, largest first; empty where SQLite was built without dbstat. */
  readonly byTable: Readonly<Record<string, number>>;
}

function tableSizes(database: LineageDatabase): Readonly<Record<string, number>> {
  try {
    const rows = database.prepare("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC").raw().all();
    return Object.fromEntries(rows as [string, number][]);
  } catch {
    return {};
  }
}

/** Measures a lineage database: how many bytes it takes a document. */
export function measureLineage(path: string): LineageSize {
  const database = openLineageForReading(path);
  try {
    const [documents, nameBytes] = database
      .prepare("SELECT count(*), coalesce(sum(coalesce(octet_length(id), 0) + coalesce(octet_length(url), 0)), 0) FROM documents")
      .raw()
      .get() as [number, number];
    const [pages, pageBytes] = [database.pragma("page_count", { simple: true }), database.pragma("page_size", { simple: true })];
    const bytes = (pages as number) * (pageBytes as number);
    const bytesPerDocument = documents === 0 ? 0 : (bytes - nameBytes) / documents;
    return { documents, bytes, nameBytes, bytesPerDocument, byTable: tableSizes(database) };
  } finally {
    database.close();
  }
}
