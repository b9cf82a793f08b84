import { IntegrityError } from "../engine/errors.ts";
import { type AttributeColumn, STATE_KEPT } from "../engine/lineage.ts";
import type { AttributeKind } from "../engine/stage.ts";
import { type LineageDatabase, openLineageForReading } from "./lineage-file.ts";
import { documentNumber } from "./places.ts";
import { type SignalEncoding, unpackSignal } from "./signal-encoding.ts";

/** A part as lineage has it. */
export interface RecordedPart {
  readonly part: number;
  readonly source: string;
  /** Name of the input file, relative to the base of its source. */
  readonly file: string;
  /** How many files the part is a run of. */
  readonly files: number;
  readonly start: number;
  readonly end: number;
  readonly decodedStart: number;
  readonly digest: string;
  readonly rows: number;
  readonly key: string;
}

/** Reads lineage part by part, as columns: for recounting, for re-tuning on recorded signals and for tests. */
export interface LineageReader {
  readonly database: LineageDatabase;
  parts(): readonly RecordedPart[];
  /** State of each row: 0 kept, 1 quarantined, else 2 + index of the reason that removed it. */
  states(part: number): Uint16Array;
  /** Attributes of a part, or of all. */
  attributeNames(part?: number): readonly string[];
  /** One attribute of every row of a part, NaN where no stage set it; undefined where the part has no such attribute. */
  attribute(part: number, name: string): AttributeColumn | undefined;
  close(): void;
}

interface SignalRow {
  readonly first_row: number;
  readonly kind: AttributeKind;
  readonly encoding: SignalEncoding;
  readonly divisor: number;
  readonly deflated: number;
  readonly labels: string | null;
  readonly data: Uint8Array;
}

const PARTS = `SELECT p.part, s.name AS source, p.file, p.files, p.start, p."end", p.decoded_start AS decodedStart, p.digest, p.rows, p.key
  FROM parts p JOIN sources s ON s.source = p.source`;

/** Puts the packed pieces of one attribute together; pieces number their labels each in their own way. */
function joinSignals(name: string, rows: number, pieces: readonly SignalRow[]): AttributeColumn | undefined {
  const kind = pieces[0]?.kind;
  if (kind === undefined) return undefined;
  const values = new Float64Array(rows).fill(Number.NaN);
  const labels: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (label: string): number => {
    const known = numbers.get(label);
    if (known !== undefined) return known;
    numbers.set(label, labels.length);
    return labels.push(label) - 1;
  };
  for (const { first_row, encoding, divisor, deflated, labels: words, data } of pieces) {
    const piece = unpackSignal({ encoding, divisor, deflated: deflated === 1, data });
    if (first_row + piece.length > rows)
      throw new IntegrityError(
        `lineage: attribute ${name} has too many values, got ${first_row + piece.length} rows, wanted ${rows}. Run again with --fresh.`,
        "LINEAGE_SHAPE",
      );
    const own = words === null ? undefined : (JSON.parse(words) as string[]).map(numberOf);
    values.set(
      own === undefined ? piece : piece.map((label) => (Number.isNaN(label) ? label : (own[label] as number))),
      first_row,
    );
  }
  return { name, kind, values, labels };
}

/** Opens the lineage of a run for reading; the run may be unfinished, or going on. */
export function openLineageReader(path: string): LineageReader {
  const database = openLineageForReading(path);
  const rowsOf = database.prepare("SELECT rows FROM parts WHERE part = ?").pluck();
  const signals = database.prepare(
    "SELECT first_row, kind, encoding, divisor, deflated, labels, data FROM signals WHERE part = ? AND attribute = ? ORDER BY first_row",
  );
  const states = database
    .prepare('SELECT "row", state FROM documents WHERE document >= ? AND document < ? ORDER BY document')
    .raw();
  const allNames = database.prepare("SELECT DISTINCT attribute FROM signals ORDER BY attribute").pluck();
  const namesOf = database.prepare("SELECT DISTINCT attribute FROM signals WHERE part = ? ORDER BY attribute").pluck();
  return {
    database,
    parts: () => database.prepare(`${PARTS} ORDER BY p.part`).all() as RecordedPart[],
    states(part) {
      const found = new Uint16Array((rowsOf.get(part) as number | undefined) ?? 0).fill(STATE_KEPT);
      const rows = states.iterate(documentNumber(part, 0), documentNumber(part + 1, 0)) as Iterable<[number, number]>;
      for (const [row, state] of rows) found[row] = state;
      return found;
    },
    attributeNames: (part) => (part === undefined ? allNames.all() : namesOf.all(part)) as string[],
    attribute: (part, name) =>
      joinSignals(name, (rowsOf.get(part) as number | undefined) ?? 0, signals.all(part, name) as SignalRow[]),
    close: () => database.close(),
  };
}
