import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { EncoderScorer } from "../classifiers/encoder/encoder-scorer.ts";
import { FastTextScorer } from "../classifiers/fasttext/fasttext-scorer.ts";
import { LinearScorer } from "../classifiers/linear/linear-scorer.ts";
import { loadModel } from "../classifiers/linear/model-file.ts";
import type { Scorer } from "../classifiers/scorer.ts";
import { readTextsToLabel, teach } from "../classifiers/training/teacher-rows.ts";
import { TransformerScorer } from "../classifiers/transformer/transformer-scorer.ts";
import { ConfigError } from "../engine/errors.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import type { CommandInput } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { count } from "./format.ts";
import { LineOutput } from "./line-output.ts";
import type { Training } from "./train.ts";
import { cpuSeconds, modelOf, outputOf } from "./training-input.ts";

/** `kijil train TEXTS… --teacher MODEL -o FILE`: labels by a slower model, for a faster one to be trained on. */
export const trainTeacher: Training = async (input) => {
  const { positionals, flags, folder, stdout, stderr } = input;
  const output = outputOf(input);
  const texts = readTextsToLabel(positionals.map((path) => resolve(folder, path)));
  const teacher = await teacherOf(input);
  const began = process.cpuUsage();
  const lines = new LineOutput(relative(folder, output), folder, stdout);
  try {
    const onChunk = (done: number) => {
      if (!flags.quiet) stderr.write(`labelled ${count(done)} of ${count(texts.length)} texts\n`);
    };
    for await (const row of teach(teacher, texts, onChunk)) await lines.write(JSON.stringify(row));
    await lines.finish();
  } finally {
    lines.abandon();
  }
  const textsPerCpuSecond = texts.length / cpuSeconds(began);
  if (flags.json)
    stdout.write(`${JSON.stringify({ format: "kijil-teach/1", teacher: teacher.id, texts: texts.length, textsPerCpuSecond })}\n`);
  if (!flags.quiet) stderr.write(`${teacher.id}: ${textsPerCpuSecond.toFixed(1)} texts a CPU second. Train on ${output} next.\n`);
  return EXIT.done;
};

/** A teacher by what its name leads to: a fastText model, a head that kijil trained (with --encoder), or a transformer with a head. */
async function teacherOf({ flags, folder }: CommandInput<"train">): Promise<Scorer> {
  const word = flags.teacher as string;
  const path = resolve(folder, word);
  if (!existsSync(path) || statSync(path).isDirectory()) return TransformerScorer.open(modelOf(folder, word), flags);
  if (/\.(bin|ftz)$/i.test(path)) return FastTextScorer.open(path, loadKernels(), flags.positive);
  if (!/\.json$/i.test(path))
    throw new ConfigError(
      [`kijil train: --teacher leads to ${word}, wanted a folder, a hub id, a .bin, a .ftz or a head's .json.`],
      "COMMAND_LINE",
    );
  if (flags.encoder === undefined)
    throw new ConfigError([`kijil train: ${word} is a head. Name the encoder's folder with --encoder.`], "COMMAND_LINE");
  const linear = new LinearScorer(loadModel(), loadKernels());
  return EncoderScorer.open(path, modelOf(folder, flags.encoder), { ...flags, linear });
}
