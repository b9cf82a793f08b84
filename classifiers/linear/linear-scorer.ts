import type { Kernels } from "../../engine/kernels/kernels.ts";
import { type EduScore, SCORED_LANGUAGES, type ScoredLanguage, type Scorer, type TextToScore } from "../scorer.ts";
import { DENSE_NAMES, denseFeatures } from "./dense.ts";
import type { LoadedModel } from "./model-file.ts";
import { expectedScore, interpolate, percentileOf } from "./ordinal.ts";
import { quantise, randomUnits, UNIT_WIDTH, UNITS } from "./random-units.ts";
import { ScoreScanner } from "./scanner.ts";

/** Raised when the same text and model may get another score. */
const SCORER_VERSION = 1;
/** Buckets that percentiles are cut into, as Nemotron-CC does (arXiv 2412.02595). */
export const PERCENTILE_BUCKETS = 20;

/** A score and where it stands among documents of its language. */
export interface RankedScore extends EduScore {
  /** Share of unlabelled documents of the language that score lower, 0–1. */
  readonly percentile: number;
  /** 0 to 19. */
  readonly bucket: number;
}

/** Scores texts in kernel memory. Holds about a megabyte of it for as long as the instance lives. */
export class LinearScorer implements Scorer {
  readonly id: string;
  readonly version = SCORER_VERSION;
  readonly languages = SCORED_LANGUAGES;
  readonly model: LoadedModel;
  readonly #kernels: Kernels;
  readonly #scanner: ScoreScanner;
  readonly #places: Readonly<Record<"words" | "characters" | "inputs" | "signs" | "offsets" | "weights" | "outputs", number>>;
  readonly #dense = new Float64Array(DENSE_NAMES.length);
  readonly #inputs = new Int16Array(UNIT_WIDTH);

  constructor(model: LoadedModel, kernels: Kernels) {
    this.id = `linear:${model.digest}`;
    this.model = model;
    this.#kernels = kernels;
    this.#scanner = new ScoreScanner(kernels);
    const put = (view: ArrayBufferView): number => {
      const at = kernels.alloc(view.byteLength);
      kernels.bytes().set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at);
      return at;
    };
    const { signs, offsets } = randomUnits();
    this.#places = {
      words: put(model.words),
      characters: put(model.characters),
      inputs: put(this.#inputs),
      signs: put(signs),
      offsets: put(offsets),
      weights: put(model.units),
      outputs: kernels.alloc(4 * UNITS),
    };
  }

  /** The raw score of valid UTF-8 at a kernel address. */
  rawAt(at: number, bytes: number): number {
    const { model } = this;
    const { call } = this.#kernels;
    const { counts, words, characters } = this.#scanner.scan(at, bytes);
    denseFeatures(counts, this.#dense);
    quantise(this.#dense, model.dense, this.#inputs);
    const { inputs, signs, offsets, weights, outputs } = this.#places;
    this.#kernels.bytes().set(new Uint8Array(this.#inputs.buffer), inputs);
    const wordSum = call.sumWeights(this.#scanner.wordsAt, words.length, this.#places.words, 0);
    const characterSum = call.sumWeights(this.#scanner.charactersAt, characters.length, this.#places.characters, 0);
    return (
      model.bias +
      (wordSum * model.wordScale) / Math.sqrt(Math.max(1, words.length)) +
      (characterSum * model.characterScale) / Math.sqrt(Math.max(1, characters.length)) +
      call.rectifiedLayer(inputs, UNIT_WIDTH, signs, offsets, weights, UNITS, outputs)
    );
  }

  /** The score of valid UTF-8 at a kernel address, in composed form. */
  scoreAt(at: number, bytes: number, lang: ScoredLanguage): RankedScore {
    return this.ranked(this.rawAt(at, bytes), lang);
  }

  /** What a raw score means in a language. */
  ranked(raw: number, lang: ScoredLanguage): RankedScore {
    const head = this.model.heads[lang];
    const percentile = percentileOf(head.percentiles, raw);
    return {
      raw,
      edu: expectedScore(head, raw),
      atLeastThree: interpolate(head.knots, raw),
      percentile,
      bucket: Math.min(PERCENTILE_BUCKETS - 1, Math.floor(PERCENTILE_BUCKETS * percentile)),
    };
  }

  scoreAll(texts: readonly TextToScore[]): readonly RankedScore[] {
    return texts.map(({ text, lang }) => {
      const bytes = Buffer.from(text.normalize("NFC"));
      const mark = this.#kernels.mark();
      const at = this.#kernels.alloc(bytes.length);
      this.#kernels.bytes().set(bytes, at);
      const score = this.scoreAt(at, bytes.length, lang);
      this.#kernels.release(mark);
      return score;
    });
  }
}
