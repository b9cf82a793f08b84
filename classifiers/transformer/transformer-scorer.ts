import { type LabelReading, labelReading } from "../label-scores.ts";
import { type EduScore, SCORED_LANGUAGES, type Scorer, type TextToScore } from "../scorer.ts";
import { Transformer, type TransformerOptions, type TransformerProgress } from "./transformer.ts";

const BEST = 5;
/** Of a regression head without a calibration of its own: how fast the probability rises around 2.5. */
const STEEPNESS = 2;
const POSITIVE_FROM = 2.5;

/** Options of a scorer on a transformer with a head. */
export interface TransformerScorerOptions extends TransformerOptions {
  /** Names the good class of a classification head whose classes are not the grades 0 to 5. */
  readonly positive?: string | undefined;
  readonly onBatch?: ((progress: TransformerProgress) => void) | undefined;
}

/**
 * A transformer with a head of its own as a scorer, its logits read directly: a pipeline of the library would make 1.0 of the one logit of
 * a regression head. One class is a regression to the rubric's scale; more are read as `labelReading` says.
 */
export class TransformerScorer implements Scorer {
  readonly id: string;
  readonly version = 1;
  readonly languages = SCORED_LANGUAGES;
  readonly #transformer: Transformer;
  readonly #read: LabelReading;
  readonly #onBatch: TransformerScorerOptions["onBatch"];

  private constructor(transformer: Transformer, read: LabelReading, onBatch: TransformerScorerOptions["onBatch"]) {
    this.id = transformer.id;
    this.#transformer = transformer;
    this.#read = read;
    this.#onBatch = onBatch;
  }

  /** Opens a folder or hub id; throws {@link InputError} or {@link ConfigError} where it is no scorer. */
  static async open(where: string, options: TransformerScorerOptions = {}): Promise<TransformerScorer> {
    const transformer = await Transformer.open(where, options);
    const reading = transformer.labels.length > 1 ? labelReading(where, transformer.labels, options.positive) : undefined;
    return new TransformerScorer(transformer, reading ? (logits) => reading(softmax(logits)) : regression, options.onBatch);
  }

  async scoreAll(texts: readonly TextToScore[]): Promise<readonly EduScore[]> {
    const logits = await this.#transformer.logits(
      texts.map(({ text }) => text),
      this.#onBatch,
    );
    return logits.map(this.#read);
  }

  close(): Promise<void> {
    return this.#transformer.close();
  }
}

function regression(logits: ArrayLike<number>): EduScore {
  const raw = logits[0] as number;
  return { raw, edu: Math.min(BEST, Math.max(0, raw)), atLeastThree: 1 / (1 + Math.exp(-STEEPNESS * (raw - POSITIVE_FROM))) };
}

function softmax(logits: ArrayLike<number>): Float64Array {
  const most = Math.max(...Array.from(logits));
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
