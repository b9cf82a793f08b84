import type { EduScore, Scorer, TextToScore } from "../scorer.ts";
import type { LabelledRow } from "../training/labelled-rows.ts";
import { POSITIVE_FROM } from "./held-out.ts";
import { FAKES, FORMS } from "./text-forms.ts";

/** What a change of form does to scores. */
export interface FormFigures {
  readonly texts: number;
  readonly meanChange: number;
  /** Share of texts whose score moves by at most 0.4. */
  readonly withinFourTenths: number;
  /** Share of texts that change sides of 2.5. */
  readonly flips: number;
}

/** What texts score that teach nothing. */
export interface FakeFigures {
  readonly texts: number;
  readonly meanScore: number;
  /** Share that scores 1.5 at most. */
  readonly atMostOneAndAHalf: number;
}

const CLOSE = 0.4;
const HARMLESS = 1.5;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const share = (values: readonly boolean[]): number => values.filter(Boolean).length / values.length;

/** Scores every form of every row. */
export async function probeForms(rows: readonly LabelledRow[], scorer: Scorer): Promise<Record<string, FormFigures>> {
  const plain = await scorer.scoreAll(rows);
  const found: Record<string, FormFigures> = {};
  for (const [name, change] of Object.entries(FORMS)) {
    const changed = await scorer.scoreAll(rows.map(({ text, lang }): TextToScore => ({ text: change(text), lang })));
    const moved = changed.map(({ edu }, row) => Math.abs(edu - (plain[row] as EduScore).edu));
    found[name] = {
      texts: rows.length,
      meanChange: mean(moved),
      withinFourTenths: share(moved.map((distance) => distance <= CLOSE)),
      flips: share(changed.map(({ edu }, row) => edu >= POSITIVE_FROM !== (plain[row] as EduScore).edu >= POSITIVE_FROM)),
    };
  }
  return found;
}

/** Scores the fakes that are made of the rows labelled 2.5 and more. */
export async function probeFakes(rows: readonly LabelledRow[], scorer: Scorer): Promise<Record<string, FakeFigures>> {
  const good = rows.filter(({ score }) => score >= POSITIVE_FROM);
  const found: Record<string, FakeFigures> = {};
  for (const [name, make] of Object.entries(FAKES)) {
    const scores = await scorer.scoreAll(good.map(({ text, lang }): TextToScore => ({ text: make(text, lang), lang })));
    const edu = scores.map((score) => score.edu);
    found[name] = { texts: good.length, meanScore: mean(edu), atMostOneAndAHalf: share(edu.map((score) => score <= HARMLESS)) };
  }
  return found;
}

/** A text in both languages. */
export interface TranslationPair {
  readonly ko: string;
  readonly en: string;
}

/** How much translations of one another differ. */
export async function probeTranslations(
  pairs: readonly TranslationPair[],
  scorer: Scorer,
): Promise<{ readonly pairs: number; readonly meanDifference: number; readonly meanDistance: number }> {
  const [ko, en] = await Promise.all([
    scorer.scoreAll(pairs.map(({ ko: text }): TextToScore => ({ text, lang: "ko" }))),
    scorer.scoreAll(pairs.map(({ en: text }): TextToScore => ({ text, lang: "en" }))),
  ]);
  const differences = ko.map(({ edu }, index) => edu - (en[index] as EduScore).edu);
  return { pairs: pairs.length, meanDifference: mean(differences), meanDistance: mean(differences.map(Math.abs)) };
}
