import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { LabelledRow } from "../training/labelled-rows.ts";
import type { TextToLabel } from "../training/teacher-rows.ts";
import type { LinearModel } from "./model-file.ts";
import { randomUnits } from "./random-units.ts";
import { FeatureMaker } from "./text-features.ts";
import {
  fitHeads,
  fitWeights,
  heldOutRaws,
  isMain,
  prepareRows,
  rawScore,
  roundWeights,
  type TrainingOptions,
  type TrainingRow,
} from "./train-linear.ts";

/** Rows with their features, and texts without a label that percentiles are of. */
export interface LearningSet {
  readonly rows: readonly TrainingRow[];
  readonly unlabelled: readonly TextToLabel[];
  readonly maker: FeatureMaker;
}

/** Unlabelled texts of one source that percentiles are taken from, so that no source makes them its own. */
const MOST_OF_SOURCE = 1000;

/** Measures rows; of unlabelled texts at most {@link MOST_OF_SOURCE} of each source and language stay, evenly spaced. */
export function makeLearningSet(
  rows: readonly LabelledRow[],
  unlabelled: readonly TextToLabel[],
  kernels: Kernels,
  options: TrainingOptions,
): LearningSet {
  const maker = new FeatureMaker(kernels);
  const groups = new Map<string, TextToLabel[]>();
  for (const text of unlabelled) {
    const key = `${text.lang} ${text.source}`;
    const group = groups.get(key);
    if (group) group.push(text);
    else groups.set(key, [text]);
  }
  const spaced = [...groups.values()].flatMap((group) => {
    const step = Math.max(1, group.length / MOST_OF_SOURCE);
    return Array.from(
      { length: Math.min(group.length, MOST_OF_SOURCE) },
      (_, index) => group[Math.floor(index * step)] as TextToLabel,
    );
  });
  return { rows: prepareRows(rows, ({ text }) => maker.of(text), options.otherRubrics), unlabelled: spaced, maker };
}

/** Trains a model: weights from all rows, heads from scores of held-out sources, percentiles from the unlabelled texts. */
export function learn({ rows, unlabelled, maker }: LearningSet, options: TrainingOptions): LinearModel {
  const units = randomUnits();
  const main = rows.filter(isMain).map(({ row }) => row);
  const { scores } = heldOutRaws(rows, options);
  const model = roundWeights(fitWeights(rows, units, options));
  const raws = { ko: [] as number[], en: [] as number[] };
  for (const { text, lang } of unlabelled) raws[lang].push(rawScore(model, maker.of(text), units));
  return { ...model, heads: fitHeads(main, scores, raws), labels: main.length };
}
