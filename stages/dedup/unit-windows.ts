import { UNIT_WORDS } from "../../engine/kernels/kernels.ts";

const CHARACTERS = 4;

/** Called with a run of consecutive units, from the first to the last, and the two words of its key. */
export type VisitWindow = (from: number, to: number, low: number, high: number) => void;

/** Shows the windows of a document's units: those runs of them that are looked for elsewhere. Equal runs have equal keys. */
export type Windows = (units: Uint32Array, visit: VisitWindow) => void;

/** A chain of two 32-bit hashes over the keys of units. */
class Chain {
  low = 0;
  high = 0;

  begin(seed: number): void {
    this.low = seed;
    this.high = ~seed;
  }

  add(units: Uint32Array, unit: number): void {
    this.low = mixed(this.low ^ (units[unit * UNIT_WORDS] as number), 0x85ebca6b, 0xc2b2ae35);
    this.high = mixed(this.high ^ (units[unit * UNIT_WORDS + 1] as number), 0x9e3779b1, 0x27d4eb2f);
  }
}

function mixed(value: number, first: number, second: number): number {
  let h = Math.imul(value ^ (value >>> 16), first);
  h = Math.imul(h ^ (h >>> 13), second);
  return (h ^ (h >>> 16)) >>> 0;
}

/** All runs of `span` units with at least `fewestCharacters` characters together. */
export function spanWindows(span: number, fewestCharacters: number): Windows {
  const chain = new Chain();
  return (units, visit) => {
    const count = units.length / UNIT_WORDS;
    for (let from = 0; from + span <= count; from++) {
      let characters = 0;
      for (let unit = from; unit < from + span; unit++) characters += units[unit * UNIT_WORDS + CHARACTERS] as number;
      if (characters < fewestCharacters) continue;
      chain.begin(span);
      for (let unit = from; unit < from + span; unit++) chain.add(units, unit);
      visit(from, from + span - 1, chain.low, chain.high);
    }
  };
}

/**
 * From each unit on the shortest run with at least `characters` characters, and up to each unit the shortest one. A run of units that
 * stands elsewhere too and has as many characters is covered by those windows within it that stand elsewhere: each of its units ends one
 * of the second kind within it or, near its begin, lies in one of the first.
 */
export function lengthWindows(characters: number): Windows {
  const chain = new Chain();
  return (units, visit) => {
    const count = units.length / UNIT_WORDS;
    const grow = (unit: number, step: 1 | -1): void => {
      chain.begin(step);
      let held = 0;
      for (let next = unit; next >= 0 && next < count; next += step) {
        chain.add(units, next);
        held += units[next * UNIT_WORDS + CHARACTERS] as number;
        if (held < characters) continue;
        visit(Math.min(unit, next), Math.max(unit, next), chain.low, chain.high);
        return;
      }
    };
    for (let unit = 0; unit < count; unit++) {
      grow(unit, 1);
      grow(unit, -1);
    }
  };
}
