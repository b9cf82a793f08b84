import { KEPT, type SketchTable, type Solution } from "../../engine/sketch-table.ts";

/** Words of a 128-bit key in a sketch. */
export const KEY_WORDS = 4;

/** Buckets of the key's top bits by which documents are counted before they are cut into partitions. */
const BUCKET_BITS = 12;
const BUCKETS = 1 << BUCKET_BITS;
/** 24 bytes of columns and at most 12 of hash slots. */
const BYTES_PER_KEY = 36;
const FEWEST_KEYS = 64;
/** Code of a document whose group is known but not yet its keeper. */
const PENDING = 255;

/** Which documents are grouped by which words of their sketch, and how a group chooses whom it keeps. */
export interface GroupRule {
  /** First of the key's {@link KEY_WORDS} words in a sketch. */
  readonly keyAt: number;
  /** Word that ranks documents: the lowest is kept; of equals the one with the lowest index. */
  readonly rankAt: number;
  /** Code of those that are removed. */
  readonly code: number;
  /** Whether documents with the key 0 are left alone. */
  readonly skipZero: boolean;
}

/**
 * Groups the documents still kept by a key and keeps one of each group. Works on ranges of keys that fit `table.memoryBytes`, reading the
 * table once a range (and once more to find the ranges, if one is not enough); the answer does not depend on how many ranges there are.
 */
export function keepOnePerKey(table: SketchTable, rule: GroupRule, solution: Solution): void {
  const keys = new KeyStore(Math.min(table.documents, mostKeys(table)));
  for (const { from, to } of keyRanges(table, rule, solution, mostKeys(table))) {
    keys.clear();
    forEachKept(table, rule, solution, (sketches, at, document) => {
      const bucket = (sketches[at + rule.keyAt + 3] as number) >>> (32 - BUCKET_BITS);
      if (bucket < from || bucket >= to) return;
      solution.keeper[document] = keys.add(sketches, at + rule.keyAt, sketches[at + rule.rankAt] as number, document);
      solution.code[document] = PENDING;
    });
    settle(solution, keys, rule.code);
  }
}

function mostKeys(table: SketchTable): number {
  let longest = 0;
  for (let part = 0; part < table.parts; part++) longest = Math.max(longest, endOf(table, part) - table.firstDocument(part));
  return Math.max(FEWEST_KEYS, Math.floor((table.memoryBytes - longest * table.words * 4) / BYTES_PER_KEY));
}

const endOf = (table: SketchTable, part: number): number =>
  part + 1 < table.parts ? table.firstDocument(part + 1) : table.documents;

type Visit = (sketches: Uint32Array, at: number, document: number) => void;

function forEachKept(table: SketchTable, { keyAt, skipZero }: GroupRule, { keeper }: Solution, visit: Visit): void {
  for (let part = 0; part < table.parts; part++) {
    const first = table.firstDocument(part);
    const count = endOf(table, part) - first;
    const sketches = table.read(part);
    for (let index = 0; index < count; index++) {
      const document = first + index;
      if (keeper[document] !== KEPT) continue;
      const at = index * table.words;
      const key = at + keyAt;
      if (skipZero && !(sketches[key] || sketches[key + 1] || sketches[key + 2] || sketches[key + 3])) continue;
      visit(sketches, at, document);
    }
  }
}

/** Cuts the key space so that no range holds more documents than fit, one bucket being the smallest cut. */
function keyRanges(
  table: SketchTable,
  rule: GroupRule,
  solution: Solution,
  most: number,
): readonly { from: number; to: number }[] {
  if (table.documents <= most) return [{ from: 0, to: BUCKETS }];
  const counts = new Uint32Array(BUCKETS);
  forEachKept(table, rule, solution, (sketches, at) => {
    const bucket = (sketches[at + rule.keyAt + 3] as number) >>> (32 - BUCKET_BITS);
    counts[bucket] = (counts[bucket] as number) + 1;
  });
  const ranges = [{ from: 0, to: 0 }];
  let held = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const count = counts[bucket] as number;
    if (held > 0 && held + count > most) {
      ranges.push({ from: bucket, to: bucket });
      held = 0;
    }
    held += count;
    (ranges.at(-1) as { to: number }).to = bucket + 1;
  }
  return ranges;
}

/** Turns the group number that stands in `keeper` while a range is read into the document its group keeps. */
function settle({ keeper, code }: Solution, keys: KeyStore, removed: number): void {
  for (let document = 0; document < code.length; document++) {
    if (code[document] !== PENDING) continue;
    const best = keys.best(keeper[document] as number);
    keeper[document] = best === document ? KEPT : best;
    code[document] = best === document ? 0 : removed;
  }
}

/** Distinct 128-bit keys of one range, each with the best document seen: columns and an open-addressed table over them. */
class KeyStore {
  #size = 0;
  #keys: Uint32Array;
  #ranks: Uint32Array;
  #documents: Uint32Array;
  #slots: Uint32Array;

  constructor(capacity: number) {
    this.#keys = new Uint32Array(capacity * KEY_WORDS);
    this.#ranks = new Uint32Array(capacity);
    this.#documents = new Uint32Array(capacity);
    this.#slots = new Uint32Array(slotsFor(capacity));
  }

  clear(): void {
    this.#size = 0;
    this.#slots.fill(0);
  }

  best(group: number): number {
    return this.#documents[group] as number;
  }

  /** Number of the key's group; documents come in ascending order, so an equal rank never takes over. */
  add(words: Uint32Array, at: number, rank: number, document: number): number {
    if (this.#size === this.#ranks.length) this.#grow();
    const mask = this.#slots.length - 1;
    for (let slot = (words[at] as number) & mask; ; slot = (slot + 1) & mask) {
      const group = (this.#slots[slot] as number) - 1;
      if (group < 0) return this.#open(slot, words, at, rank, document);
      if (!this.#has(group, words, at)) continue;
      if (rank < (this.#ranks[group] as number)) {
        this.#ranks[group] = rank;
        this.#documents[group] = document;
      }
      return group;
    }
  }

  #has(group: number, words: Uint32Array, at: number): boolean {
    const keys = this.#keys;
    const own = group * KEY_WORDS;
    return (
      keys[own] === words[at] &&
      keys[own + 1] === words[at + 1] &&
      keys[own + 2] === words[at + 2] &&
      keys[own + 3] === words[at + 3]
    );
  }

  #open(slot: number, words: Uint32Array, at: number, rank: number, document: number): number {
    const group = this.#size++;
    this.#slots[slot] = group + 1;
    for (let word = 0; word < KEY_WORDS; word++) this.#keys[group * KEY_WORDS + word] = words[at + word] as number;
    this.#ranks[group] = rank;
    this.#documents[group] = document;
    return group;
  }

  /** Only for a single bucket that holds more distinct keys than the memory allows: then correctness goes before the bound. */
  #grow(): void {
    const capacity = Math.max(FEWEST_KEYS, this.#ranks.length * 2);
    this.#keys = widened(this.#keys, capacity * KEY_WORDS);
    this.#ranks = widened(this.#ranks, capacity);
    this.#documents = widened(this.#documents, capacity);
    const slots = new Uint32Array(slotsFor(capacity));
    const mask = slots.length - 1;
    for (const entry of this.#slots) {
      if (entry === 0) continue;
      let slot = (this.#keys[(entry - 1) * KEY_WORDS] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
    this.#slots = slots;
  }
}

/** A power of two with at most two thirds filled. */
const slotsFor = (keys: number): number => 2 ** Math.ceil(Math.log2(Math.max(keys, 1) * 1.5));

function widened(from: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const into = new Uint32Array(length);
  into.set(from);
  return into;
}
