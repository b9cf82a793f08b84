import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { type LabelReading, labelReading } from "../label-scores.ts";
import { type EduScore, SCORED_LANGUAGES, type Scorer, type TextToScore } from "../scorer.ts";
import { FastTextModel } from "./fasttext-model.ts";

const PIECE_BYTES = 1 << 22;
const encoder = new TextEncoder();

/** A user's fastText model as a scorer: what its labels mean, {@link labelReading} says. */
export class FastTextScorer implements Scorer {
  readonly id: string;
  readonly version = 1;
  readonly languages = SCORED_LANGUAGES;
  readonly model: FastTextModel;
  readonly #kernels: Kernels;
  readonly #read: LabelReading;
  readonly #found: Float64Array;

  private constructor(id: string, model: FastTextModel, kernels: Kernels, read: LabelReading) {
    this.id = id;
    this.model = model;
    this.#kernels = kernels;
    this.#read = read;
    this.#found = new Float64Array(model.labels.length);
  }

  /**
   * Opens a `.bin` or `.ftz` file; `positive` names the label whose probability is the score, where labels are not the grades 0 to 5. The
   * model stays in the memory of `kernels`.
   */
  static open(path: string, kernels: Kernels, positive?: string): FastTextScorer {
    const model = FastTextModel.open(path, kernels);
    const read = labelReading(path, model.labels, positive?.replace(/^__label__/, ""));
    return new FastTextScorer(`fasttext:${digestOf(path).slice(0, 12)}`, model, kernels, read);
  }

  scoreAll(texts: readonly TextToScore[]): readonly EduScore[] {
    return texts.map(({ text }) => {
      const mark = this.#kernels.mark();
      const at = this.#kernels.alloc(3 * text.length);
      const bytes = encoder.encodeInto(text, this.#kernels.bytes().subarray(at, at + 3 * text.length)).written;
      const score = this.scoreBytes(at, bytes);
      this.#kernels.release(mark);
      return score;
    });
  }

  /** Scores the UTF-8 at an address of the kernels' memory. A text without any row in the model gets 0. */
  scoreBytes(at: number, bytes: number): EduScore {
    return this.model.predict(at, bytes, this.#found) ? this.#read(this.#found) : { raw: 0, edu: 0, atLeastThree: 0 };
  }
}

/** Hex SHA-256 of a file of any size. */
function digestOf(path: string): string {
  const hash = createHash("sha256");
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  const file = openSync(path, "r");
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}
