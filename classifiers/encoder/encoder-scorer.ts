import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { ConfigError } from "../../engine/errors.ts";
import { type EduScore, SCORED_LANGUAGES, type ScoredLanguage, type Scorer, type TextToScore } from "../scorer.ts";
import { Transformer, type TransformerOptions } from "../transformer/transformer.ts";
import { type EncodingProgress, encodeTexts } from "./encoder-features.ts";
import { applyHead } from "./encoder-head.ts";
import { type HeadFile, readHeadFile } from "./head-file.ts";
import { calibrated, type ScoreCalibration } from "./score-calibration.ts";

/** Options of a scorer on a frozen encoder. */
export interface EncoderScorerOptions extends TransformerOptions {
  /** The scorer that the head was stacked with; without it a stacked head scores alone. */
  readonly linear?: Scorer | undefined;
  readonly cacheFolder?: string | undefined;
  readonly onProgress?: ((progress: EncodingProgress) => void) | undefined;
}

/** A frozen encoder with a head that kijil trained, averaged with a linear scorer where it was trained with one. */
export class EncoderScorer implements Scorer {
  readonly id: string;
  readonly version = 1;
  readonly languages: readonly ScoredLanguage[];
  readonly #transformer: Transformer;
  readonly #file: HeadFile;
  readonly #options: EncoderScorerOptions;

  private constructor(id: string, transformer: Transformer, file: HeadFile, options: EncoderScorerOptions) {
    this.id = id;
    this.#transformer = transformer;
    this.#file = file;
    this.#options = options;
    const { calibrations } = options.linear && file.stack ? file.stack : file;
    this.languages = SCORED_LANGUAGES.filter((language) => calibrations[language] !== undefined);
  }

  /** Opens a head's file and the encoder it was trained on; throws {@link ConfigError} where they do not belong together. */
  static async open(headPath: string, encoder: string, options: EncoderScorerOptions = {}): Promise<EncoderScorer> {
    const file = readHeadFile(headPath);
    const transformer = await Transformer.open(encoder, options);
    const refuse = (what: string, got: string, wanted: string) =>
      new ConfigError(
        [`${headPath}: it was trained ${what}, got ${got}, wanted ${wanted}. Train a head of its own.`],
        "MODEL_UNFIT",
      );
    if (transformer.id !== file.encoder) throw refuse("on another encoder", transformer.id, file.encoder);
    const { linear } = options;
    if (linear && file.stack && linear.id !== file.stack.linear)
      throw refuse("with another linear scorer", linear.id, file.stack.linear);
    const digest = createHash("sha256").update(readFileSync(headPath)).digest("hex").slice(0, 12);
    return new EncoderScorer(`encoder:${digest}${linear && file.stack ? `+${linear.id}` : ""}`, transformer, file, options);
  }

  async scoreAll(texts: readonly TextToScore[]): Promise<readonly EduScore[]> {
    const { linear, cacheFolder, onProgress } = this.#options;
    const features = await encodeTexts(
      this.#transformer,
      texts.map(({ text }) => text),
      { ...(cacheFolder === undefined ? {} : { cacheFolder }), ...(onProgress ? { onProgress } : {}) },
    );
    const { stack, head, calibrations } = this.#file;
    const other = linear && stack ? await linear.scoreAll(texts) : undefined;
    return texts.map(({ lang }, index) => {
      const own = applyHead(head, features[index] as Float32Array);
      const raw = other && stack ? stackedScore(own, (other[index] as EduScore).raw, stack.share) : own;
      const calibration = (other && stack ? stack.calibrations : calibrations)[lang];
      return calibrated(raw, calibration as ScoreCalibration);
    });
  }

  close(): Promise<void> {
    return this.#transformer.close();
  }
}

/** The linear scorer's share of a stacked score. */
export const LINEAR_SHARE = 0.2;

/** Mean of a head's score and a linear scorer's raw one, both near the rubric's scale; `share` is the linear one's. */
export const stackedScore = (head: number, linear: number, share: number): number => (1 - share) * head + share * linear;
