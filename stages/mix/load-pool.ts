import { IntegrityError } from "../../engine/errors.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { STATE_KEPT } from "../../engine/lineage.ts";
import { type Segment, SegmentReader } from "../../engine/segments.ts";
import type { AttributeSpecs } from "../../engine/stage.ts";
import { readCounts } from "../../engine/token-counts.ts";
import type { PoolColumns } from "./pool-columns.ts";

/** One part of the pool, as its index lists it. */
export interface PooledPart {
  readonly report: string;
  readonly part: number;
  /** Index into the run's sources. */
  readonly source: number;
  readonly kept: number;
  /** Another tokenizer's counts to draw by, a file of `engine/token-counts.ts`. */
  readonly counts?: string;
}

/** Bytes of a record beside id, text, metadata and attributes: member names and source, roughly. */
const RECORD_BYTES = 96;
/** Bytes of one attribute in a record, roughly. */
const ATTRIBUTE_BYTES = 24;

type Filling = { -readonly [K in keyof PoolColumns]: PoolColumns[K] };

/** Loads what mixing asks for out of the last pass's reports: no text, and only the attributes named. */
export function loadPool(
  parts: readonly PooledPart[],
  sources: readonly string[],
  specs: AttributeSpecs,
  attributes: readonly string[],
  kernels: Kernels,
): PoolColumns {
  const documents = parts.reduce((sum, { kept }) => sum + kept, 0);
  const u32 = () => new Uint32Array(documents);
  const columns = new Map<string, { kind: "number" | "label"; values: Float64Array; labels: string[] }>();
  for (const name of new Set(attributes))
    columns.set(name, { kind: specs[name] ?? "number", values: new Float64Array(documents), labels: [] });
  const pool: Filling = {
    documents,
    part: u32(),
    row: u32(),
    keyHigh: u32(),
    keyLow: u32(),
    source: new Uint16Array(documents),
    sources,
    tokens: new Float64Array(documents),
    rawBytes: u32(),
    attributes: columns,
  };
  const overhead = RECORD_BYTES + ATTRIBUTE_BYTES * Object.keys(specs).length;
  let next = 0;
  for (const { report, part, source, counts } of parts) {
    const first = next;
    const reader = new SegmentReader(report, kernels);
    const mark = kernels.mark();
    for (let segment = reader.next(); segment; segment = reader.next()) {
      const kept = keptIn(segment);
      pool.part.fill(part, next, next + kept.length);
      pool.source.fill(source, next, next + kept.length);
      loadSegment(segment, kept, pool, next, overhead);
      const { labels } = segment.extra as { labels: readonly string[] };
      for (const [name, column] of columns) loadAttribute(segment.f64(`@${name}`), kept, column, labels, next);
      next += kept.length;
      kernels.release(mark);
    }
    reader.close();
    if (counts !== undefined) replaceTokens(pool, first, next, readCounts(counts, kernels));
  }
  if (next !== documents)
    throw new IntegrityError(`pool: got ${next} documents, wanted ${documents}. Run again with --fresh.`, "POOL_SHAPE");
  return pool;
}

function replaceTokens(pool: Filling, from: number, to: number, counts: Float64Array): void {
  if (counts.length !== to - from)
    throw new IntegrityError(
      `pool: got counts of ${counts.length} documents, wanted ${to - from}. Run again with --fresh.`,
      "POOL_SHAPE",
    );
  pool.tokens.set(counts, from);
}

/** Indices of the segment's documents that came through. */
function keptIn(segment: Segment): Uint32Array {
  const state = segment.u16("state");
  const kept = new Uint32Array(state.length);
  let count = 0;
  for (let index = 0; index < state.length; index++) if (state[index] === STATE_KEPT) kept[count++] = index;
  return kept.subarray(0, count);
}

function loadSegment(segment: Segment, kept: Uint32Array, pool: Filling, at: number, overhead: number): void {
  const rows = segment.u32("row");
  const text = segment.u32("textBytes");
  const tokens = segment.has("@tokens") ? segment.f64("@tokens") : undefined;
  const id = segment.u32("keptIdBytes");
  const meta = segment.u32("keptMetaBytes");
  pool.keyLow.set(segment.u32("keyLow"), at);
  pool.keyHigh.set(segment.u32("keyHigh"), at);
  for (let index = 0; index < kept.length; index++) {
    const row = kept[index] as number;
    pool.row[at + index] = rows[row] as number;
    const count = tokens?.[row] ?? 0;
    pool.tokens[at + index] = Number.isNaN(count) ? 0 : count;
    pool.rawBytes[at + index] = (text[row] as number) + (id[index] as number) + (meta[index] as number) + overhead;
  }
}

function loadAttribute(
  values: Float64Array,
  kept: Uint32Array,
  column: { readonly kind: "number" | "label"; readonly values: Float64Array; readonly labels: string[] },
  labels: readonly string[],
  at: number,
): void {
  const codes = column.kind === "label" ? labels.map((label) => codeOf(column.labels, label)) : undefined;
  for (let index = 0; index < kept.length; index++) {
    const value = values[kept[index] as number] as number;
    column.values[at + index] = codes && !Number.isNaN(value) ? (codes[value] as number) : value;
  }
}

function codeOf(labels: string[], label: string): number {
  const known = labels.indexOf(label);
  if (known >= 0) return known;
  labels.push(label);
  return labels.length - 1;
}
