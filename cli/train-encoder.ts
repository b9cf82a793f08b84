import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type EncodingProgress, encodeTexts } from "../classifiers/encoder/encoder-features.ts";
import { applyHead, fitHead } from "../classifiers/encoder/encoder-head.ts";
import { LINEAR_SHARE, stackedScore } from "../classifiers/encoder/encoder-scorer.ts";
import { type Calibrations, headFile } from "../classifiers/encoder/head-file.ts";
import { fitCalibration } from "../classifiers/encoder/score-calibration.ts";
import { type HeldOutScores, heldOutFigures } from "../classifiers/evaluation/held-out.ts";
import { makeLearningSet } from "../classifiers/linear/learn.ts";
import { LinearScorer } from "../classifiers/linear/linear-scorer.ts";
import { loadModel } from "../classifiers/linear/model-file.ts";
import { heldOutRaws, isMain, TRAINING_DEFAULTS, type TrainingRow } from "../classifiers/linear/train-linear.ts";
import { SCORED_LANGUAGES } from "../classifiers/scorer.ts";
import type { LabelledRow } from "../classifiers/training/labelled-rows.ts";
import { Transformer } from "../classifiers/transformer/transformer.ts";
import { writeFileAside } from "../engine/files.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { EXIT } from "./exit-codes.ts";
import { count } from "./format.ts";
import { heldOutTable } from "./held-out-table.ts";
import { coloursFor } from "./terminal.ts";
import type { Training } from "./train.ts";
import { cpuSeconds, labelledRowsOf, modelOf, outputOf } from "./training-input.ts";

const MILLION = 1e6;
const HOUR = 3600;
const SEEDS = 3;

/** `kijil train LABELS… --encoder DIR`: a head on a frozen encoder, alone and beside the linear scorer, and what both reach on unseen sources. */
export const trainEncoder: Training = async (input) => {
  const { flags, folder, stdout, stderr, environment } = input;
  const output = outputOf(input);
  const rows = labelledRowsOf(input);
  const transformer = await Transformer.open(modelOf(folder, flags.encoder as string), { prefix: flags.prefix });
  const cacheFolder = flags.cache === undefined ? join(tmpdir(), "kijil-features") : resolve(folder, flags.cache);
  const began = process.cpuUsage();
  let encoded = 0;
  let tokens = 0;
  const onProgress = (progress: EncodingProgress) => {
    encoded = progress.texts - progress.cached;
    tokens = progress.tokens;
    if (!flags.quiet) stderr.write(`encoded ${count(progress.texts)} of ${count(progress.allTexts)} texts\n`);
  };
  const found = await encodeTexts(
    transformer,
    rows.map(({ text }) => text),
    { cacheFolder, onProgress },
  );
  const seconds = cpuSeconds(began);
  await transformer.close();

  const featuresOf = new Map(rows.map((row, index) => [row, found[index] as Float32Array]));
  const headOf = (of: readonly TrainingRow[]) =>
    fitHead(
      of.map(({ row }) => featuresOf.get(row) as Float32Array),
      of.map(({ target }) => target),
      of.map(({ importance }) => importance),
    );
  const kernels = loadKernels();
  const set = makeLearningSet(rows, [], kernels, TRAINING_DEFAULTS).rows;
  const main = set.filter(isMain).map(({ row }) => row);
  const seeds = Array.from({ length: flags.seeds ?? SEEDS }, (_, seed) => seed);
  const linear = seeds.map((seed) => heldOutRaws(set, TRAINING_DEFAULTS, seed));
  const alone = linear.map(({ folds }) =>
    headHeldOut(set, main, folds, (train) => {
      const head = headOf(train);
      return (row) => applyHead(head, featuresOf.get(row) as Float32Array);
    }),
  );
  const both = alone.map(({ folds, scores }, seed) => ({
    folds,
    scores: scores.map((score, row) => stackedScore(score, linear[seed]?.scores[row] as number, LINEAR_SHARE)),
  }));
  const methods = { linear, "encoder head": alone, "both, stacked": both };
  const languages = SCORED_LANGUAGES.filter((lang) => main.some((row) => row.lang === lang));
  const figures = Object.entries(methods).flatMap(([method, runs]) =>
    languages.map((lang) => ({ method, lang, figures: heldOutFigures(main, runs, lang) })),
  );
  const card = {
    labels: rows.length,
    rubrics: [...new Set(rows.map(({ rubric }) => rubric))].sort(),
    annotators: [...new Set(rows.map(({ annotator }) => annotator))].sort(),
    sources: [...new Set(rows.map(({ source }) => source))].sort(),
    heldOut: Object.fromEntries(
      Object.keys(methods).map((name) => [
        name,
        Object.fromEntries(figures.filter(({ method }) => method === name).map(({ lang, figures: each }) => [lang, each])),
      ]),
    ),
  };
  const stack = {
    share: LINEAR_SHARE,
    linear: new LinearScorer(loadModel(), kernels).id,
    calibrations: calibrationsOf(main, both),
  };
  const file = { encoder: transformer.id, head: headOf(set), calibrations: calibrationsOf(main, alone), stack, card };
  writeFileAside(output, Buffer.from(headFile(file)));
  const cost = { encoded, tokens, cpuSeconds: seconds, textsPerCpuSecond: encoded / seconds };
  if (flags.json)
    stdout.write(`${JSON.stringify({ format: "kijil-train/1", model: output, encoder: transformer.id, cost, ...card })}\n`);
  else stdout.write(heldOutTable(figures, coloursFor(stdout, environment)));
  if (!flags.quiet && encoded > 0) {
    const hours = (MILLION / cost.textsPerCpuSecond / HOUR).toFixed(0);
    stderr.write(
      `${count(encoded)} texts, ${count(tokens)} tokens, ${cost.textsPerCpuSecond.toFixed(1)} texts a CPU second: a million texts take ${hours} core hours\n`,
    );
  }
  return EXIT.done;
};

/** Scores of the main rows by heads that have seen no row of their source, under folds that the linear scorer was judged by. */
function headHeldOut(
  rows: readonly TrainingRow[],
  main: readonly LabelledRow[],
  folds: Uint8Array,
  learn: (train: readonly TrainingRow[]) => (row: LabelledRow) => number,
): HeldOutScores {
  const foldOfSource = new Map(main.map(({ source }, index) => [source, folds[index] as number]));
  const scores = new Float64Array(main.length);
  for (const fold of new Set(folds)) {
    const score = learn(rows.filter(({ row }) => foldOfSource.get(row.source) !== fold));
    for (const [index, row] of main.entries()) if (folds[index] === fold) scores[index] = score(row);
  }
  return { folds, scores };
}

/** Calibrations by language, on the scores of sources that were held out. */
function calibrationsOf(rows: readonly LabelledRow[], runs: readonly HeldOutScores[]): Calibrations {
  return Object.fromEntries(
    SCORED_LANGUAGES.flatMap((lang) => {
      const own = rows.flatMap((row, index) => (row.lang === lang ? [index] : []));
      if (own.length === 0) return [];
      const raw = runs.flatMap(({ scores }) => own.map((index) => scores[index] as number));
      const labels = runs.flatMap(() => own.map((index) => (rows[index] as LabelledRow).score));
      return [[lang, fitCalibration(raw, labels)] as const];
    }),
  );
}
