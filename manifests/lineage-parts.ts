import type { Statement } from "better-sqlite3";
import { IntegrityError } from "../engine/errors.ts";
import {
  type AttributeColumn,
  NO_TWIN,
  type PartRecord,
  STATE_FIRST_REASON,
  STATE_KEPT,
  STATE_QUARANTINED,
} from "../engine/lineage.ts";
import { bytesOf, type FileRange } from "../engine/source.ts";
import { BulkInsert } from "./bulk-insert.ts";
import type { LineageDatabase } from "./lineage-file.ts";
import { stringsOf } from "./packed-strings.ts";
import { documentNumber } from "./places.ts";
import { packSignal } from "./signal-encoding.ts";

/** Rows of one packed column of numbers that were found later. */
const ROWS_PER_SIGNAL = 16_384;
const TABLES_BY_PART = ["parts", "places", "unreadable", "outcomes", "signals"] as const;
const TABLES_BY_DOCUMENT = ["documents", "quarantine"] as const;
const SAFE_HIGH_BITS = 2 ** 21;

/** An edit mask as SQLite takes it; a plain number where that is exact, as it nearly always is. */
const editMask = (low: number, high: number): number | bigint =>
  high < SAFE_HIGH_BITS ? high * 2 ** 32 + low : (BigInt(high) << 32n) | BigInt(low);

/** Documents of a part and bytes of their texts, by state and edit mask: the rows of the table `outcomes`. */
type Outcomes = Map<number, OutcomesByEdits>;
type OutcomesByEdits = Map<number | bigint, { documents: number; textBytes: number }>;

function countOutcome(outcomes: Outcomes, state: number, edits: number | bigint, textBytes: number): void {
  const byEdits: OutcomesByEdits = outcomes.get(state) ?? new Map();
  if (byEdits.size === 0) outcomes.set(state, byEdits);
  const counted = byEdits.get(edits);
  if (counted === undefined) byEdits.set(edits, { documents: 1, textBytes });
  else {
    counted.documents++;
    counted.textBytes += textBytes;
  }
}

function checkShape(record: PartRecord, firstRow: number): void {
  const lengths = {
    id: record.id.ends.length,
    url: record.url.ends.length,
    offset: record.offset.length,
    state: record.state.length,
    value: record.value.length,
    twinPart: record.twinPart.length,
    twinRow: record.twinRow.length,
    editsLow: record.editsLow.length,
    editsHigh: record.editsHigh.length,
    textBytes: record.textBytes.length,
    ...Object.fromEntries(record.attributes.map(({ name, values }) => [`attribute ${name}`, values.length])),
  };
  const wrong = Object.entries(lengths).find(([, length]) => length !== record.rows);
  if (wrong !== undefined)
    throw misshapen(record, `column ${wrong[0]} has the wrong length, got ${wrong[1]}, wanted ${record.rows}`);
  if (record.firstRow !== firstRow)
    throw misshapen(record, `a segment begins at the wrong row, got ${record.firstRow}, wanted ${firstRow}`);
}

const misshapen = ({ part, source }: PartRecord, what: string): IntegrityError =>
  new IntegrityError(`lineage, part ${part.index} of ${source}: ${what}. Report this as a bug.`, "LINEAGE_SHAPE");

/** Labels that a column uses, in order of first use, and its values as indices into these. */
function compactLabels({ values, labels }: AttributeColumn): {
  readonly words: readonly string[];
  readonly indices: Float64Array;
} {
  const numbers = new Map<number, number>();
  const words: string[] = [];
  const indices = values.map((label) => {
    if (Number.isNaN(label)) return label;
    let number = numbers.get(label);
    if (number === undefined) {
      number = words.push(labels[label] as string) - 1;
      numbers.set(label, number);
    }
    return number;
  });
  return { words, indices };
}

/** Writes and forgets the rows of parts. */
export class LineageParts {
  readonly #database: LineageDatabase;
  readonly #documents: BulkInsert;
  readonly #part: Statement;
  readonly #place: Statement;
  readonly #unreadable: Statement;
  readonly #quarantine: Statement;
  readonly #signal: Statement;
  readonly #outcome: Statement;
  readonly #isRecorded: Statement;

  constructor(database: LineageDatabase) {
    this.#database = database;
    const columns = ["document", "id", "url", "offset", "state", "value", "twin", "edits", "text_bytes"];
    this.#documents = new BulkInsert(database, "documents", columns);
    this.#part = database.prepare(
      `INSERT INTO parts (part, source, file, files, start, "end", decoded_start, digest, rows, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#place = database.prepare("INSERT INTO places (part, first_row, file, member, encoding) VALUES (?, ?, ?, ?, ?)");
    this.#unreadable = database.prepare("INSERT INTO unreadable (part, file, reason) VALUES (?, ?, ?)");
    this.#quarantine = database.prepare(`INSERT OR REPLACE INTO quarantine (document, "offset", reason) VALUES (?, ?, ?)`);
    this.#signal = database.prepare(
      "INSERT INTO signals (part, first_row, attribute, kind, encoding, divisor, deflated, labels, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#outcome = database.prepare("INSERT INTO outcomes (part, state, edits, documents, text_bytes) VALUES (?, ?, ?, ?, ?)");
    this.#isRecorded = database.prepare("SELECT 1 FROM parts WHERE part >= ? AND part < ? LIMIT 1");
  }

  /** Writes one part in one transaction, a segment at a time; what an earlier run wrote of it goes. */
  write(segments: Iterable<PartRecord>): void {
    try {
      this.#database.transaction(() => this.#write(segments)).immediate();
    } catch (error) {
      this.#documents.clear();
      throw error;
    }
  }

  /** Writes numbers that were found of a part's rows after it was recorded; those of the same name before them go. */
  writeNumbers(part: number, name: string, values: Float64Array): void {
    this.#database.prepare("DELETE FROM signals WHERE part = ? AND attribute = ?").run(part, name);
    for (let row = 0; row < values.length; row += ROWS_PER_SIGNAL)
      this.#writeSignal(part, row, name, "number", values.slice(row, row + ROWS_PER_SIGNAL), null);
  }

  /** Forgets the rows of all parts from this index on. */
  forgetFrom(index: number): void {
    this.#forget(index, Number.MAX_SAFE_INTEGER);
  }

  /** Documents by state over all parts. */
  countStates(): { readonly kept: number; readonly quarantined: number; readonly removed: ReadonlyMap<number, number> } {
    const rows = this.#database.prepare("SELECT state, sum(documents) FROM outcomes GROUP BY state ORDER BY state").raw().all();
    const counts = new Map(rows as [number, number][]);
    const removed = [...counts].filter(([state]) => state >= STATE_FIRST_REASON);
    return {
      kept: counts.get(STATE_KEPT) ?? 0,
      quarantined: counts.get(STATE_QUARANTINED) ?? 0,
      removed: new Map(removed.map(([state, documents]) => [state - STATE_FIRST_REASON, documents])),
    };
  }

  #write(segments: Iterable<PartRecord>): void {
    const outcomes: Outcomes = new Map();
    let last: PartRecord | undefined;
    let rows = 0;
    for (const segment of segments) {
      if (last === undefined) this.#forget(segment.part.index, segment.part.index + 1);
      checkShape(segment, rows);
      this.#writeSegment(segment, documentNumber(segment.part.index, rows), outcomes);
      rows += segment.rows;
      last = segment;
    }
    if (last === undefined) return;
    const { index, source, ranges } = last.part;
    const { file, start, decodedStart, digest } = ranges[0] as FileRange;
    const end = start + bytesOf(last.part);
    this.#part.run(index, source, file.name, ranges.length, start, end, decodedStart, digest, rows, last.key);
    for (const { file: name, reason } of last.unreadable) this.#unreadable.run(index, name, reason);
    for (const [state, byEdits] of outcomes)
      for (const [edits, { documents, textBytes }] of byEdits) this.#outcome.run(index, state, edits, documents, textBytes);
  }

  #writeSegment(segment: PartRecord, first: number, outcomes: Outcomes): void {
    const { part, firstRow, places, quarantine, attributes } = segment;
    this.#writeDocuments(segment, first, outcomes);
    for (const { row, file, member, encoding } of places)
      this.#place.run(part.index, row, file, member ?? null, encoding ?? null);
    for (const { row, offset, reason } of quarantine) this.#quarantine.run(documentNumber(part.index, row), offset, reason);
    for (const attribute of attributes) {
      const { name, kind } = attribute;
      const { words, indices } = kind === "label" ? compactLabels(attribute) : { words: null, indices: attribute.values };
      this.#writeSignal(part.index, firstRow, name, kind, indices, words && JSON.stringify(words));
    }
  }

  #writeSignal(
    part: number,
    firstRow: number,
    name: string,
    kind: AttributeColumn["kind"],
    values: Float64Array,
    labels: string | null,
  ): void {
    const { encoding, divisor, deflated, data } = packSignal(values);
    this.#signal.run(part, firstRow, name, kind, encoding, divisor, deflated ? 1 : 0, labels, data);
  }

  #writeDocuments(record: PartRecord, first: number, outcomes: Outcomes): void {
    const { rows, offset, state, value, twinPart, twinRow, editsLow, editsHigh, textBytes } = record;
    const id = stringsOf(record.id);
    const url = stringsOf(record.url);
    for (let row = 0; row < rows; row++) {
      const twin = twinPart[row] as number;
      const measured = value[row] as number;
      const edits = editMask(editsLow[row] as number, editsHigh[row] as number);
      countOutcome(outcomes, state[row] as number, edits, textBytes[row] as number);
      this.#documents.add(
        first + row,
        id(row),
        url(row),
        offset[row] as number,
        state[row] as number,
        Number.isNaN(measured) ? null : measured,
        twin === NO_TWIN ? null : documentNumber(twin, twinRow[row] as number),
        edits,
        textBytes[row] as number,
      );
    }
    this.#documents.flush();
  }

  #forget(from: number, until: number): void {
    if (this.#isRecorded.get(from, until) === undefined) return;
    for (const table of TABLES_BY_PART)
      this.#database.prepare(`DELETE FROM ${table} WHERE part >= ? AND part < ?`).run(from, until);
    const last = until === Number.MAX_SAFE_INTEGER ? until : documentNumber(until, 0);
    for (const table of TABLES_BY_DOCUMENT)
      this.#database.prepare(`DELETE FROM ${table} WHERE document >= ? AND document < ?`).run(documentNumber(from, 0), last);
  }
}
