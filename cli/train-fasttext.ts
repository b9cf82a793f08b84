import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { heldOutFigures, POSITIVE_FROM, scoreHeldOut } from "../classifiers/evaluation/held-out.ts";
import { FastTextScorer } from "../classifiers/fasttext/fasttext-scorer.ts";
import { type FastTextTraining, trainFastText } from "../classifiers/fasttext/trainer.ts";
import { type EduScore, SCORED_LANGUAGES } from "../classifiers/scorer.ts";
import type { LabelledRow } from "../classifiers/training/labelled-rows.ts";
import { writeFileAside } from "../engine/files.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { EXIT } from "./exit-codes.ts";
import { bytes } from "./format.ts";
import { heldOutTable } from "./held-out-table.ts";
import { coloursFor } from "./terminal.ts";
import type { Training } from "./train.ts";
import { labelledRowsOf, outputOf } from "./training-input.ts";

/** Some thousands of labels teach no more than this: characters carry Korean, words English. */
const TRAINING: FastTextTraining = {
  dimensions: 16,
  epochs: 12,
  learningRate: 0.5,
  minCount: 3,
  wordNgrams: 2,
  bucket: 100_000,
  minn: 2,
  maxn: 4,
  seed: 1,
};
const GOOD = "hq";
const BAD = "lq";

/** `kijil train LABELS… --fasttext`: a second scorer of another kind, in a file that fastText reads too. */
export const trainFastTextModel: Training = async (input) => {
  const { flags, stdout, stderr, environment } = input;
  const output = outputOf(input);
  const rows = labelledRowsOf(input);
  const learn = (train: readonly LabelledRow[]) =>
    trainFastText(
      train.map(({ text, score }) => ({ text, label: score >= POSITIVE_FROM ? GOOD : BAD })),
      TRAINING,
      loadKernels(),
    );
  const runs = await scoreHeldOut(rows, (train, test) => scoresOf(learn(train), test), { seeds: [0] });
  const figures = SCORED_LANGUAGES.filter((lang) => rows.some((row) => row.lang === lang)).map((lang) => ({
    method: "fastText",
    lang,
    figures: heldOutFigures(rows, runs, lang),
  }));
  const file = learn(rows);
  writeFileAside(output, file);
  if (flags.json) {
    const heldOut = Object.fromEntries(figures.map(({ lang, figures: each }) => [lang, each]));
    stdout.write(
      `${JSON.stringify({ format: "kijil-train/1", model: output, labels: rows.length, training: TRAINING, heldOut })}\n`,
    );
  } else stdout.write(heldOutTable(figures, coloursFor(stdout, environment)));
  if (!flags.quiet) stderr.write(`${output}: ${bytes(file.length)}\n`);
  return EXIT.done;
};

function scoresOf(file: Buffer, rows: readonly LabelledRow[]): readonly number[] {
  const folder = mkdtempSync(join(tmpdir(), "kijil-train-"));
  try {
    const path = join(folder, "model.bin");
    writeFileSync(path, file);
    return FastTextScorer.open(path, loadKernels(), GOOD)
      .scoreAll(rows)
      .map(({ raw }: EduScore) => raw);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
