import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { InputError } from "../engine/errors.ts";
import type { Shard } from "../engine/mix.ts";
import type { Findings } from "./findings.ts";
import { readLines } from "./shard-lines.ts";
import type { PlacedRow, RecordedMix } from "./verify-mix-record.ts";

const CHUNK_BYTES = 2 ** 20;

/** SHA-256 and size of a file. */
export function digestFile(path: string): { readonly sha256: string; readonly bytes: number } {
  const descriptor = openSync(path, "r");
  try {
    const hash = createHash("sha256");
    const chunk = new Uint8Array(CHUNK_BYTES);
    let bytes = 0;
    for (;;) {
      const read = readSync(descriptor, chunk, 0, chunk.length, null);
      if (read === 0) return { sha256: hash.digest("hex"), bytes };
      hash.update(chunk.subarray(0, read));
      bytes += read;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** What a line of a shard must be; undefined where it is not that. */
export function parseRecord(line: Buffer): { readonly id: string; readonly source: string; readonly text: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
  const { id, source, text } = (value ?? {}) as Record<string, unknown>;
  return typeof id === "string" && typeof source === "string" && typeof text === "string" ? { id, source, text } : undefined;
}

const add = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/** What the lines of a shard add up to. */
interface LineCounts {
  documents: number;
  rawBytes: number;
  readonly bySource: Record<string, number>;
  readonly byBucket: Record<string, number>;
}

/** Checks one shard file: size, digest, that it decodes, every line, and every row against its place in lineage. Returns what was read. */
export function verifyShard(
  path: string,
  mix: string,
  index: number,
  shard: Shard,
  recorded: RecordedMix | undefined,
  findings: Findings,
): { readonly documents: number; readonly bytes: number } {
  const where = `${mix}/${shard.file}`;
  if (!existsSync(path)) {
    findings.add(where, "no file", `${shard.bytes} bytes`);
    return { documents: 0, bytes: 0 };
  }
  const { sha256, bytes } = digestFile(path);
  findings.compare(`${where}, bytes`, bytes, shard.bytes);
  findings.compare(`${where}, sha256`, sha256, shard.sha256);
  const counts: LineCounts = { documents: 0, rawBytes: 0, bySource: {}, byBucket: {} };
  const places = recorded?.rows(index);
  try {
    for (const line of readLines(path)) verifyLine(line, `${where}, row ${counts.documents}`, counts, places, findings);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    findings.add(`${where}, after row ${counts.documents}`, error.message, `${shard.documents} rows`);
    return { documents: counts.documents, bytes };
  } finally {
    places?.return?.();
  }
  findings.compare(`${where}, documents`, counts.documents, shard.documents);
  findings.compare(`${where}, rawBytes`, counts.rawBytes, shard.rawBytes);
  if (!isDeepStrictEqual(counts.bySource, shard.bySource))
    findings.compareCounts(`${where}, bySource`, counts.bySource, shard.bySource);
  if (places !== undefined) findings.compareCounts(`${where}, byBucket`, counts.byBucket, shard.byBucket);
  return { documents: counts.documents, bytes };
}

function verifyLine(
  line: Buffer,
  where: string,
  counts: LineCounts,
  places: Iterator<PlacedRow> | undefined,
  findings: Findings,
): void {
  counts.documents++;
  counts.rawBytes += line.length + 1;
  const record = parseRecord(line);
  if (record === undefined) findings.add(where, "something else", "a JSON object with id, source and text");
  else add(counts.bySource, record.source);
  if (places === undefined) return;
  const place = places.next();
  if (place.done === true) {
    findings.add(where, "a row", "none, lineage has no document here");
    return;
  }
  add(counts.byBucket, place.value.bucket);
  if (record === undefined) return;
  findings.compare(`${where}, id`, record.id, place.value.id);
  findings.compare(`${where}, source`, record.source, place.value.source);
}
