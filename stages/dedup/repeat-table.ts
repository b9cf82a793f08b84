const ENTRY_WORDS = 4;
const SLOTS_PER_KEY = 1.5;
/** The table is widened when it has fewer slots than this a key: ranges have more keys or fewer than is expected of them. */
const FEWEST_SLOTS_PER_KEY = 1.2;
/** Bytes that a key takes. */
export const BYTES_PER_KEY = ENTRY_WORDS * 4 * SLOTS_PER_KEY;

/** Keys of 64 bits, how often each was seen, and where first. */
export class RepeatTable {
  /** Low and high word of a key, where it was seen first, how often; 0 where the slot is free. */
  #entries: Uint32Array;
  #slots: number;
  #keys = 0;

  constructor(keys: number) {
    this.#slots = Math.ceil(keys * SLOTS_PER_KEY) + 1;
    this.#entries = new Uint32Array(this.#slots * ENTRY_WORDS);
  }

  clear(): void {
    this.#entries.fill(0);
    this.#keys = 0;
  }

  /** Address of the entry of a key, to be given to the others. */
  seek(low: number, high: number): number {
    const entries = this.#entries;
    let at = Math.floor(low * (this.#slots / 2 ** 32)) * ENTRY_WORDS;
    while (entries[at + 3] !== 0 && (entries[at] !== low || entries[at + 1] !== high)) {
      at += ENTRY_WORDS;
      if (at === entries.length) at = 0;
    }
    return at;
  }

  first(at: number): number {
    return this.#entries[at + 2] as number;
  }

  count(at: number): number {
    return this.#entries[at + 3] as number;
  }

  /** Counts a key that was seen at a place; places come in ascending order. */
  add(low: number, high: number, place: number): void {
    if ((this.#keys + 1) * FEWEST_SLOTS_PER_KEY > this.#slots) this.#grow();
    const at = this.seek(low, high);
    const entries = this.#entries;
    if (entries[at + 3] === 0) {
      entries[at] = low;
      entries[at + 1] = high;
      entries[at + 2] = place;
      this.#keys++;
    }
    entries[at + 3] = (entries[at + 3] as number) + 1;
  }

  /** Where more unlike keys come than were told of: correctness goes before the bound. */
  #grow(): void {
    const before = this.#entries;
    this.#slots *= 2;
    this.#entries = new Uint32Array(this.#slots * ENTRY_WORDS);
    for (let from = 0; from < before.length; from += ENTRY_WORDS) {
      if (before[from + 3] === 0) continue;
      this.#entries.set(before.subarray(from, from + ENTRY_WORDS), this.seek(before[from] as number, before[from + 1] as number));
    }
  }
}
