import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InputError, IntegrityError } from "../engine/errors.ts";
import { type Finding, Findings } from "./findings.ts";
import { type LineageReader, openLineageReader } from "./lineage-read.ts";
import { MANIFEST_FILE, type Manifest, readManifest, totalsOf } from "./manifest.ts";
import { verifyLineageCounts, verifyPlacedDocuments } from "./verify-lineage.ts";
import { verifyMixRecord, verifySignalSums } from "./verify-mix-record.ts";
import { verifyShard } from "./verify-shard.ts";

const LINEAGE_FILE = "lineage.db";

/** What was checked, and all that was found wrong; good where `findings` is empty. */
export interface Verification {
  readonly findings: readonly Finding[];
  /** Findings beyond the most that are listed. */
  readonly moreFindings: number;
  readonly mixes: readonly string[];
  readonly shards: number;
  readonly documents: number;
  readonly bytes: number;
  /** Whether there was a lineage database to hold the shards against. */
  readonly lineage: boolean;
}

/** The mix folders and the lineage that a path stands for. */
interface Scope {
  readonly folders: readonly string[];
  readonly lineage: string | undefined;
  /** Whether all mixes in lineage must be there. */
  readonly wholeRun: boolean;
}

function scopeOf(path: string): Scope {
  if (!existsSync(path))
    throw new InputError(
      `${path}: nothing is there. Name the folder of a run, of a mix, or a ${MANIFEST_FILE}.`,
      "PATH_UNREADABLE",
    );
  const lineageIn = (folder: string) => (existsSync(join(folder, LINEAGE_FILE)) ? join(folder, LINEAGE_FILE) : undefined);
  if (!statSync(path).isDirectory()) return scopeOf(dirname(path));
  if (existsSync(join(path, MANIFEST_FILE))) return { folders: [path], lineage: lineageIn(join(path, "..")), wholeRun: false };
  const folders = readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(path, entry.name, MANIFEST_FILE)))
    .map(({ name }) => join(path, name))
    .sort();
  const lineage = lineageIn(path);
  if (folders.length === 0 && lineage === undefined)
    throw new InputError(
      `${path}: neither a run nor a mix. Name the folder of a run, of a mix, or a ${MANIFEST_FILE}.`,
      "PATH_UNREADABLE",
    );
  return { folders, lineage, wholeRun: true };
}

/** Files of a mix's folder that its manifest does not know; a trainer that takes all files would read them. */
function findStrays(folder: string, { mix, shards }: Manifest, findings: Findings): void {
  const known = new Set([MANIFEST_FILE, ...shards.map(({ file }) => file)]);
  for (const file of readdirSync(folder).sort())
    if (!known.has(file)) findings.add(`${mix}/${file}`, "a file the manifest does not name", "no such file");
}

function verifyTotals({ mix, totals, shards }: Manifest, findings: Findings): void {
  const wanted = totalsOf(shards);
  for (const count of ["documents", "tokens", "bytes", "rawBytes"] as const)
    findings.compare(`${mix}/${MANIFEST_FILE}, totals.${count}`, totals[count], wanted[count]);
  for (const count of ["bySource", "byLanguage", "byBucket"] as const)
    findings.compareCounts(`${mix}/${MANIFEST_FILE}, totals.${count}`, totals[count], wanted[count]);
}

/**
 * Recounts and rehashes a run, a mix or a manifest: every shard against its manifest, every row against lineage, and lineage against
 * itself. A run without one finished mix is found wanting, since nothing of it could be checked. Streams; memory does not grow with the run.
 */
export function verify(path: string): Verification {
  const { folders, lineage, wholeRun } = scopeOf(path);
  const findings = new Findings();
  const reader = lineage === undefined ? undefined : openLineageReader(lineage);
  let documents = 0;
  let bytes = 0;
  let shards = 0;
  const mixes: string[] = [];
  try {
    if (folders.length === 0) findings.add(basename(resolve(path)), "no mix with a manifest", "at least one finished mix");
    for (const folder of folders) {
      const manifest = tryManifest(folder, findings);
      if (manifest === undefined) continue;
      mixes.push(manifest.mix);
      findStrays(folder, manifest, findings);
      verifyTotals(manifest, findings);
      const recorded = reader === undefined ? undefined : verifyMixRecord(reader, manifest, findings);
      for (const [index, shard] of manifest.shards.entries()) {
        const counted = verifyShard(join(folder, shard.file), manifest.mix, index, shard, recorded, findings);
        documents += counted.documents;
        bytes += counted.bytes;
        shards++;
      }
      if (reader !== undefined && recorded !== undefined) verifySignalSums(reader, recorded.mix, manifest, findings);
    }
    if (reader !== undefined) {
      verifyLineageCounts(reader, findings);
      verifyPlacedDocuments(reader, findings);
      if (wholeRun) findMissingMixes(reader, mixes, findings);
    }
  } finally {
    reader?.close();
  }
  return { findings: findings.list, moreFindings: findings.more, mixes, shards, documents, bytes, lineage: reader !== undefined };
}

function tryManifest(folder: string, findings: Findings): Manifest | undefined {
  try {
    return readManifest(folder);
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    findings.add(`${basename(folder)}/${MANIFEST_FILE}`, error.message, "a manifest");
    return undefined;
  }
}

function findMissingMixes(reader: LineageReader, mixes: readonly string[], findings: Findings): void {
  for (const name of reader.database.prepare("SELECT name FROM mixes ORDER BY mix").pluck().all() as string[])
    if (!mixes.includes(name)) findings.add(`${name}/${MANIFEST_FILE}`, "no file", "the manifest of a mix in lineage");
}
