/**
 * One large array from which others are cut, so that what a solver holds at once is bounded whenever memory is collected. What has not been
 * written to takes no memory.
 */
export class Workspace {
  readonly #words: Uint32Array;
  #used = 0;
  /** Words from here on are zero. */
  #touched = 0;

  constructor(bytes: number) {
    this.#words = new Uint32Array(Math.floor(bytes / 4));
  }

  get bytes(): number {
    return this.#words.length * 4;
  }

  /** Words that are zero; an array of its own where they do not fit: correctness goes before the bound. */
  take(words: number): Uint32Array {
    const end = this.#used + words;
    if (end > this.#words.length) return new Uint32Array(words);
    const taken = this.#words.subarray(this.#used, end);
    taken.fill(0, 0, Math.max(0, this.#touched - this.#used));
    this.#used = end;
    this.#touched = Math.max(this.#touched, end);
    return taken;
  }

  /** Takes back everything. */
  release(): void {
    this.#used = 0;
  }
}
