import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CompressibleModel } from "../classifiers/compression/compress-model.ts";
import { compressSafetensors } from "../classifiers/compression/compress-safetensors.ts";
import { correlation, spearman } from "../classifiers/evaluation/ranks.ts";
import { Transformer } from "../classifiers/transformer/transformer.ts";
import { ConfigError } from "../engine/errors.ts";
import { EXIT } from "./exit-codes.ts";
import { table } from "./table.ts";
import { coloursFor } from "./terminal.ts";
import type { Training } from "./train.ts";
import { cpuSeconds, labelledRowsOf, outputOf } from "./training-input.ts";

/** Sample texts that neurons are compared on, and others that the smaller models are judged on. */
const SAMPLE_TEXTS = 48;
const JUDGED_TEXTS = 64;
const WAYS = [
  ["prune", "magnitude pruning"],
  ["merge", "merged"],
  ["merge-fit", "merged and fitted"],
] as const;

/** Numbers of texts by one model, and the CPU seconds they took. */
interface Judged {
  readonly rows: readonly Float64Array[];
  readonly seconds: number;
}

/** `kijil train LABELS… --encoder DIR --compress SHARE`: smaller feed-forward layers, beside plain pruning of the same size. */
export const trainCompress: Training = async (input) => {
  const { flags, folder, stdout, stderr, environment } = input;
  const share = Number(flags.compress);
  const problems: string[] = [];
  if (!(share > 0 && share <= 1))
    problems.push(`kijil train: --compress needs a share of neurons, got ${flags.compress}, wanted 0 to 1.`);
  if (flags.encoder === undefined) problems.push("kijil train: nothing says what to compress. Name its folder with --encoder.");
  if (problems.length > 0) throw new ConfigError(problems, "COMMAND_LINE");
  const output = outputOf(input);
  const from = resolve(folder, flags.encoder as string);
  if (existsSync(join(from, "model.safetensors")) && !existsSync(join(from, "onnx")))
    return compressTensors(input, from, share, output);
  const rows = labelledRowsOf(input);
  // Every second source is for the sample: the smaller models are judged on texts of other sources.
  const sources = [...new Set(rows.map(({ source }) => source))].sort();
  const half = (parity: number, most: number) =>
    spread(
      rows.filter(({ source }) => sources.indexOf(source) % 2 === parity).map(({ text }) => text),
      most,
    );
  const [sample, judged] = [half(0, SAMPLE_TEXTS), half(sources.length > 1 ? 1 : 0, JUDGED_TEXTS)];
  const scratch = mkdtempSync(join(tmpdir(), "kijil-compress-"));
  try {
    const model = await CompressibleModel.open(from, sample, join(scratch, "open"));
    if (!flags.quiet)
      stderr.write(`${model.neurons.length} feed-forward layers of ${[...new Set(model.neurons)].join(", ")} neurons\n`);
    const whole = await judge(from, judged);
    const found = [];
    for (const [how, name] of WAYS) {
      const target = how === "merge-fit" ? output : join(scratch, how);
      const kept = model.write(share, how, target);
      found.push({ how, name, kept, ...driftOf(whole, await judge(target, judged)) });
      if (!flags.quiet) stderr.write(`${name}: done\n`);
    }
    if (flags.json)
      stdout.write(`${JSON.stringify({ format: "kijil-compress/1", model: output, texts: judged.length, share, found })}\n`);
    else {
      const columns = ["model", "neurons", "speed", "drift", "correlation", "rank correlation"].map((title, index) => ({
        title,
        align: index === 0 ? ("left" as const) : ("right" as const),
      }));
      const cells = found.map(({ name, kept, speed, drift, correlated, ranked }) => [
        name,
        [...new Set(kept)].join(", "),
        `${speed.toFixed(2)} ×`,
        drift.toFixed(4),
        correlated.toFixed(4),
        ranked.toFixed(4),
      ]);
      stdout.write(table(columns, cells, coloursFor(stdout, environment)));
      if (!flags.quiet)
        stderr.write(
          "drift: distance of a text's numbers from the whole model's, as a share of how far texts lie from their mean\n",
        );
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return EXIT.done;
};

/** A folder whose weights nothing here can run: layers are compared on drawn inputs, and no speed is measured. */
function compressTensors(
  { flags, stdout, stderr, environment }: Parameters<Training>[0],
  from: string,
  share: number,
  output: string,
): number {
  const weights = readFileSync(join(from, "model.safetensors"));
  const config = JSON.parse(readFileSync(join(from, "config.json"), "utf8")) as Record<string, unknown>;
  const found = WAYS.map(([how, name]) => ({
    how,
    name,
    ...compressSafetensors(from, weights, share, how, String(config["hidden_act"] ?? "gelu")),
  }));
  cpSync(from, output, { recursive: true, filter: (path) => !path.endsWith(".safetensors") });
  writeFileSync(join(output, "model.safetensors"), found.at(-1)?.bytes as Buffer);
  const kept = found.at(-1)?.layers.map((layer) => layer.kept) ?? [];
  writeFileSync(join(output, "config.json"), `${JSON.stringify({ ...config, intermediate_size: kept[0] }, null, 1)}\n`);
  const rows = found.map(({ how, name, layers }) => ({
    how,
    name,
    kept: layers.map((layer) => layer.kept),
    drift: layers.reduce((sum, { drift }) => sum + drift, 0) / layers.length,
  }));
  if (flags.json) stdout.write(`${JSON.stringify({ format: "kijil-compress/1", model: output, share, found: rows })}\n`);
  else {
    const columns = [
      { title: "model" },
      { title: "neurons", align: "right" as const },
      { title: "drift a layer", align: "right" as const },
    ];
    const cells = rows.map(({ name, kept: of, drift }) => [name, [...new Set(of)].join(", "), drift.toFixed(4)]);
    stdout.write(table(columns, cells, coloursFor(stdout, environment)));
    if (!flags.quiet)
      stderr.write("drift of each layer's output on drawn inputs: safetensors cannot be run here, so no speed is measured\n");
  }
  return EXIT.done;
}

/** At most so many, evenly chosen. */
function spread<T>(values: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, values.length / most);
  return Array.from({ length: Math.min(most, values.length) }, (_, index) => values[Math.floor(index * step)] as T);
}

async function judge(folder: string, texts: readonly string[]): Promise<Judged> {
  const transformer = await Transformer.open(folder);
  const read = (some: readonly string[]) =>
    transformer.labels.length > 0 ? transformer.logits(some) : transformer.features(some);
  await read(texts.slice(0, 2));
  const began = process.cpuUsage();
  const rows = await read(texts);
  const seconds = cpuSeconds(began);
  await transformer.close();
  return { rows, seconds };
}

/** How far the numbers of a smaller model lie from those of the whole one. */
function driftOf(whole: Judged, small: Judged) {
  const columns = whole.rows[0]?.length ?? 0;
  const mean = Float64Array.from(
    { length: columns },
    (_, i) => whole.rows.reduce((sum, row) => sum + (row[i] as number), 0) / whole.rows.length,
  );
  let [moved, apart] = [0, 0];
  for (const [index, row] of whole.rows.entries())
    for (let i = 0; i < columns; i++) {
      moved += ((row[i] as number) - (small.rows[index]?.[i] as number)) ** 2;
      apart += ((row[i] as number) - (mean[i] as number)) ** 2;
    }
  const column = ({ rows }: Judged, i: number) => rows.map((row) => row[i] as number);
  const over = (of: (a: readonly number[], b: readonly number[]) => number) =>
    Array.from({ length: columns }, (_, i) => of(column(whole, i), column(small, i))).reduce((sum, each) => sum + each, 0) /
    columns;
  return {
    speed: whole.seconds / small.seconds,
    drift: Math.sqrt(moved / apart),
    correlated: over(correlation),
    ranked: over(spearman),
  };
}
