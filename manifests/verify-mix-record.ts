import type { Findings } from "./findings.ts";
import type { LineageReader } from "./lineage-read.ts";
import { MANIFEST_FILE, type Manifest } from "./manifest.ts";
import { documentPlace, placeNumber } from "./places.ts";

/** What lineage says of one row of a shard; nulls where it has no such document. */
export interface PlacedRow {
  readonly id: string | null;
  readonly source: string | null;
  readonly bucket: string;
}

/** A mix as lineage has it. */
export interface RecordedMix {
  readonly mix: number;
  /** Rows of a shard in order. */
  rows(shard: number): IterableIterator<PlacedRow>;
}

/** Attribute that shards are counted by. */
const LANGUAGE = "lang";
const TOKENS = "tokens";
const UNKNOWN = "unknown";

const PLACED_ROWS = `SELECT d.id, s.name AS source, b.name AS bucket
  FROM placements p
    LEFT JOIN documents d ON d.document = p.document
    LEFT JOIN parts a ON a.part = p.document >> 32
    LEFT JOIN sources s ON s.source = a.source
    LEFT JOIN buckets b ON b.mix = ? AND b.bucket = p.bucket
  WHERE p.place >= ? AND p.place < ? ORDER BY p.place`;

/** Holds a manifest's list of shards against that in lineage; undefined, with a finding, where lineage does not know the mix. */
export function verifyMixRecord({ database }: LineageReader, manifest: Manifest, findings: Findings): RecordedMix | undefined {
  const where = `${manifest.mix}/${MANIFEST_FILE}`;
  const mix = database.prepare("SELECT mix FROM mixes WHERE name = ?").pluck().get(manifest.mix) as number | undefined;
  if (mix === undefined) {
    findings.add(`${where}, mix`, manifest.mix, "a mix that lineage knows");
    return undefined;
  }
  const shards = database
    .prepare("SELECT file, documents, tokens, bytes, raw_bytes AS rawBytes, sha256 FROM shards WHERE mix = ? ORDER BY shard")
    .all(mix);
  findings.compare(`${where}, shards`, manifest.shards.length, shards.length);
  for (const [index, shard] of manifest.shards.entries()) {
    const known = shards[index] as Record<string, string | number> | undefined;
    for (const field of ["file", "documents", "tokens", "bytes", "rawBytes", "sha256"] as const)
      if (known !== undefined)
        findings.compare(`${where}, ${shard.file}, ${field} against lineage`, shard[field], known[field] as string | number);
  }
  const rows = database.prepare(PLACED_ROWS);
  return {
    mix,
    rows: (shard) => rows.iterate(mix, placeNumber(mix, shard, 0), placeNumber(mix, shard + 1, 0)) as IterableIterator<PlacedRow>,
  };
}

interface ShardSums {
  documents: number;
  tokens: number;
  readonly byLanguage: Record<string, number>;
}

/** Adds up recorded tokens and languages of what stands in each shard, part by part, and holds the sums against the manifest. */
export function verifySignalSums(reader: LineageReader, mix: number, manifest: Manifest, findings: Findings): void {
  const names = reader.attributeNames();
  const counts = manifest.tokenizer?.attribute ?? TOKENS;
  const sums = manifest.shards.map((): ShardSums => ({ documents: 0, tokens: 0, byLanguage: {} }));
  let part = -1;
  let columns: ReturnType<typeof columnsOf> | undefined;
  const placed = reader.database.prepare("SELECT document, place >> 45, shard FROM placements ORDER BY document").raw().iterate();
  for (const [document, ofMix, shard] of placed as Iterable<[number, number, number]>) {
    const sum = sums[shard];
    if (ofMix !== mix || sum === undefined) continue;
    const place = documentPlace(document);
    if (place.part !== part) {
      part = place.part;
      columns = columnsOf(reader, part, counts);
    }
    sum.documents++;
    sum.tokens += columns?.tokens?.values[place.row] ?? 0;
    const { language } = columns ?? {};
    const label = language?.labels[language.values[place.row] as number] ?? UNKNOWN;
    sum.byLanguage[label] = (sum.byLanguage[label] ?? 0) + 1;
  }
  for (const [index, shard] of manifest.shards.entries()) {
    const where = `${manifest.mix}/${shard.file}`;
    const sum = sums[index] as ShardSums;
    findings.compare(`${where}, documents in lineage`, sum.documents, shard.documents);
    if (names.includes(counts)) findings.compare(`${where}, tokens in lineage`, sum.tokens, shard.tokens);
    if (names.includes(LANGUAGE)) findings.compareCounts(`${where}, byLanguage in lineage`, sum.byLanguage, shard.byLanguage);
  }
}

const columnsOf = (reader: LineageReader, part: number, counts: string) => ({
  tokens: reader.attribute(part, counts),
  language: reader.attribute(part, LANGUAGE),
});
