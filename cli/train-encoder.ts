import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type EncodingProgress, encodeTexts } from "../classifiers/encoder/encoder-features.ts";
import { applyHead, fitHead } from "../classifiers/encoder/encoder-head.ts";
import { type Calibrations, headFile } from "../classifiers/encoder/head-file.ts";
import { fitCalibration } from "../classifiers/encoder/score-calibration.ts";
import { type HeldOutScores, heldOutFigures, scoreHeldOut } from "../classifiers/evaluation/held-out.ts";
import { SCORED_LANGUAGES } from "../classifiers/scorer.ts";
import type { LabelledRow } from "../classifiers/training/labelled-rows.ts";
import { Transformer } from "../classifiers/transformer/transformer.ts";
import { writeFileAside } from "../engine/files.ts";
import { EXIT } from "./exit-codes.ts";
import { count } from "./format.ts";
import { heldOutTable } from "./held-out-table.ts";
import { coloursFor } from "./terminal.ts";
import type { Training } from "./train.ts";
import { cpuSeconds, labelledRowsOf, modelOf, outputOf } from "./training-input.ts";

const MILLION = 1e6;
const HOUR = 3600;

/** `kijil train LABELS… --encoder DIR`: a head on a frozen encoder, with what it reaches on unseen sources. */
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
  const features = (of: readonly LabelledRow[]) => of.map((row) => featuresOf.get(row) as Float32Array);
  const scores = (of: readonly LabelledRow[]) => of.map(({ score }) => score);
  const runs = await scoreHeldOut(rows, (train, test) => {
    const head = fitHead(features(train), scores(train));
    return features(test).map((each) => applyHead(head, each));
  });
  const languages = SCORED_LANGUAGES.filter((lang) => rows.some((row) => row.lang === lang));
  const figures = languages.map((lang) => ({ method: "encoder head", lang, figures: heldOutFigures(rows, runs, lang) }));
  const card = {
    labels: rows.length,
    rubrics: [...new Set(rows.map(({ rubric }) => rubric))].sort(),
    annotators: [...new Set(rows.map(({ annotator }) => annotator))].sort(),
    sources: [...new Set(rows.map(({ source }) => source))].sort(),
    heldOut: Object.fromEntries(figures.map(({ lang, figures: each }) => [lang, each])),
  };
  const head = fitHead(features(rows), scores(rows));
  writeFileAside(
    output,
    Buffer.from(headFile({ encoder: transformer.id, head, calibrations: calibrationsOf(rows, runs), card })),
  );
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
