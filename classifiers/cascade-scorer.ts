import type { EduScore, ScoredLanguage, Scorer, TextToScore } from "./scorer.ts";

/** How many texts a cascade was given, and how many of them went on to its second scorer. */
export interface CascadeCounts {
  all: number;
  passed: number;
}

/**
 * A fast scorer before a slow one: only texts that the first finds likely enough are given to the second. The others keep the first one's
 * score, so both must be on the rubric's scale, which is the raw score of the whole.
 */
export class CascadeScorer implements Scorer {
  readonly id: string;
  readonly version: number;
  readonly languages: readonly ScoredLanguage[];
  readonly counts: CascadeCounts = { all: 0, passed: 0 };
  readonly #first: Scorer;
  readonly #second: Scorer;
  readonly #least: number;

  /** `least`: the first scorer's probability of a score of 2.5 or more from which a text goes on, 0–1. */
  constructor(first: Scorer, second: Scorer, least: number) {
    this.#first = first;
    this.#second = second;
    this.#least = least;
    this.id = `${first.id}>${least}>${second.id}`;
    this.version = 1000 * first.version + second.version;
    this.languages = first.languages.filter((language) => second.languages.includes(language));
  }

  async scoreAll(texts: readonly TextToScore[]): Promise<readonly EduScore[]> {
    const scores = [...(await this.#first.scoreAll(texts))].map((score) => ({ ...score, raw: score.edu }));
    const passing = texts.flatMap((_, index) => ((scores[index] as EduScore).atLeastThree >= this.#least ? [index] : []));
    this.counts.all += texts.length;
    this.counts.passed += passing.length;
    if (passing.length === 0) return scores;
    const second = await this.#second.scoreAll(passing.map((index) => texts[index] as TextToScore));
    for (const [place, index] of passing.entries()) {
      const score = second[place] as EduScore;
      scores[index] = { ...score, raw: score.edu };
    }
    return scores;
  }
}
