import { countBits } from "./shared-bands.ts";
import type { SketchLayout } from "./sketch-layout.ts";
import type { PairJudge, SketchPlace } from "./twin-judge.ts";

/** Tells whether two fingerprints differ in few enough bits. Here `exact` is the number of bits in which the pair judged last differs. */
export class HammingJudge implements PairJudge {
  readonly #bytesAt: number;
  readonly #most: number;
  exact = Number.NaN;
  readonly estimate = Number.NaN;
  readonly bands = Number.NaN;

  constructor({ bytesAt }: SketchLayout, most: number) {
    this.#bytesAt = bytesAt;
    this.#most = most;
  }

  areTwins(a: SketchPlace, b: SketchPlace): boolean {
    const [x, y] = [a.at + this.#bytesAt, b.at + this.#bytesAt];
    this.exact =
      countBits((a.sketches[x] as number) ^ (b.sketches[y] as number)) +
      countBits((a.sketches[x + 1] as number) ^ (b.sketches[y + 1] as number));
    return this.exact <= this.#most;
  }
}
