import { resolve } from "node:path";
import { learn, makeLearningSet } from "../classifiers/linear/learn.ts";
import { cardOf, type Figures, heldOutMethods } from "../classifiers/linear/model-card.ts";
import { encodeModel, FEATURE_SPEC } from "../classifiers/linear/model-file.ts";
import { type Round, selfTrain } from "../classifiers/linear/self-train.ts";
import { TRAINING_DEFAULTS } from "../classifiers/linear/train-linear.ts";
import { readTextsToLabel } from "../classifiers/training/teacher-rows.ts";
import { ConfigError } from "../engine/errors.ts";
import { writeFileAside } from "../engine/files.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { count } from "./format.ts";
import type { Training } from "./train.ts";
import { cpuSeconds, labelledRowsOf, outputOf } from "./training-input.ts";

/** Fewer rows than this make no model that should decide anything. */
const FEWEST_ROWS = 50;

/** `kijil train LABELS…`: trains the linear scorer, and writes its card beside it. */
export const trainLinear: Training = async (input) => {
  const began = process.cpuUsage();
  const { positionals, flags, folder, stdout, stderr } = input;
  const output = outputOf(input);
  const rows = labelledRowsOf(input);
  if (rows.length < FEWEST_ROWS)
    throw new ConfigError([`kijil train: too few labels, got ${rows.length}, wanted ${FEWEST_ROWS} at least. Label more.`]);
  const say = (line: string) => {
    if (!flags.quiet) stderr.write(`${line}\n`);
  };
  const options = TRAINING_DEFAULTS;
  const unlabelled = readTextsToLabel(flags.unlabelled.map((path) => resolve(folder, path)));
  say(`${count(rows.length)} labelled texts, ${count(unlabelled.length)} without a label.`);
  const set = makeLearningSet(rows, unlabelled, loadKernels(), options);
  const training =
    flags.selfTrain === undefined ? undefined : selfTrain(set, options, flags.selfTrain, (round) => say(roundLine(round)));
  if (training) say(`self-training ended: ${training.ended}.`);
  const model = learn(training ? { ...set, rows: training.rows } : set, options);
  const bytes = encodeModel(model);
  const seeds = Array.from({ length: flags.seeds ?? 3 }, (_, seed) => seed);
  const methods = heldOutMethods(set.rows, options, seeds);
  const card = cardOf(
    set,
    positionals.map((path) => resolve(folder, path)),
    bytes,
    options,
    seeds,
    methods,
    flags.licence,
  );
  writeFileAside(output, bytes);
  if (training)
    writeFileAside(roundsPath(output), `${JSON.stringify({ rounds: training.rounds, ended: training.ended }, undefined, 2)}\n`);
  writeFileAside(cardPath(output), `${JSON.stringify(card, undefined, 2)}\n`);
  say(figureTable(methods));
  say(`${count(bytes.length)} bytes, features ${FEATURE_SPEC.slice(0, 12)}; ${cpuSeconds(began).toFixed(1)} s of CPU.`);
  if (flags.json) stdout.write(`${JSON.stringify({ ...card, format: "kijil-train/1" })}\n`);
  return 0;
};

const roundsPath = (model: string): string => `${model.replace(/\.bin$/, "")}.rounds.json`;

function roundLine({ round, added, addedGood, shareKept, frozenF1, frozenSpearman }: Round): string {
  const kept = Object.entries(shareKept)
    .map(([lang, share]) => `${lang} ${(100 * share).toFixed(1)} %`)
    .join(", ");
  return `round ${round}: ${added} texts added, ${addedGood} of them educational; kept of the unlabelled: ${kept}; frozen sources: F1 ${frozenF1.toFixed(3)}, Spearman ${frozenSpearman.toFixed(3)}`;
}

/** Where the card of a model lies. */
export const cardPath = (model: string): string => `${model.replace(/\.bin$/, "")}.card.json`;

/** Figures of methods by language, as a table in Markdown. */
export function figureTable(methods: Readonly<Record<string, Figures>>): string {
  const interval = ({ value, low, high }: { value: number; low: number; high: number }): string =>
    `${value.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
  const lines = ["| whole sources held out | rows | base | AUROC | F1 at 3 | Spearman |", "|---|---|---|---|---|---|"];
  for (const [name, figures] of Object.entries(methods))
    for (const [lang, each] of Object.entries(figures))
      lines.push(
        `| ${lang}: ${name} | ${each.rows} | ${each.base.toFixed(2)} | ${interval(each.auroc)} | ${interval(each.f1)} | ${interval(each.spearman)} |`,
      );
  return lines.join("\n");
}
