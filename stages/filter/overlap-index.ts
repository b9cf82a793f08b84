import type { BenchmarkItem } from "./benchmark-items.ts";
import { TextUnits, type UnitKind } from "./text-units.ts";

/** How long a run of units has to be to tell of an item. */
export interface RunLength {
  /** Units that must be the same in a row. */
  readonly whole: number;
  /** Strings of fewer units than `whole` count where all of them are there, if they have so many. */
  readonly least: number;
}

/** An item that a text holds runs of. */
export interface Overlap {
  /** Index among the items. */
  readonly item: number;
  /** Share of the item's runs that the text holds, 0–1. */
  readonly share: number;
  /** Which unit of the item's strings, counted through, begins the first run found. */
  readonly unit: number;
}

/** What a text has in common with the items: those found, the best first, and where. */
export interface Found {
  readonly overlaps: readonly Overlap[];
  /** First byte and the one behind the last, of each run, in the order of the text. */
  readonly spans: readonly (readonly [start: number, end: number, item: number])[];
}

interface Run {
  readonly at: number;
  readonly units: number;
  readonly item: number;
}

const MULTIPLIER = 0x9e3779b1;
const encoder = new TextEncoder();

/** Finds runs of units that texts share with items, exactly: a run found is compared unit by unit. Built once, asked by text. */
export class OverlapIndex {
  readonly #kind: UnitKind;
  readonly #length: RunLength;
  readonly #units = new TextUnits();
  /** Units of all strings in a row, and of each run: its first unit, its length, its item. */
  readonly #text: Uint32Array;
  readonly #runAt: Uint32Array;
  readonly #runUnits: Uint32Array;
  readonly #runItem: Uint32Array;
  /** Hash of a run's first `least` units → one more than the first run with it; then on along `#nextRun`. */
  readonly #slots: Uint32Array;
  readonly #nextRun: Uint32Array;
  /** Runs of each item, and its first unit in `#text`. */
  readonly #runsOf: Uint32Array;
  readonly #itemAt: Uint32Array;
  readonly #power: number;
  readonly #shift: number;

  /** Runs that more than `mostItems` items have say nothing of any of them and are left out. */
  constructor(kind: UnitKind, items: readonly BenchmarkItem[], length: RunLength, mostItems: number) {
    this.#kind = kind;
    this.#length = length;
    const text: number[] = [];
    const runs: Run[] = [];
    this.#itemAt = new Uint32Array(items.length);
    items.forEach(({ strings }, item) => {
      this.#itemAt[item] = text.length;
      for (const string of strings) {
        this.#units.cut(encoder.encode(string.normalize("NFC")), kind);
        const { count, hashes } = this.#units;
        const at = text.length;
        for (let unit = 0; unit < count; unit++) text.push(hashes[unit] as number);
        const units = Math.min(length.whole, count);
        if (units < length.least) continue;
        for (let from = 0; from + units <= count; from++) runs.push({ at: at + from, units, item });
      }
    });
    this.#text = Uint32Array.from(text);
    const telling = runs.filter(this.#isTelling(runs, mostItems));
    this.#runAt = Uint32Array.from(telling, ({ at }) => at);
    this.#runUnits = Uint32Array.from(telling, ({ units }) => units);
    this.#runItem = Uint32Array.from(telling, ({ item }) => item);
    this.#runsOf = new Uint32Array(items.length);
    for (const { item } of telling) (this.#runsOf[item] as number) += 1;
    const bits = Math.ceil(Math.log2(Math.max(64, telling.length * 4)));
    this.#slots = new Uint32Array(2 ** bits);
    this.#shift = 32 - bits;
    this.#nextRun = new Uint32Array(telling.length);
    this.#power = power(MULTIPLIER, length.least);
    // From the last to the first, so that runs with one hash are met in their order.
    for (let run = telling.length - 1; run >= 0; run--) {
      const slot = slotOf(this.#hashAt(this.#text, this.#runAt[run] as number), this.#shift);
      this.#nextRun[run] = this.#slots[slot] as number;
      this.#slots[slot] = run + 1;
    }
  }

  /** Whether there is any run to look for. */
  get isEmpty(): boolean {
    return this.#runAt.length === 0;
  }

  /** Items of which no run can be told: too short, or of nothing but what many items share. */
  get untold(): number {
    return this.#runsOf.reduce((sum, runs) => sum + (runs === 0 ? 1 : 0), 0);
  }

  /** Looks through a text, UTF-8 in NFC. */
  find(bytes: Uint8Array): Found {
    const { least } = this.#length;
    const units = this.#units;
    units.cut(bytes, this.#kind);
    const { count, hashes } = units;
    const met = new Map<number, { readonly runs: Set<number>; unit: number }>();
    const spans: [number, number, number][] = [];
    if (count < least) return { overlaps: [], spans };
    // Private fields cost a look-up each in this loop, which runs for every unit of every text.
    const slots = this.#slots;
    const shift = this.#shift;
    const last = this.#power;
    let hash = this.#hashAt(hashes, 0);
    for (let at = 0; ; at++) {
      let run = slots[slotOf(hash, shift)] as number;
      for (; run !== 0; run = this.#nextRun[run - 1] as number) {
        if (this.#isRunAt(run - 1, at, count)) this.#note(run - 1, at, met, spans);
      }
      if (at + least >= count) break;
      hash = (Math.imul(hash, MULTIPLIER) + (hashes[at + least] as number) - Math.imul(hashes[at] as number, last)) | 0;
    }
    const overlaps = [...met].map(([item, { runs, unit }]): Overlap => {
      return { item, share: runs.size / (this.#runsOf[item] as number), unit };
    });
    return { overlaps: overlaps.sort((a, b) => b.share - a.share || a.item - b.item), spans };
  }

  #note(
    run: number,
    at: number,
    met: Map<number, { readonly runs: Set<number>; unit: number }>,
    spans: [number, number, number][],
  ) {
    const item = this.#runItem[run] as number;
    const unit = (this.#runAt[run] as number) - (this.#itemAt[item] as number);
    const known = met.get(item);
    if (known) known.runs.add(run);
    else met.set(item, { runs: new Set([run]), unit });
    const start = this.#units.starts[at] as number;
    const end = this.#units.ends[at + (this.#runUnits[run] as number) - 1] as number;
    const last = spans.findLast((span) => span[2] === item);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else spans.push([start, end, item]);
  }

  #isRunAt(run: number, at: number, count: number): boolean {
    const units = this.#runUnits[run] as number;
    if (at + units > count) return false;
    const from = this.#runAt[run] as number;
    for (let unit = 0; unit < units; unit++) if (this.#text[from + unit] !== this.#units.hashes[at + unit]) return false;
    return true;
  }

  /** Whether a run is one of so few items; runs come in the order of their items. */
  #isTelling(runs: readonly Run[], mostItems: number): (run: Run) => boolean {
    const keyOf = ({ at, units }: Run) => {
      let low = units;
      let high = units;
      for (let unit = at; unit < at + units; unit++) {
        low = (Math.imul(low, MULTIPLIER) + (this.#text[unit] as number)) >>> 0;
        high = (Math.imul(high ^ (this.#text[unit] as number), 0x85ebca6b) + (high >>> 13)) >>> 0;
      }
      return low * 2 ** 21 + (high >>> 11);
    };
    const met = new Map<number, { items: number; last: number }>();
    for (const run of runs) {
      const key = keyOf(run);
      const known = met.get(key);
      if (known === undefined) met.set(key, { items: 1, last: run.item });
      else if (known.last !== run.item) {
        known.items++;
        known.last = run.item;
      }
    }
    return (run) => (met.get(keyOf(run))?.items ?? 0) <= mostItems;
  }

  #hashAt(units: Uint32Array, at: number): number {
    let hash = 0;
    for (let unit = 0; unit < this.#length.least; unit++) hash = (Math.imul(hash, MULTIPLIER) + (units[at + unit] as number)) | 0;
    return hash;
  }
}

/** Multiplied once more, so that the high bits depend on every unit. */
const slotOf = (hash: number, shift: number): number => Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> shift;

function power(base: number, exponent: number): number {
  let product = 1;
  for (let factor = 0; factor < exponent; factor++) product = Math.imul(product, base);
  return product;
}
