import type { Awaitable } from "../../engine/stage.ts";
import type { LabelledRow } from "../training/labelled-rows.ts";
import { sourceFolds } from "../training/source-folds.ts";
import { bestCut, confusionOf, positiveF1 } from "./agreement.ts";
import { bySource, type Interval } from "./bootstrap.ts";
import { auroc, spearman } from "./ranks.ts";

/** From this score on a row counts as educational: 3 once rounded. */
export const POSITIVE_FROM = 2.5;

/** Scores that rows were given by models that had seen no row of their source, under one cut into folds. */
export interface HeldOutScores {
  readonly folds: Uint8Array;
  readonly scores: Float64Array;
}

/** Learns from some rows and answers the scores of others, in their order. */
export type LearnAndScore = (
  train: readonly LabelledRow[],
  test: readonly LabelledRow[],
  fold: number,
) => Awaitable<ArrayLike<number>>;

/** Cross-validation with whole sources held out, once for each seed; all languages together, as `sourceFolds` cuts them. */
export async function scoreHeldOut(
  rows: readonly LabelledRow[],
  learn: LearnAndScore,
  { folds = 5, seeds = [0, 1, 2] }: { readonly folds?: number; readonly seeds?: readonly number[] } = {},
): Promise<readonly HeldOutScores[]> {
  const found: HeldOutScores[] = [];
  for (const seed of seeds) {
    const foldOf = sourceFolds(
      rows.map(({ source }) => source),
      folds,
      seed,
    );
    const scores = new Float64Array(rows.length);
    for (let fold = 0; fold < folds; fold++) {
      const test = rows.flatMap((_, row) => (foldOf[row] === fold ? [row] : []));
      const answers = await learn(
        rows.filter((_, row) => foldOf[row] !== fold),
        test.map((row) => rows[row] as LabelledRow),
        fold,
      );
      test.forEach((row, index) => {
        scores[row] = answers[index] as number;
      });
    }
    found.push({ folds: foldOf, scores });
  }
  return found;
}

/** The figures that methods are compared by, means over seeds; intervals by source. */
export interface HeldOutFigures {
  readonly rows: number;
  readonly sources: number;
  /** Share of positives. */
  readonly base: number;
  readonly auroc: Interval;
  /** F1 of the positive class, each fold's cut chosen on the other folds. */
  readonly f1: Interval;
  readonly spearman: Interval;
}

/** Figures of the rows of one language, or of all where `lang` is undefined. */
export function heldOutFigures(rows: readonly LabelledRow[], runs: readonly HeldOutScores[], lang?: string): HeldOutFigures {
  const own = rows.flatMap((row, index) => (lang === undefined || row.lang === lang ? [index] : []));
  const isPositive = own.map((row) => (rows[row] as LabelledRow).score >= POSITIVE_FROM);
  const labels = own.map((row) => (rows[row] as LabelledRow).score);
  const sources = own.map((row) => (rows[row] as LabelledRow).source);
  const judged = runs.map(({ folds, scores }) => {
    const ownScores = own.map((row) => scores[row] as number);
    const ownFolds = own.map((row) => folds[row] as number);
    return { scores: ownScores, isChosen: chosenAcross(ownScores, ownFolds, isPositive) };
  });
  const mean = (of: (run: (typeof judged)[number], rows: readonly number[]) => number) =>
    bySource(sources, (drawn) => judged.reduce((sum, run) => sum + of(run, drawn), 0) / judged.length);
  const pick = <T>(values: readonly T[], drawn: readonly number[]): T[] => drawn.map((row) => values[row] as T);
  return {
    rows: own.length,
    sources: new Set(sources).size,
    base: isPositive.filter(Boolean).length / own.length,
    auroc: mean(({ scores }, drawn) => auroc(pick(scores, drawn), pick(isPositive, drawn))),
    f1: mean(({ isChosen }, drawn) => positiveF1(confusionOf(pick(isChosen, drawn), pick(isPositive, drawn)))),
    spearman: mean(({ scores }, drawn) => spearman(pick(scores, drawn), pick(labels, drawn))),
  };
}

/** Which rows a cut chooses that was set without the row's own fold. */
export function chosenAcross(
  scores: readonly number[],
  folds: readonly number[],
  isPositive: readonly boolean[],
): readonly boolean[] {
  const cuts = new Map<number, number>();
  for (const fold of new Set(folds)) {
    const others = scores.flatMap((_, row) => (folds[row] === fold ? [] : [row]));
    cuts.set(
      fold,
      bestCut(
        others.map((row) => scores[row] as number),
        others.map((row) => isPositive[row] as boolean),
      ),
    );
  }
  return scores.map((score, row) => score >= (cuts.get(folds[row] as number) as number));
}
