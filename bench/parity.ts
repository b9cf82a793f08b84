import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Batch } from "../engine/batch.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { c4 } from "../stages/filter/c4.ts";
import { fineweb } from "../stages/filter/fineweb.ts";
import { FINEWEB_RULES } from "../stages/filter/fineweb-rules.ts";
import { fineweb2Kor } from "../stages/filter/fineweb2-kor.ts";
import { gopher } from "../stages/filter/gopher.ts";
import { gopherRepetition } from "../stages/filter/gopher-repetition.ts";
import { GOPHER_RULES } from "../stages/filter/gopher-rules.ts";
import { REPETITION_RULES } from "../stages/filter/repetition-rules.ts";
import type { Rule, Rules, TellingStage } from "../stages/filter/rules.ts";
import { aBatch } from "../test/helpers/a-batch.ts";
import { corpora } from "../test/helpers/corpora.ts";
import { SHARED } from "./corpus.ts";

/**
 * Verdicts and values of the presets beside datatrove's on every document of F_filters: agreement, values one by one, and each kind of
 * disagreement by rule. `npm run bench:parity [-- part of a file name]`
 */
interface Line {
  readonly source: string;
  readonly id: string;
  readonly preset: string;
  readonly keep: boolean;
  readonly reason: string;
  readonly v?: Readonly<Record<string, number | null>>;
}

const PRESETS: Readonly<Record<string, TellingStage>> = {
  gopher_quality: gopher(),
  gopher_repetition: gopherRepetition(),
  c4: c4(),
  c4_fineweb: c4({ off: ["no-terminal-mark"] }),
  fineweb_quality: fineweb(),
  chain_fineweb2_ko: fineweb2Kor(),
};
const ORDERS = ["Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"] as const;
const ofRule = (rules: Rules, name: string): Rule => (rules as Readonly<Record<string, Rule>>)[name] as Rule;
/** datatrove's name of a value → the rule that measures it here. */
const VALUES: Readonly<Record<string, Rule>> = {
  n_words: GOPHER_RULES.minWords,
  mean_len: GOPHER_RULES.minMeanLength,
  hash: GOPHER_RULES.maxHashes,
  ellipsis: GOPHER_RULES.maxEllipses,
  bullet: GOPHER_RULES.maxBulletLines,
  end_ellipsis: GOPHER_RULES.maxEllipsisLines,
  alpha: GOPHER_RULES.minLetterWords,
  stop: GOPHER_RULES.minStopWords,
  dup_para_frac: REPETITION_RULES.maxRepeatedParagraphs,
  dup_para_char_frac: REPETITION_RULES.maxRepeatedParagraphCharacters,
  dup_line_frac: REPETITION_RULES.maxRepeatedLines,
  dup_line_char_frac: REPETITION_RULES.maxRepeatedLineCharacters,
  ...Object.fromEntries(
    ORDERS.map((order, index) => [
      `${index < 3 ? "top" : "dup"}_${index + 2}`,
      ofRule(REPETITION_RULES, `max${index < 3 ? "Top" : "Repeated"}${order}`),
    ]),
  ),
  line_punct: FINEWEB_RULES.minTerminalLines,
  short_line: FINEWEB_RULES.maxShortLines,
  char_dup: FINEWEB_RULES.maxRepeatedCharacters,
  list: FINEWEB_RULES.maxFeeds,
};

const theirs = new Map<string, Map<string, Line>>();
for (const text of gunzipSync(readFileSync(join(SHARED, "F_filters/decisions.jsonl.gz")))
  .toString()
  .split("\n")) {
  if (text === "") continue;
  const line = JSON.parse(text) as Line;
  const key = `${line.source}|${line.id}`;
  const known = theirs.get(key) ?? new Map<string, Line>();
  theirs.set(key, known.set(line.preset, line));
}

const agreements: Record<string, [agree: number, all: number, agreeLong: number, allLong: number]> = {};
const disagreements = new Map<string, number>();
const values: Record<string, [same: number, close: number, all: number]> = {};

function compareVerdicts(batch: Batch, row: number, lines: ReadonlyMap<string, Line>): void {
  const long = ((lines.get("gopher_quality") ?? lines.get("fw2kor_gopher_quality"))?.v?.["n_words"] ?? 0) >= 50;
  for (const [preset, stage] of Object.entries(PRESETS)) {
    const line = lines.get(preset);
    if (!line) continue;
    const [first] = stage.failures(batch, row);
    const agrees = (first === undefined) === line.keep;
    agreements[preset] ??= [0, 0, 0, 0];
    const counts = agreements[preset];
    counts[0] += Number(agrees);
    counts[1]++;
    counts[2] += Number(agrees && long);
    counts[3] += Number(long);
    if (agrees) continue;
    const kind = `${preset}: there ${line.keep ? "kept" : line.reason}, here ${first?.reason ?? "kept"}`;
    disagreements.set(kind, (disagreements.get(kind) ?? 0) + 1);
  }
}

function compareValues(batch: Batch, row: number, lines: ReadonlyMap<string, Line>): void {
  for (const { preset, v } of lines.values()) {
    const words = preset.startsWith("fw2kor") ? "korean" : "english";
    for (const [name, value] of Object.entries(v ?? {})) {
      const rule = VALUES[name];
      if (!rule || value === null) continue;
      const ours = rule.measure(batch, row, words);
      const key = `${words === "korean" ? "ko" : "en"} ${name}`;
      values[key] ??= [0, 0, 0];
      const counts = values[key];
      counts[0] += Number(Math.abs(ours - value) <= 1e-6 * Math.max(1, value));
      counts[1] += Number(Math.abs(ours - value) <= (value > 1 ? 0.02 * value : 0.01));
      counts[2]++;
    }
  }
}

const kernels = loadKernels();
for (const { name, documents } of corpora(process.argv[2])) {
  const judged = documents.filter(({ id }) => theirs.has(`${name}|${id}`));
  for (let from = 0; from < judged.length; from += 500) {
    const mark = kernels.mark();
    const some = judged.slice(from, from + 500);
    const batch = aBatch(
      some.map(({ text }) => text),
      { kernels },
    );
    some.forEach(({ id }, row) => {
      const lines = theirs.get(`${name}|${id}`) as ReadonlyMap<string, Line>;
      compareVerdicts(batch, row, lines);
      compareValues(batch, row, lines);
    });
    kernels.release(mark);
  }
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`;
console.log("| preset | agreement | of documents | with 50 words and more | of documents |\n| --- | --- | --- | --- | --- |");
for (const [preset, [agree, all, agreeLong, allLong]] of Object.entries(agreements)) {
  console.log(`| ${preset} | ${percent(agree, all)} | ${all} | ${percent(agreeLong, allLong)} | ${allLong} |`);
}
console.log("\n| value | the same | within 0.01, or 2 % above 1 |\n| --- | --- | --- |");
for (const [name, [same, close, all]] of Object.entries(values)) {
  console.log(`| ${name} | ${percent(same, all)} | ${percent(close, all)} |`);
}
console.log("\n| documents | disagreement |\n| --- | --- |");
for (const [kind, count] of [...disagreements].sort(([, a], [, b]) => b - a)) console.log(`| ${count} | ${kind} |`);
