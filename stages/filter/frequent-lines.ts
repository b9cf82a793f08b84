/** Slots of the first estimate, at least and at most. */
const LEAST_SLOTS = 2 ** 16;
const MOST_SLOTS = 2 ** 26;

/** A line's hash as one number of 53 bits. */
export const keyOf = (lines: Uint32Array, line: number): number =>
  (lines[line] as number) * 2 ** 21 + ((lines[line + 1] as number) >>> 11);

/**
 * Finds lines that stand in many documents of their group (a source, or a site of one). First all lines are counted in slots that several
 * may share, so that no count is too low; then, exactly, those whose slot is high enough. What it finds does not depend on its memory.
 */
export class FrequentLines {
  readonly #minDocuments: number;
  readonly #minShare: number;
  readonly #slots: Uint32Array;
  readonly #documents = new Map<number, number>();
  readonly #counts = new Map<number, number>();

  constructor(minDocuments: number, minShare: number, memoryBytes: number) {
    this.#minDocuments = minDocuments;
    this.#minShare = minShare;
    const slots = 2 ** Math.floor(Math.log2(Math.max(1, memoryBytes / 8)));
    this.#slots = new Uint32Array(Math.min(MOST_SLOTS, Math.max(LEAST_SLOTS, slots)));
  }

  /** Takes in one document's unlike lines for the estimate; to be called for all documents before `count`. */
  estimate(source: number, site: number, keys: Iterable<number>): void {
    const group = groupOf(source, site);
    this.#documents.set(group, (this.#documents.get(group) ?? 0) + 1);
    for (const key of keys) {
      const slot = this.#slotOf(joined(group, key));
      this.#slots[slot] = (this.#slots[slot] as number) + 1;
    }
  }

  /** Takes in the same again for the exact count. */
  count(source: number, site: number, keys: Iterable<number>): void {
    const group = groupOf(source, site);
    const least = this.#leastIn(group);
    for (const key of keys) {
      const own = joined(group, key);
      if ((this.#slots[this.#slotOf(own)] as number) >= least) this.#counts.set(own, (this.#counts.get(own) ?? 0) + 1);
    }
  }

  /** Whether a line stands in many documents of its group. */
  has(source: number, site: number, key: number): boolean {
    const group = groupOf(source, site);
    return (this.#counts.get(joined(group, key)) ?? 0) >= this.#leastIn(group);
  }

  #leastIn(group: number): number {
    return Math.max(this.#minDocuments, this.#minShare * (this.#documents.get(group) ?? 0));
  }

  #slotOf(own: number): number {
    const low = own % 2 ** 32;
    return (Math.imul((low ^ (own / 2 ** 32)) >>> 0, 0x9e3779b1) >>> 0) % this.#slots.length;
  }
}

const groupOf = (source: number, site: number): number => source * 2 ** 32 + site;

/** Key and group mixed to one number of 53 bits. */
function joined(group: number, key: number): number {
  const high = Math.floor(key / 2 ** 32);
  const low =
    ((key % 2 ** 32) ^ Math.imul(group % 2 ** 32, 0x85ebca6b) ^ Math.imul(Math.floor(group / 2 ** 32) + 1, 0xc2b2ae35)) >>> 0;
  return high * 2 ** 32 + low;
}
