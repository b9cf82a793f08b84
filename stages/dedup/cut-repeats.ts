import { UNIT_WORDS } from "../../engine/kernels/kernels.ts";
import { KEPT, type SketchTable, type Solution } from "../../engine/sketch-table.ts";
import { findRepeats } from "./find-repeats.ts";
import { readUnits, UnitReader } from "./unit-evidence.ts";
import type { Windows } from "./unit-windows.ts";

const [START, END, CHARACTERS, FEEDS] = [2, 3, 4, 5] as const;

/** Whether a unit is marked, by its number over all documents. */
const isMarked = (marks: Uint32Array, unit: number): boolean => (((marks[unit >>> 5] as number) >>> (unit & 31)) & 1) === 1;

/**
 * Takes every window that stands somewhere before out of its document, so that of each unit the first copy stays; what is left with fewer
 * than `fewestLeft` characters is removed, and the document with the first copy of something in it stands for it. Attributes are named
 * `<name>.copies` and `<name>.cut`.
 */
export function cutRepeats(table: SketchTable, windows: Windows, fewestLeft: number, name: string): Solution {
  const { starts, marks, copies, firsts } = findRepeats(table, windows);
  const keeper = new Uint32Array(table.documents).fill(KEPT);
  const left = new Float32Array(table.documents).fill(Number.NaN);
  const cut = new Uint32Array(table.documents);
  for (const { first, starts: own, units } of readUnits(table)) {
    for (let index = 0; index + 1 < own.length; index++) {
      const document = first + index;
      let characters = 0;
      for (let unit = own[index] as number; unit < (own[index + 1] as number); unit++) {
        const global = (starts[document] as number) + unit - (own[index] as number);
        if (isMarked(marks, global)) cut[document] = (cut[document] as number) + 1;
        else characters += units[unit * UNIT_WORDS + CHARACTERS] as number;
      }
      if (cut[document] === 0 || characters >= fewestLeft) continue;
      left[document] = characters;
      keeper[document] = documentOf(starts, firsts[document] as number);
    }
  }
  followKeepers(keeper);
  const reader = new UnitReader(table);
  return {
    keeper,
    code: new Uint8Array(table.documents),
    value: left,
    attributes: { [`${name}.copies`]: copies, [`${name}.cut`]: cut },
    cuts: (document) => (cut[document] === 0 ? undefined : cutsOf(reader.of(document), marks, starts[document] as number)),
  };
}

/** The document that a unit belongs to. */
function documentOf(starts: Uint32Array, unit: number): number {
  let low = 0;
  for (let high = starts.length - 2; low < high; ) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] as number) <= unit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Points every removed document at one that is kept. One of which nothing is left has its first unit from an earlier document; one that
 * has copies of its own units alone, or of one that does, stands for itself: no other does.
 */
function followKeepers(keeper: Uint32Array): void {
  for (let document = 0; document < keeper.length; document++) {
    const stands = keeper[document] as number;
    if (stands === KEPT || stands === document) continue;
    const before = keeper[stands] as number;
    if (before !== KEPT) keeper[document] = before === stands ? document : before;
  }
}

/** What is taken out of a text: its marked units, with the white space on that side of each run of them where there are fewer line feeds. */
function cutsOf(units: Uint32Array, marks: Uint32Array, begin: number): Uint32Array {
  const count = units.length / UNIT_WORDS;
  const at = (unit: number, field: number) => units[unit * UNIT_WORDS + field] as number;
  const cuts: number[] = [];
  for (let from = 0; from < count; from++) {
    if (!isMarked(marks, begin + from)) continue;
    let to = from;
    while (to + 1 < count && isMarked(marks, begin + to + 1)) to++;
    const isAfter = from > 0 && (to === count - 1 || at(from - 1, FEEDS) < at(to, FEEDS));
    if (isAfter) cuts.push(at(from - 1, END), at(to, END));
    else cuts.push(from === 0 ? 0 : at(from, START), to === count - 1 ? at(to, END) : at(to + 1, START));
    from = to;
  }
  return Uint32Array.from(cuts);
}
