import type { Kernels } from "../../engine/kernels/kernels.ts";
import { DENSE_NAMES, denseFeatures } from "./dense.ts";
import { ScoreScanner } from "./scanner.ts";

/** What the linear scorer knows of a text. */
export interface TextFeatures {
  /** Buckets of different words, and of different runs of two to four characters. */
  readonly words: Uint32Array;
  readonly characters: Uint32Array;
  /** Dense features as measured ({@link DENSE_NAMES}). */
  readonly dense: Float64Array;
}

/** Measures texts; one instance of the kernels each. */
export class FeatureMaker {
  readonly #kernels: Kernels;
  readonly #scanner: ScoreScanner;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    this.#scanner = new ScoreScanner(kernels);
  }

  /** Features of a text, in composed form (NFC) as the line's cleaning leaves it. */
  of(text: string): TextFeatures {
    const bytes = Buffer.from(text.normalize("NFC"));
    const mark = this.#kernels.mark();
    const at = this.#kernels.alloc(bytes.length);
    this.#kernels.bytes().set(bytes, at);
    const { counts, words, characters } = this.#scanner.scan(at, bytes.length);
    const dense = new Float64Array(DENSE_NAMES.length);
    denseFeatures(counts, dense);
    const features = { words: words.slice(), characters: characters.slice(), dense };
    this.#kernels.release(mark);
    return features;
  }
}
