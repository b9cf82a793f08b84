import { existsSync } from "node:fs";
import type { Place, Refusal } from "./batch-builder.ts";
import { IntegrityError } from "./errors.ts";
import type { Kernels } from "./kernels/kernels.ts";
import { type AttributeColumn, NO_TWIN, type PackedStrings, type PartRecord, STATE_KEPT, STATE_QUARANTINED } from "./lineage.ts";
import type { PassResult } from "./pass.ts";
import { type Plan, type PlannedPass, writtenIn } from "./plan.ts";
import type { Unreadable } from "./read-part.ts";
import { readEnd, type Segment, SegmentReader } from "./segments.ts";
import type { Part } from "./source.ts";
import { type PartVerdicts, VerdictsReader } from "./verdicts.ts";

/** The files that together say what happened to one part. */
export interface PartFiles {
  readonly part: Part;
  readonly source: string;
  /** Digest of all that the record depends on. */
  readonly key: string;
  /** Report of each pass, in order. */
  readonly reports: readonly string[];
  /** Verdicts between passes, in order. */
  readonly verdicts: readonly { readonly path: string; readonly part: PartVerdicts }[];
}

interface ReportExtra {
  readonly labels: readonly string[];
  readonly refusals: readonly Refusal[];
  readonly places: readonly Place[];
}

/** Joins the reports of a part's passes into records of its rows, a segment of some thousand rows at a time. */
export function* readPartRecord(files: PartFiles, plan: Plan, kernels: Kernels): Generator<PartRecord> {
  const reports = files.reports.map((path) => new SegmentReader(path, kernels));
  const verdicts = files.verdicts.map(({ path, part }) => new VerdictsReader(path, part, kernels));
  const { unreadable } = (reports[0] as SegmentReader).end as PassResult;
  try {
    let firstRow = 0;
    for (;;) {
      const mark = kernels.mark();
      const first = reports[0]?.next();
      if (!first) break;
      const record = startRecord(files, first, firstRow, unreadable, plan);
      for (const [index, reader] of reports.slice(1).entries()) {
        applyTwins(record, verdicts[index] as VerdictsReader, survivorsOf(record));
        const segment = reader.next();
        if (!segment) throw misfit(reader.path);
        applyPass(record, segment, plan, index + 1);
      }
      kernels.release(mark);
      firstRow += record.rows;
      yield record;
    }
    if (firstRow === 0) yield emptyRecord(files, unreadable);
  } finally {
    for (const reader of [...reports, ...verdicts]) reader.close();
  }
}

/** The closing object of a report, or undefined where the pass has not finished this part. */
export function readPassResult(report: string, text: string, kernels: Kernels): PassResult | undefined {
  if (!existsSync(report) || !existsSync(text)) return undefined;
  return readEnd(report, kernels) as PassResult;
}

/** Reports of one part that do not speak of the same documents. */
const misfit = (path: string) =>
  new IntegrityError(
    `${path}: it speaks of other documents than the reports before it. Run again with --fresh.`,
    "REPORTS_SHAPE",
  );

type Filling = { -readonly [K in keyof PartRecord]: PartRecord[K] };

function emptyRecord({ part, source, key }: PartFiles, unreadable: readonly Unreadable[], rows = 0, firstRow = 0): Filling {
  const strings = (): PackedStrings => ({ bytes: new Uint8Array(0), ends: new Uint32Array(rows) });
  return {
    part,
    source,
    key,
    firstRow,
    rows,
    id: strings(),
    url: strings(),
    offset: new Float64Array(rows),
    state: new Uint16Array(rows),
    value: new Float64Array(rows).fill(Number.NaN),
    twinPart: new Uint32Array(rows).fill(NO_TWIN),
    twinRow: new Uint32Array(rows),
    editsLow: new Uint32Array(rows),
    editsHigh: new Uint32Array(rows),
    textBytes: new Uint32Array(rows),
    attributes: [],
    quarantine: [],
    places: [],
    unreadable,
  };
}

function startRecord(
  files: PartFiles,
  segment: Segment,
  firstRow: number,
  unreadable: readonly Unreadable[],
  plan: Plan,
): Filling {
  const { refusals, places, labels } = segment.extra as ReportExtra;
  const rows = segment.u32("row");
  const record = emptyRecord(files, unreadable, rows.length + refusals.length, firstRow);
  record.quarantine = refusals;
  record.places = places;
  for (const { row, offset } of refusals) {
    record.state[row - firstRow] = STATE_QUARANTINED;
    record.offset[row - firstRow] = offset;
  }
  record.id = spread(segment, "id", rows, record.rows, firstRow);
  record.url = spread(segment, "url", rows, record.rows, firstRow);
  scatter(segment.f64("offset"), rows, firstRow, record.offset);
  scatterOutcome(record, segment, rows, firstRow);
  record.attributes = attributesOf(segment, rows, record, labels, plan, 0);
  return record;
}

/** Rows of the record's documents that no stage has removed yet, in order. */
function survivorsOf(record: Filling): Uint32Array {
  const rows = new Uint32Array(record.rows);
  let count = 0;
  for (let row = 0; row < record.rows; row++) if (record.state[row] === STATE_KEPT) rows[count++] = row;
  return rows.subarray(0, count);
}

function applyTwins(record: Filling, reader: VerdictsReader, survivors: Uint32Array): void {
  const verdicts = reader.next();
  if (verdicts?.code.length !== survivors.length) throw misfit(reader.path);
  for (let index = 0; index < survivors.length; index++) {
    const row = survivors[index] as number;
    record.twinPart[row] = verdicts.twinPart[index] as number;
    record.twinRow[row] = verdicts.twinRow[index] as number;
  }
}

function applyPass(record: Filling, segment: Segment, plan: Plan, pass: number): void {
  const rows = segment.u32("row");
  scatterOutcome(record, segment, rows, record.firstRow);
  const { labels } = segment.extra as ReportExtra;
  record.attributes = [...record.attributes, ...attributesOf(segment, rows, record, labels, plan, pass)];
}

function scatterOutcome(record: Filling, segment: Segment, rows: Uint32Array, firstRow: number): void {
  scatter(segment.u16("state"), rows, firstRow, record.state);
  scatter(segment.f64("value"), rows, firstRow, record.value);
  scatter(segment.u32("textBytes"), rows, firstRow, record.textBytes);
  const low = segment.u32("editsLow");
  const high = segment.u32("editsHigh");
  for (let index = 0; index < rows.length; index++) {
    const row = (rows[index] as number) - firstRow;
    record.editsLow[row] = ((record.editsLow[row] as number) | (low[index] as number)) >>> 0;
    record.editsHigh[row] = ((record.editsHigh[row] as number) | (high[index] as number)) >>> 0;
  }
}

function scatter(
  from: ArrayLike<number>,
  rows: Uint32Array,
  firstRow: number,
  into: Float64Array | Uint32Array | Uint16Array,
): void {
  for (let index = 0; index < rows.length; index++) into[(rows[index] as number) - firstRow] = from[index] as number;
}

/** Strings of the documents read, with empty ones where a record was refused. */
function spread(segment: Segment, name: "id" | "url", rows: Uint32Array, count: number, firstRow: number): PackedStrings {
  const sizes = new Uint32Array(count);
  scatter(segment.u32(`${name}Bytes`), rows, firstRow, sizes);
  const ends = new Uint32Array(count);
  let end = 0;
  for (let row = 0; row < count; row++) {
    end += sizes[row] as number;
    ends[row] = end;
  }
  return { bytes: segment.u8(name).slice(), ends };
}

/** The attributes that one pass's stages wrote; the last report repeats those of earlier passes, which are known. */
function attributesOf(
  segment: Segment,
  rows: Uint32Array,
  record: Filling,
  labels: readonly string[],
  plan: Plan,
  pass: number,
): AttributeColumn[] {
  const written = writtenIn(plan.passes[pass] as PlannedPass);
  return written.map(([name, kind]) => {
    const values = new Float64Array(record.rows).fill(Number.NaN);
    scatter(segment.f64(`@${name}`), rows, record.firstRow, values);
    return { name, kind, values, labels: kind === "label" ? [...labels] : [] };
  });
}

/** The records that a part's reader refused, in order; a report without any is not read through. */
export function* readRefusals(report: string, kernels: Kernels): Generator<Refusal> {
  const reader = new SegmentReader(report, kernels);
  try {
    if ((reader.end as PassResult).tally.quarantined === 0) return;
    const mark = kernels.mark();
    for (let segment = reader.next(); segment; segment = reader.next()) {
      const { refusals } = segment.extra as ReportExtra;
      kernels.release(mark);
      yield* refusals;
    }
  } finally {
    reader.close();
  }
}
