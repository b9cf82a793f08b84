import type { Findings } from "./findings.ts";
import type { LineageReader } from "./lineage-read.ts";

const PART_COUNTS = `SELECT part, rows,
    (SELECT count(*) FROM documents WHERE document >= parts.part << 32 AND document < (parts.part + 1) << 32) AS documents,
    (SELECT coalesce(sum(documents), 0) FROM outcomes WHERE outcomes.part = parts.part) AS outcomes
  FROM parts ORDER BY part`;

/** What the rows say against what was counted when they were written, one row a difference. */
const RECOUNTED = `WITH counted AS (
    SELECT document >> 32 AS part, state, edits, count(*) AS documents, sum(text_bytes) AS text_bytes
    FROM documents WHERE document >= ? AND document < ? GROUP BY state, edits
  )
  SELECT coalesce(o.state, c.state) AS state, coalesce(c.documents, 0) AS got, coalesce(o.documents, 0) AS wanted,
    coalesce(c.text_bytes, 0) AS gotBytes, coalesce(o.text_bytes, 0) AS wantedBytes
  FROM (SELECT * FROM outcomes WHERE part = ?) o FULL JOIN counted c ON c.state = o.state AND c.edits = o.edits
  WHERE c.documents IS NOT o.documents OR c.text_bytes IS NOT o.text_bytes`;

interface PartCounts {
  readonly part: number;
  readonly rows: number;
  readonly documents: number;
  readonly outcomes: number;
}
interface Difference {
  readonly state: number;
  readonly got: number;
  readonly wanted: number;
  readonly gotBytes: number;
  readonly wantedBytes: number;
}

/** Counts conserved: rows of each part = its documents = kept + removed + quarantined, and every state is one that the run knows. */
export function verifyLineageCounts({ database }: LineageReader, findings: Findings): void {
  const recount = database.prepare(RECOUNTED);
  for (const { part, rows, documents, outcomes } of database.prepare(PART_COUNTS).all() as PartCounts[]) {
    const where = `lineage.db, part ${part}`;
    findings.compare(`${where}, documents`, documents, rows);
    findings.compare(`${where}, kept + removed + quarantined`, outcomes, rows);
    for (const { state, got, wanted, gotBytes, wantedBytes } of recount.all(
      part * 2 ** 32,
      (part + 1) * 2 ** 32,
      part,
    ) as Difference[]) {
      findings.compare(`${where}, documents of state ${state}`, got, wanted);
      findings.compare(`${where}, text bytes of state ${state}`, gotBytes, wantedBytes);
    }
  }
  const one = (sql: string) => database.prepare(sql).pluck().get() as number;
  findings.compare(
    "lineage.db, documents of parts that are not there",
    one("SELECT count(*) FROM documents WHERE document >> 32 NOT IN (SELECT part FROM parts)"),
    0,
  );
  const strange =
    "SELECT coalesce(sum(documents), 0) FROM outcomes WHERE state >= 2 AND state - 2 NOT IN (SELECT reason_index FROM reasons WHERE kind = 'drop')";
  findings.compare("lineage.db, documents removed for an unknown reason", one(strange), 0);
  const unexplained =
    "SELECT (SELECT coalesce(sum(documents), 0) FROM outcomes WHERE state = 1) - (SELECT count(*) FROM quarantine)";
  findings.compare("lineage.db, quarantined documents without a reason", one(unexplained), 0);
}

/** Whatever stands in a shard was kept, and shards hold as many places as they say. */
export function verifyPlacedDocuments({ database }: LineageReader, findings: Findings): void {
  const placed = database
    .prepare("SELECT p.place FROM placements p LEFT JOIN documents d ON d.document = p.document WHERE d.state IS NOT 0")
    .pluck();
  let strangers = 0;
  for (const _ of placed.iterate()) strangers++;
  findings.compare("lineage.db, documents in shards that were not kept", strangers, 0);
  const counts = database
    .prepare(`SELECT m.name AS mix, s.file, s.documents AS wanted,
        (SELECT count(*) FROM placements p WHERE p.place >= (s.mix << 45) + (s.shard << 25) AND p.place < (s.mix << 45) + ((s.shard + 1) << 25)) AS got
      FROM shards s JOIN mixes m USING (mix) ORDER BY s.mix, s.shard`)
    .all() as { mix: string; file: string; wanted: number; got: number }[];
  for (const { mix, file, wanted, got } of counts) findings.compare(`lineage.db, places of ${mix}/${file}`, got, wanted);
}
