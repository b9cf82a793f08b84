/** Speeds are averaged with weights that halve every ten seconds, so that an estimate follows a change without jumping about. */
const HALF_LIFE_MS = 10_000;
/** Before this much time and work nothing honest can be said. */
const LEAST_MS = 2_000;
const LEAST_FRACTION = 0.01;

/** How far a step is and how long it will still take. */
export interface Estimate {
  /** From 0 to 1; undefined where the end is not known. */
  readonly fraction: number | undefined;
  /** Undefined where the end is not known, and in the first moments. */
  readonly secondsLeft: number | undefined;
}

/** Measures the speed of one step against the amount of work that it has. */
export class Pace {
  readonly unit: "bytes" | "documents";
  readonly #beganMs: number;
  #total: number;
  #done = 0;
  #lastMs: number;
  /** Decayed sums; their quotients are the smoothed speeds a millisecond. */
  #weighted = 0;
  #weightedBytes = 0;
  #weightMs = 0;

  constructor(unit: "bytes" | "documents", total: number, now: number) {
    this.unit = unit;
    this.#total = total;
    this.#beganMs = now;
    this.#lastMs = now;
  }

  /** Takes work off the total that this step need not do. */
  forget(amount: number): void {
    this.#total = Math.max(0, this.#total - amount);
  }

  advance(by: { readonly bytes: number; readonly documents: number }, now: number): void {
    const elapsed = Math.max(0, now - this.#lastMs);
    const decay = 0.5 ** (elapsed / HALF_LIFE_MS);
    this.#done += by[this.unit];
    this.#weighted = this.#weighted * decay + by[this.unit];
    this.#weightedBytes = this.#weightedBytes * decay + by.bytes;
    this.#weightMs = this.#weightMs * decay + elapsed;
    this.#lastMs = now;
  }

  /** Smoothed bytes a second, or undefined in the first moments. */
  get bytesRate(): number | undefined {
    return this.#lastMs - this.#beganMs < LEAST_MS ? undefined : (this.#weightedBytes / this.#weightMs) * 1000;
  }

  estimate(now: number): Estimate {
    if (this.#total <= 0) return { fraction: undefined, secondsLeft: undefined };
    const fraction = Math.min(1, this.#done / this.#total);
    if (now - this.#beganMs < LEAST_MS || fraction < LEAST_FRACTION || this.#weighted <= 0)
      return { fraction, secondsLeft: undefined };
    // Silence since the last word counts too: a step that has stalled is not about to end.
    const rate = this.#weighted / (this.#weightMs + Math.max(0, now - this.#lastMs));
    return { fraction, secondsLeft: Math.max(0, this.#total - this.#done) / rate / 1000 };
  }
}
