import type { EduScore } from "../scorer.ts";
import type { LabelledRow } from "../training/labelled-rows.ts";
import {
  calibrationError,
  confusionOf,
  macroF1,
  meanAbsoluteError,
  positiveF1,
  precisionOf,
  quadraticKappa,
  recallOf,
} from "./agreement.ts";
import { bySource, type Interval } from "./bootstrap.ts";
import { POSITIVE_FROM } from "./held-out.ts";
import { auroc, aurocWithin, averagePrecision, recallAtTop, spearman } from "./ranks.ts";

/** How scores stand to labels; NaN where a figure asks for what the rows do not have. */
export interface Measures {
  readonly rows: number;
  readonly sources: number;
  /** Share of labels of 2.5 and more, and their mean. */
  readonly base: number;
  readonly meanLabel: number;
  readonly meanScore: number;
  /** At a score of 2.5. */
  readonly positiveF1: number;
  readonly macroF1: number;
  readonly precision: number;
  readonly recall: number;
  readonly prAuc: number;
  readonly auroc: number;
  readonly aurocWithinSources: number;
  readonly spearman: number;
  readonly kappa: number;
  readonly meanError: number;
  /** Of the probability of 2.5 and more, in 15 bins. */
  readonly calibrationError: number;
  /** Share of the labels of 2.5 and more that lie in the best tenth by score. */
  readonly recallAtTenth: number;
}

/** The measures of one language have intervals by source. */
export interface LanguageMeasures extends Measures {
  readonly intervals: Readonly<Record<"positiveF1" | "auroc" | "spearman", Interval>>;
  readonly bySource: Readonly<Record<string, Measures>>;
}

/** Share that a selection of the best would keep. */
const TOP = 0.1;

/** Measures over some rows and their scores. */
export function measuresOf(rows: readonly LabelledRow[], scores: readonly EduScore[]): Measures {
  const labels = rows.map(({ score }) => score);
  const isPositive = labels.map((label) => label >= POSITIVE_FROM);
  const edu = scores.map((score) => score.edu);
  const raws = scores.map(({ raw }) => raw);
  const confusion = confusionOf(
    edu.map((score) => score >= POSITIVE_FROM),
    isPositive,
  );
  const sources = rows.map(({ source }) => source);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    rows: rows.length,
    sources: new Set(sources).size,
    base: isPositive.filter(Boolean).length / rows.length,
    meanLabel: mean(labels),
    meanScore: mean(edu),
    positiveF1: positiveF1(confusion),
    macroF1: macroF1(confusion),
    precision: precisionOf(confusion),
    recall: recallOf(confusion),
    prAuc: averagePrecision(raws, isPositive),
    auroc: auroc(raws, isPositive),
    aurocWithinSources: aurocWithin(sources, raws, isPositive),
    spearman: spearman(raws, labels),
    kappa: quadraticKappa(edu, labels),
    meanError: meanAbsoluteError(edu, labels),
    calibrationError: calibrationError(
      scores.map(({ atLeastThree }) => atLeastThree),
      isPositive,
    ),
    recallAtTenth: recallAtTop(raws, isPositive, TOP),
  };
}

/** Measures by language, with intervals, and by source within it. */
export function measuresByLanguage(
  rows: readonly LabelledRow[],
  scores: readonly EduScore[],
): Readonly<Record<string, LanguageMeasures>> {
  const pick = (own: readonly number[]) =>
    [own.map((index) => rows[index] as LabelledRow), own.map((index) => scores[index] as EduScore)] as const;
  const indicesWhere = (holds: (row: LabelledRow) => boolean): number[] =>
    rows.flatMap((row, index) => (holds(row) ? [index] : []));
  const languages = [...new Set(rows.map(({ lang }) => lang))].sort();
  return Object.fromEntries(
    languages.map((lang) => {
      const [own, ownScores] = pick(indicesWhere((row) => row.lang === lang));
      const sources = own.map(({ source }) => source);
      const interval = (measure: (rows: readonly LabelledRow[], scores: readonly EduScore[]) => number): Interval =>
        bySource(sources, (drawn) =>
          measure(
            drawn.map((index) => own[index] as LabelledRow),
            drawn.map((index) => ownScores[index] as EduScore),
          ),
        );
      const positive = (list: readonly LabelledRow[]): boolean[] => list.map(({ score }) => score >= POSITIVE_FROM);
      const measures: LanguageMeasures = {
        ...measuresOf(own, ownScores),
        intervals: {
          positiveF1: interval((list, given) =>
            positiveF1(
              confusionOf(
                given.map(({ edu }) => edu >= POSITIVE_FROM),
                positive(list),
              ),
            ),
          ),
          auroc: interval((list, given) =>
            auroc(
              given.map(({ raw }) => raw),
              positive(list),
            ),
          ),
          spearman: interval((list, given) =>
            spearman(
              given.map(({ raw }) => raw),
              list.map(({ score }) => score),
            ),
          ),
        },
        bySource: Object.fromEntries(
          [...new Set(sources)]
            .sort()
            .map((source) => [source, measuresOf(...pick(indicesWhere((row) => row.lang === lang && row.source === source)))]),
        ),
      };
      return [lang, measures];
    }),
  );
}
