import { StageError } from "../../engine/errors.ts";
import { UNIT_WORDS } from "../../engine/kernels/kernels.ts";
import type { SketchTable } from "../../engine/sketch-table.ts";
import { workBytes } from "./memory-plan.ts";
import { BYTES_PER_KEY, RepeatTable } from "./repeat-table.ts";
import { readUnits } from "./unit-evidence.ts";
import type { Windows } from "./unit-windows.ts";

const WORD = 2 ** 32;
const FEWEST_KEYS = 4096;
/** Bytes held by document: its row, where its units begin, what was found of it, the answer. */
const BYTES_EACH = 29;

/** What was found of all documents; units are numbered over all of them. */
export interface Repeats {
  /** Per document the number of its first unit, and one more at the end. */
  readonly starts: Uint32Array;
  /** A bit for each unit: whether it lies in a window that stands somewhere before. */
  readonly marks: Uint32Array;
  /** Per document, how often the most frequent of its windows stands in all documents; 0 where it has none. */
  readonly copies: Uint32Array;
  /** Per document the first unit, of whatever document, at which one of its marked windows stands first; {@link NONE} where none is marked. */
  readonly firsts: Uint32Array;
}

/** Marks a document of which no window stands elsewhere before. */
export const NONE = 0xffff_ffff;

/**
 * Finds the windows of units that stand more than once, in order of documents. Keys are counted in as many ranges as the memory asks for,
 * and the units are read twice for each: to count, and to mark.
 */
export function findRepeats(table: SketchTable, windows: Windows): Repeats {
  const { starts, count } = countWindows(table, windows);
  const units = starts[table.documents] as number;
  const repeats: Repeats = {
    starts,
    marks: new Uint32Array(Math.ceil(units / 32)),
    copies: new Uint32Array(table.documents),
    firsts: new Uint32Array(table.documents).fill(NONE),
  };
  const room = Math.max(FEWEST_KEYS, Math.floor(workBytes(table, table.documents * BYTES_EACH + units / 8) / BYTES_PER_KEY));
  const ranges = Math.max(1, Math.ceil(count / room));
  const keys = new RepeatTable(Math.ceil(count / ranges));
  for (let range = 0; range < ranges; range++) {
    const from = Math.floor((range * WORD) / ranges);
    const to = Math.floor(((range + 1) * WORD) / ranges);
    eachWindow(table, windows, starts, (_, unit, __, low, high) => {
      if (high >= from && high < to) keys.add(low, high, unit);
    });
    eachWindow(table, windows, starts, (document, unit, last, low, high) => {
      if (high < from || high >= to) return;
      const entry = keys.seek(low, high);
      if (keys.count(entry) > (repeats.copies[document] as number)) repeats.copies[document] = keys.count(entry);
      const first = keys.first(entry);
      if (first === unit) return;
      if (first < (repeats.firsts[document] as number)) repeats.firsts[document] = first;
      for (let each = unit; each <= last; each++)
        repeats.marks[each >>> 5] = (repeats.marks[each >>> 5] as number) | (1 << (each & 31));
    });
    keys.clear();
  }
  return repeats;
}

function countWindows(table: SketchTable, windows: Windows): { readonly starts: Uint32Array; readonly count: number } {
  const starts = new Uint32Array(table.documents + 1);
  let count = 0;
  let all = 0;
  for (const { first, starts: own, units } of readUnits(table)) {
    for (let index = 0; index + 1 < own.length; index++) {
      const from = own[index] as number;
      const to = own[index + 1] as number;
      all += to - from;
      if (all >= NONE)
        throw new StageError(`repeats: got more than ${NONE} units in all documents. Divide the run, or take larger units.`);
      starts[first + index + 1] = all;
      windows(units.subarray(from * UNIT_WORDS, to * UNIT_WORDS), () => count++);
    }
  }
  return { starts, count };
}

type VisitPlaced = (document: number, unit: number, last: number, low: number, high: number) => void;

/** Shows every window of every document, in order, its units by their numbers over all documents. */
function eachWindow(table: SketchTable, windows: Windows, starts: Uint32Array, visit: VisitPlaced): void {
  for (const { first, starts: own, units } of readUnits(table)) {
    for (let index = 0; index + 1 < own.length; index++) {
      const begin = starts[first + index] as number;
      windows(
        units.subarray((own[index] as number) * UNIT_WORDS, (own[index + 1] as number) * UNIT_WORDS),
        (from, to, low, high) => visit(first + index, begin + from, begin + to, low, high),
      );
    }
  }
}
