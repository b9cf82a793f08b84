import { STATE_KEPT, STATE_QUARANTINED } from "../engine/lineage.ts";
import { type LineageReader, openLineageReader } from "./lineage-read.ts";
import { documentPlace } from "./places.ts";

/** A document by its names and place. */
export interface TracedName {
  readonly id: string | null;
  readonly source: string;
  /** Number of the document in lineage. */
  readonly document: number;
}

export interface TracedDocument extends TracedName {
  readonly url: string | null;
  /** Input file, relative to the base of its source, and where in it the record begins, in decoded bytes. */
  readonly file: string;
  readonly offset: number;
  readonly part: number;
  readonly row: number;
  readonly textBytes: number;
  readonly outcome: "kept" | "removed" | "quarantined";
  /** Why it was quarantined. */
  readonly reason: string | null;
  readonly attributes: Readonly<Record<string, number | string>>;
}

export interface TracedDecision {
  readonly stage: string;
  readonly action: "drop" | "edit";
  readonly reason: string;
  readonly description: string;
  readonly value: number | null;
  readonly threshold: number | null;
}

/** A document that stands for another, and what became of it in turn. */
export interface TracedTwin extends TracedName {
  readonly outcome: TracedDocument["outcome"];
}

/** The life of one document; the contract of `kijil trace --json`. */
export interface Trace {
  readonly format: "kijil-trace/1";
  readonly document: TracedDocument;
  /** In the order of travel. */
  readonly decisions: readonly TracedDecision[];
  /** The document that stands for this one, or null. */
  readonly twin: TracedTwin | null;
  /** From the twin on, each the one that stands for the one before, to the last. */
  readonly twinChain: readonly TracedTwin[];
  readonly shards: readonly {
    readonly mix: string;
    readonly shard: string;
    readonly row: number;
    readonly bucket: string;
    readonly copy: number;
  }[];
}

interface DocumentRow {
  readonly document: number;
  readonly id: string | null;
  readonly url: string | null;
  readonly source: string;
  readonly file: string;
  readonly offset: number;
  readonly state: number;
  readonly twin: number | null;
  readonly textBytes: number;
  readonly reason: string | null;
}

const DOCUMENTS = `SELECT d.document, d.id, d.url, s.name AS source, f.file, d."offset", d.state, d.twin, d.text_bytes AS textBytes, q.reason
  FROM documents d
    JOIN document_files f ON f.document = d.document
    JOIN parts p ON p.part = d.document >> 32
    JOIN sources s ON s.source = p.source
    LEFT JOIN quarantine q ON q.document = d.document`;

const outcomeOf = (state: number): TracedDocument["outcome"] =>
  state === STATE_KEPT ? "kept" : state === STATE_QUARANTINED ? "quarantined" : "removed";

const nameOf = ({ document, id, source, state }: DocumentRow): TracedTwin => ({
  id,
  source,
  document,
  outcome: outcomeOf(state),
});

function attributesOf(reader: LineageReader, part: number, row: number): Readonly<Record<string, number | string>> {
  const found: Record<string, number | string> = {};
  for (const name of reader.attributeNames(part)) {
    const column = reader.attribute(part, name);
    const value = column?.values[row];
    if (column === undefined || value === undefined || Number.isNaN(value)) continue;
    found[name] = column.kind === "label" ? (column.labels[value] as string) : value;
  }
  return found;
}

/** Follows twins to the one that has none. A twin always stands for its whole cluster, but a chain is followed however long, once round. */
function twinsOf(first: number | null, find: (document: number) => DocumentRow | undefined): readonly TracedTwin[] {
  const chain: TracedTwin[] = [];
  const seen = new Set<number>();
  for (let next = first; next !== null && !seen.has(next); ) {
    seen.add(next);
    const row = find(next);
    if (row === undefined) break;
    chain.push(nameOf(row));
    next = row.twin;
  }
  return chain;
}

function traceRow(reader: LineageReader, row: DocumentRow): Trace {
  const { database } = reader;
  const byNumber = database.prepare(`${DOCUMENTS} WHERE d.document = ?`);
  const decisions = database
    .prepare(
      "SELECT stage, action, reason, description, value, threshold FROM decisions WHERE document = ? ORDER BY reason_index",
    )
    .all(row.document) as TracedDecision[];
  const shards = database
    .prepare(`SELECT mix, shard, "row", bucket, copy FROM placements_readable WHERE document = ? ORDER BY mix, shard, "row"`)
    .all(row.document) as Trace["shards"];
  const place = documentPlace(row.document);
  const twinChain = twinsOf(row.twin, (document) => byNumber.get(document) as DocumentRow | undefined);
  return {
    format: "kijil-trace/1",
    document: {
      id: row.id,
      url: row.url,
      source: row.source,
      file: row.file,
      offset: row.offset,
      part: place.part,
      row: place.row,
      document: row.document,
      textBytes: row.textBytes,
      outcome: outcomeOf(row.state),
      reason: row.reason,
      attributes: attributesOf(reader, place.part, place.row),
    },
    decisions,
    twin: twinChain[0] ?? null,
    twinChain,
    shards,
  };
}

/**
 * The lives of all documents with this id, or else this URL, in the order of the run: ids may repeat between sources. Empty where there
 * is none. Works on unfinished runs too, by reading every row.
 */
export function trace(lineage: string, idOrUrl: string): readonly Trace[] {
  const reader = openLineageReader(lineage);
  try {
    const find = (column: "id" | "url") =>
      reader.database.prepare(`${DOCUMENTS} WHERE d.${column} = ? ORDER BY d.document`).all(idOrUrl) as DocumentRow[];
    const byId = find("id");
    return (byId.length > 0 ? byId : find("url")).map((row) => traceRow(reader, row));
  } finally {
    reader.close();
  }
}
