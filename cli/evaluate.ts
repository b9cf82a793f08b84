import { resolve } from "node:path";
import { calibrationBins } from "../classifiers/evaluation/agreement.ts";
import { POSITIVE_FROM } from "../classifiers/evaluation/held-out.ts";
import { type LanguageMeasures, type Measures, measuresByLanguage } from "../classifiers/evaluation/measures.ts";
import { reliabilityPlot, scoreHistogram } from "../classifiers/evaluation/plots.ts";
import { probeFakes, probeForms, probeTranslations, type TranslationPair } from "../classifiers/evaluation/probes.ts";
import { heldOutScores } from "../classifiers/linear/held-out-scores.ts";
import { LinearScorer } from "../classifiers/linear/linear-scorer.ts";
import { loadModel } from "../classifiers/linear/model-file.ts";
import { type LabelledRow, readLabelledRows } from "../classifiers/training/labelled-rows.ts";
import { linesOf } from "../classifiers/training/line-file.ts";
import { ConfigError } from "../engine/errors.ts";
import { writeFileAside } from "../engine/files.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { referencesOf } from "./training-input.ts";

/** `kijil evaluate`: how the scores of a model stand to labels, by language and source, and what forms and fakes do to them. */
export const command: Command<"evaluate"> = async ({ positionals, flags, stdout, folder }) => {
  const paths = positionals.map((path) => resolve(folder, path));
  const rows = readLabelledRows(paths, referencesOf("evaluate", flags.texts, folder));
  if (rows.length === 0)
    throw new ConfigError(["kijil evaluate: there are no labels in what was given. Name a file that has some."]);
  const model = loadModel(flags.model === undefined ? undefined : resolve(folder, flags.model));
  const scorer = new LinearScorer(model, loadKernels());
  const scored = flags.heldOut ? heldOutScores(rows, flags.seed ?? 0) : { rows, scores: scorer.scoreAll(rows) };
  const languages = measuresByLanguage(scored.rows, scored.scores);
  const report = {
    format: "kijil-evaluate/1",
    model: flags.heldOut ? "trained without the source of each text" : scorer.id,
    languages,
    ...(flags.probes ? { forms: await probeForms(rows, scorer), fakes: await probeFakes(rows, scorer) } : {}),
    ...(flags.pairs === undefined
      ? {}
      : { translations: await probeTranslations(pairsOf(resolve(folder, flags.pairs)), scorer) }),
  };
  if (flags.plots !== undefined) {
    for (const lang of Object.keys(languages)) {
      const own = scored.rows.flatMap((row, index) => (row.lang === lang ? [index] : []));
      const probabilities = own.map((index) => scored.scores[index]?.atLeastThree as number);
      const isPositive = own.map((index) => (scored.rows[index] as LabelledRow).score >= POSITIVE_FROM);
      const place = (name: string): string => resolve(folder, flags.plots as string, `${name}-${lang}.svg`);
      writeFileAside(place("reliability"), reliabilityPlot(`Reliability, ${lang}`, calibrationBins(probabilities, isPositive)));
      writeFileAside(
        place("scores"),
        scoreHistogram(
          `Scores, ${lang}`,
          own.map((index) => scored.scores[index]?.edu as number),
        ),
      );
    }
  }
  stdout.write(flags.json ? `${JSON.stringify(report)}\n` : describe(languages, report));
  return EXIT.done;
};

function pairsOf(path: string): readonly TranslationPair[] {
  return linesOf(path).map((line, index) => {
    const pair = JSON.parse(line) as Partial<TranslationPair>;
    if (typeof pair.ko === "string" && typeof pair.en === "string") return { ko: pair.ko, en: pair.en };
    throw new ConfigError([`${path}:${index + 1}: not a pair, wanted {"ko","en"} with two texts. Mend or remove the line.`]);
  });
}

const COLUMNS = [
  ["AUROC", "auroc"],
  ["within sources", "aurocWithinSources"],
  ["PR-AUC", "prAuc"],
  ["F1 at 3", "positiveF1"],
  ["macro F1", "macroF1"],
  ["precision", "precision"],
  ["recall", "recall"],
  ["top tenth", "recallAtTenth"],
  ["Spearman", "spearman"],
  ["QWK", "kappa"],
  ["MAE", "meanError"],
  ["ECE", "calibrationError"],
] as const satisfies readonly (readonly [string, keyof Measures])[];

const figure = (value: number): string => (Number.isNaN(value) ? "–" : value.toFixed(3));

function describe(languages: Readonly<Record<string, LanguageMeasures>>, report: object): string {
  const row = (name: string, each: Measures): string =>
    `| ${name} | ${each.rows} | ${each.base.toFixed(2)} | ${COLUMNS.map(([, key]) => figure(each[key])).join(" | ")} |`;
  const head = [
    `| | rows | base | ${COLUMNS.map(([title]) => title).join(" | ")} |`,
    `|---|---|---|${COLUMNS.map(() => "---").join("|")}|`,
  ];
  const lines: string[] = [...head];
  for (const [lang, each] of Object.entries(languages)) lines.push(row(lang, each));
  lines.push("");
  for (const [lang, { intervals }] of Object.entries(languages))
    for (const [name, { value, low, high }] of Object.entries(intervals))
      lines.push(`${lang}: ${name} ${figure(value)}, 95 % by source ${figure(low)}–${figure(high)}`);
  for (const [lang, { bySource }] of Object.entries(languages)) {
    lines.push("", `${lang}, by source: rows, mean label, mean score, Spearman`);
    for (const [source, each] of Object.entries(bySource))
      lines.push(
        `  ${source}: ${each.rows}, ${each.meanLabel.toFixed(2)}, ${each.meanScore.toFixed(2)}, ${figure(each.spearman)}`,
      );
  }
  for (const [name, value] of Object.entries(report))
    if (name === "forms" || name === "fakes" || name === "translations")
      lines.push("", `${name}:`, ...probeLines(value as object));
  return `${lines.join("\n")}\n`;
}

function probeLines(found: object): string[] {
  return Object.entries(found).map(([name, value]) => {
    const figures =
      typeof value === "number"
        ? figure(value)
        : Object.entries(value as Record<string, number>)
            .map(([key, each]) => `${key} ${figure(each)}`)
            .join(", ");
    return `  ${name}: ${figures}`;
  });
}
