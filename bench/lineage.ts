/**
 * What lineage costs: microseconds and bytes a document, over synthetic parts with the columns of the default pipeline.
 * `npx jiti bench/lineage.ts [documents]`
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AttributeColumn, NO_TWIN, type PartRecord } from "../engine/lineage.ts";
import { measureLineage } from "../manifests/lineage-cost.ts";
import { openLineage } from "../manifests/lineage-db.ts";
import { packStrings } from "../manifests/packed-strings.ts";
import { header, mixOf, numbersFrom, partOf } from "../test/helpers/synthetic-lineage.ts";

const DOCUMENTS = Number(process.argv[2] ?? 200_000);
const ROWS = 10_000;
const SEGMENT_ROWS = 2_500;
const next = numbersFrom(20_251_121);
const below = (most: number) => next() % most;

/** Text lengths are skewed as real ones are; ratios come as quotients of counts, exact doubles and not rounded. */
function attributesOf(rows: number): AttributeColumn[] {
  const characters = Float64Array.from({ length: rows }, () => Math.floor(2 ** (7 + below(70) / 10 + below(1000) / 5000)));
  const count = (most: number) => Float64Array.from(characters, (each) => Math.floor((each * below(most)) / 1000));
  const counts = {
    hangul: count(900),
    latin: count(200),
    digits: count(60),
    symbols: count(20),
    lines: count(15),
    words: count(180),
  };
  const ratio = (column: Float64Array) => column.map((value, row) => value / (characters[row] as number));
  const numbers: Record<string, Float64Array> = {
    characters,
    ...counts,
    tokens: characters.map((each) => Math.floor(each / 2.3) + below(20)),
    "ratio.hangul": ratio(counts.hangul),
    "ratio.symbols": ratio(counts.symbols),
    "ratio.digits": ratio(counts.digits),
    "language.mixed": Float64Array.from({ length: rows }, () => below(10_000) / 10_000),
  };
  const columns: AttributeColumn[] = Object.entries(numbers).map(([name, values]) => ({
    name,
    kind: "number",
    values,
    labels: [],
  }));
  const language = Float64Array.from({ length: rows }, () => (below(10) < 7 ? 0 : below(10) < 8 ? 1 : 2));
  return [...columns, { name: "lang", kind: "label", values: language, labels: ["ko", "en", "other"] }];
}

/** A part in segments, as the line writes it. */
const segmentsOf = (index: number, rows: number): PartRecord[] =>
  Array.from({ length: Math.ceil(rows / SEGMENT_ROWS) }, (_, segment) =>
    segmentOf(index, segment * SEGMENT_ROWS, Math.min(SEGMENT_ROWS, rows - segment * SEGMENT_ROWS)),
  );

function segmentOf(index: number, firstRow: number, rows: number): PartRecord {
  const empty = partOf({ index, firstRow, source: index % 2 }, []);
  let offset = firstRow * 5000;
  const offsets = Float64Array.from({ length: rows }, () => {
    offset += 400 + below(9000);
    return offset;
  });
  const state = Uint16Array.from({ length: rows }, () => {
    const dice = below(100);
    return dice < 62 ? 0 : dice < 63 ? 1 : dice < 75 ? 4 : dice < 85 ? 5 : 7;
  });
  return {
    ...empty,
    rows,
    id: packStrings(Array.from(offsets, (at) => `news/2024/part-${String(index).padStart(4, "0")}.jsonl@${at}`)),
    url: packStrings(Array.from(offsets, (at) => (index % 2 ? null : `https://news.example.com/articles/${at}/${below(1e6)}`))),
    offset: offsets,
    state,
    value: Float64Array.from(state, (each) => (each === 4 ? below(10_000) / 10_007 : each === 5 ? below(200) : Number.NaN)),
    twinPart: Uint32Array.from(state, (each) => (each === 7 ? below(index + 1) : NO_TWIN)),
    twinRow: Uint32Array.from(state, (each) => (each === 7 ? below(rows) : 0)),
    editsLow: Uint32Array.from(state, () => (below(3) ? 0 : below(4))),
    editsHigh: new Uint32Array(rows),
    textBytes: Uint32Array.from(state, () => 400 + below(9000)),
    attributes: attributesOf(rows),
  };
}

const spent = (act: () => void): number => {
  const start = process.hrtime.bigint();
  act();
  return Number(process.hrtime.bigint() - start) / 1e3;
};

const folder = mkdtempSync(join(tmpdir(), "kijil-lineage-"));
try {
  const path = join(folder, "lineage.db");
  const lineage = openLineage(path);
  let parts = 0;
  let slowest = 0;
  const selected: { part: number; row: number }[] = [];
  lineage.begin(header());
  for (let index = 0; index * ROWS < DOCUMENTS; index++) {
    const segments = segmentsOf(index, Math.min(ROWS, DOCUMENTS - index * ROWS));
    const took = spent(() => lineage.part(segments));
    parts += took;
    slowest = Math.max(slowest, took);
    for (const { state, firstRow } of segments) {
      for (const [row, each] of state.entries()) if (each === 0) selected.push({ part: index, row: firstRow + row });
    }
  }
  for (let at = selected.length - 1; at > 0; at--) {
    const other = below(at + 1);
    [selected[at], selected[other]] = [selected[other] as (typeof selected)[0], selected[at] as (typeof selected)[0]];
  }
  const mix = mixOf("stage1", [selected]);
  const placements = spent(() => lineage.mix(mix));
  const indexes = spent(() => lineage.end({ finishedMs: 2000, exit: 0 }));
  const closing = spent(() => lineage.close());
  const size = measureLineage(path);
  const each = (microseconds: number) => `${(microseconds / DOCUMENTS).toFixed(2)} µs`;
  console.log(
    `lineage of ${DOCUMENTS} documents in parts of ${ROWS}, 13 attributes, ${selected.length} placed in one mix; Node ${process.version}`,
  );
  console.log(`parts      ${each(parts)} a document, slowest transaction ${(slowest / 1e3).toFixed(0)} ms`);
  console.log(`placements ${each(placements)} a document (${(placements / selected.length).toFixed(2)} µs a placed one)`);
  console.log(`indexes    ${each(indexes)} a document`);
  console.log(`closing    ${each(closing)} a document`);
  console.log(`together   ${each(parts + placements + indexes + closing)} a document`);
  const beside = (copies: number) => ((size.bytes - copies * size.nameBytes) / DOCUMENTS).toFixed(1);
  console.log(
    `size       ${beside(0)} bytes a document, ${beside(1)} beside id and url, ${beside(2)} beside these and their copies in indexes`,
  );
  for (const [table, bytes] of Object.entries(size.byTable)) {
    if (bytes / DOCUMENTS >= 0.5) console.log(`  ${table.padEnd(20)} ${(bytes / DOCUMENTS).toFixed(1)}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
