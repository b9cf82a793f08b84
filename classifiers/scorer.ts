import type { Awaitable } from "../engine/stage.ts";

/** Languages that documents are scored in. */
export const SCORED_LANGUAGES = ["ko", "en"] as const;
export type ScoredLanguage = (typeof SCORED_LANGUAGES)[number];

/** A document as a scorer is given it. */
export interface TextToScore {
  readonly text: string;
  readonly lang: ScoredLanguage;
}

/** What a scorer says about the educational quality of a text. */
export interface EduScore {
  /** The scorer's own number, of no fixed scale: what ranks documents of one language. */
  readonly raw: number;
  /** Expected score under the rubric, 0–5. */
  readonly edu: number;
  /** Calibrated probability of a score of 2.5 or more, 0–1: a score of 3 once rounded, as FineWeb-Edu's threshold has it. */
  readonly atLeastThree: number;
}

/** Text in, numbers out. Scores of unlike languages are not comparable; percentiles within a language are. */
export interface Scorer {
  /** Names the model: its kind and the digest of its file. */
  readonly id: string;
  /** Raised when the same text and model may get another score. */
  readonly version: number;
  readonly languages: readonly ScoredLanguage[];
  /** Scores texts, in their order. A scorer that wants batches of its own size makes them. */
  scoreAll(texts: readonly TextToScore[]): Awaitable<readonly EduScore[]>;
}
