import { loadKernels } from "../../engine/kernels/kernels.ts";
import { POSITIVE_FROM } from "../evaluation/held-out.ts";
import { type EduScore, SCORED_LANGUAGES } from "../scorer.ts";
import type { LabelledRow } from "../training/labelled-rows.ts";
import { expectedScore, fitIsotonic, fitOrdinal, interpolate } from "./ordinal.ts";
import { FeatureMaker } from "./text-features.ts";
import { heldOutRaws, isMain, prepareRows, TRAINING_DEFAULTS } from "./train-linear.ts";

/**
 * Scores of rows under the main rubric by models, and calibrations, that have seen no row of their source: calibrations of a fold are
 * fitted on the raw scores of the other folds.
 */
export function heldOutScores(
  rows: readonly LabelledRow[],
  seed: number,
): { readonly rows: readonly LabelledRow[]; readonly scores: readonly EduScore[] } {
  const maker = new FeatureMaker(loadKernels());
  const prepared = prepareRows(rows, ({ text }) => maker.of(text), TRAINING_DEFAULTS.otherRubrics);
  const main = prepared.filter(isMain).map(({ row }) => row);
  const { folds, scores: raws } = heldOutRaws(prepared, TRAINING_DEFAULTS, seed);
  const scores = new Array<EduScore>(main.length);
  for (const lang of SCORED_LANGUAGES) {
    for (const fold of new Set(folds)) {
      const others = main.flatMap((row, index) => (row.lang === lang && folds[index] !== fold ? [index] : []));
      const own = main.flatMap((row, index) => (row.lang === lang && folds[index] === fold ? [index] : []));
      if (own.length === 0) continue;
      const otherRaws = others.map((index) => raws[index] as number);
      const labels = others.map((index) => (main[index] as LabelledRow).score);
      const head = fitOrdinal(otherRaws, labels);
      const knots = fitIsotonic(
        otherRaws,
        labels.map((label) => label >= POSITIVE_FROM),
      );
      for (const index of own) {
        const raw = raws[index] as number;
        scores[index] = { raw, edu: expectedScore(head, raw), atLeastThree: interpolate(knots, raw) };
      }
    }
  }
  return { rows: main, scores };
}
