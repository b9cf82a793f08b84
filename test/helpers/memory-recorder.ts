import { IntegrityError } from "../../engine/errors.ts";
import {
  type LineageRecorder,
  type MixRecord,
  type PartRecord,
  type RunHeader,
  STATE_FIRST_REASON,
} from "../../engine/lineage.ts";

/** Everything a {@link memoryRecorder} was told, for tests to look at. */
export interface MemoryRecord {
  header: RunHeader | undefined;
  readonly parts: Map<number, readonly PartRecord[]>;
  readonly mixes: Map<string, MixRecord>;
  /** By part and name. */
  readonly numbers: Map<string, Float64Array>;
  end: { readonly finishedMs: number; readonly exit: number } | undefined;
}

const newRecord = (): MemoryRecord => ({
  header: undefined,
  parts: new Map(),
  mixes: new Map(),
  numbers: new Map(),
  end: undefined,
});

const meaningOf = ({ sources, reasons }: RunHeader): string =>
  JSON.stringify([sources, reasons.map(({ stage, reason, kind, editBit }) => [stage, reason, kind, editBit])]);

function checkSegment(segment: PartRecord, firstRow: number): void {
  const { rows, id, url, offset, state, value, twinPart, twinRow, editsLow, editsHigh, textBytes, attributes } = segment;
  const columns = { id: id.ends, url: url.ends, offset, state, value, twinPart, twinRow, editsLow, editsHigh, textBytes };
  for (const [name, { length }] of [
    ...Object.entries(columns),
    ...attributes.map(({ name, values }) => [name, values] as const),
  ]) {
    if (length !== rows)
      throw new IntegrityError(`part ${segment.part.index}: ${name} has the wrong length, got ${length}, wanted ${rows}`);
  }
  if (segment.firstRow !== firstRow)
    throw new IntegrityError(`part ${segment.part.index}: wrong first row, got ${segment.firstRow}, wanted ${firstRow}`);
}

/** A recorder that keeps everything in memory; give it an earlier record to go on from. */
export function memoryRecorder(record: MemoryRecord = newRecord()): LineageRecorder & { readonly record: MemoryRecord } {
  const { parts, mixes, numbers } = record;
  return {
    record,
    begin(run) {
      if (record.header && meaningOf(record.header) !== meaningOf(run)) parts.clear();
      record.header = run;
    },
    recordedParts: () =>
      new Map([...parts].sort(([a], [b]) => a - b).map(([index, segments]) => [index, (segments.at(-1) as PartRecord).key])),
    part(segments) {
      const taken: PartRecord[] = [];
      let rows = 0;
      for (const segment of segments) {
        checkSegment(segment, rows);
        rows += segment.rows;
        taken.push(segment);
      }
      if (taken[0]) parts.set(taken[0].part.index, taken);
    },
    keepMixes(names) {
      for (const known of [...mixes.keys()]) if (!names.includes(known)) mixes.delete(known);
    },
    forgetPartsFrom(index) {
      for (const known of [...parts.keys()]) if (known >= index) parts.delete(known);
    },
    numbers(part, name, values) {
      numbers.set(`${part} ${name}`, values);
    },
    mix(mix) {
      const held = mix.shards.reduce((sum, { documents }) => sum + documents, 0);
      if (held !== mix.selection.documents)
        throw new IntegrityError(`mix ${mix.plan.mix}: shards, got ${held} documents, wanted ${mix.selection.documents}`);
      mixes.set(mix.plan.mix, mix);
    },
    countStates() {
      const counts = new Map<number, number>();
      for (const { state } of [...parts.values()].flat()) for (const each of state) counts.set(each, (counts.get(each) ?? 0) + 1);
      const removed = [...counts].filter(([state]) => state >= STATE_FIRST_REASON).sort(([a], [b]) => a - b);
      return {
        kept: counts.get(0) ?? 0,
        quarantined: counts.get(1) ?? 0,
        removed: new Map(removed.map(([state, documents]) => [state - STATE_FIRST_REASON, documents])),
      };
    },
    end(summary) {
      record.end = summary;
    },
    close() {},
  };
}
