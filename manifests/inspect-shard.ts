import { statSync } from "node:fs";
import { InputError, IntegrityError } from "../engine/errors.ts";
import { readLines } from "./shard-lines.ts";

/** A JSONL or JSONL.zst file in numbers, out of its own lines. */
export interface ShardSummary {
  readonly kind: "shard";
  readonly documents: number;
  /** Size of the file, and of its records. */
  readonly bytes: number;
  readonly rawBytes: number;
  /** UTF-8 bytes of all texts. */
  readonly textBytes: number;
  readonly bySource: Readonly<Record<string, number>>;
  /** By the attribute `lang`; `unknown` where a record has none. */
  readonly byLanguage: Readonly<Record<string, number>>;
  /** Documents by the size of their text: entry i counts texts of 2^(i−1) to below 2^i UTF-8 bytes, entry 0 empty ones. */
  readonly lengths: readonly number[];
}

interface ShardRecord {
  readonly text?: unknown;
  readonly source?: unknown;
  readonly attributes?: { readonly lang?: unknown };
}

function parseLine(line: Buffer, path: string, row: number): ShardRecord {
  try {
    const value: unknown = JSON.parse(line.toString("utf8"));
    if (value !== null && typeof value === "object") return value;
  } catch {
    // Said below, without the parser's words: they quote the text.
  }
  throw new IntegrityError(
    `${path}, row ${row}: not a record, got something else, wanted a JSON object. Run kijil verify on it.`,
    "SHARD_CORRUPT",
  );
}

const nameOf = (value: unknown): string => (typeof value === "string" ? value : "unknown");

const sorted = (counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));

/** Lines of a shard, with a fault in the file said of the shard. */
function* linesOf(path: string): Generator<Buffer> {
  try {
    yield* readLines(path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new IntegrityError(`${path}: cannot be decoded, ${error.message}. Run kijil verify on it.`, "SHARD_CORRUPT", {
      cause: error,
    });
  }
}

/** Sums up a shard, or any JSONL file with `text` and `source`, by reading it. */
export function inspectShard(path: string): ShardSummary {
  const bySource = new Map<string, number>();
  const byLanguage = new Map<string, number>();
  const lengths: number[] = [];
  let documents = 0;
  let rawBytes = 0;
  let textBytes = 0;
  for (const line of linesOf(path)) {
    const { text, source, attributes } = parseLine(line, path, documents);
    const bytes = typeof text === "string" ? Buffer.byteLength(text) : 0;
    const bin = bytes === 0 ? 0 : Math.floor(Math.log2(bytes)) + 1;
    while (lengths.length <= bin) lengths.push(0);
    lengths[bin] = (lengths[bin] as number) + 1;
    bySource.set(nameOf(source), (bySource.get(nameOf(source)) ?? 0) + 1);
    byLanguage.set(nameOf(attributes?.lang), (byLanguage.get(nameOf(attributes?.lang)) ?? 0) + 1);
    documents++;
    rawBytes += line.length + 1;
    textBytes += bytes;
  }
  return {
    kind: "shard",
    documents,
    bytes: statSync(path).size,
    rawBytes,
    textBytes,
    bySource: sorted(bySource),
    byLanguage: sorted(byLanguage),
    lengths,
  };
}

/**
 * `count` records of a shard, drawn without replacement and given in the order of the file; the same file, count and seed give the
 * same ones. One pass, memory of the sample alone: reservoir sampling (Vitter 1985, algorithm R).
 */
export function sampleShard(
  path: string,
  count: number,
  seed: number,
): readonly { readonly row: number; readonly record: unknown }[] {
  const kept: { row: number; line: Buffer }[] = [];
  const next = numbersFrom(seed);
  let row = 0;
  for (const line of linesOf(path)) {
    const place = row < count ? row : Math.floor(next() * (row + 1));
    if (place < count) kept[place] = { row, line: Buffer.from(line) };
    row++;
  }
  return kept.sort((a, b) => a.row - b.row).map(({ row: at, line }) => ({ row: at, record: parseLine(line, path, at) }));
}

/** Fractions in [0, 1) that follow from a seed: a Weyl sequence through the finaliser of MurmurHash3 (Appleby, public domain). */
function numbersFrom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}
