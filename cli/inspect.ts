import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { ConfigError } from "../engine/errors.ts";
import { compare } from "../manifests/compare.ts";
import { inspect } from "../manifests/inspect.ts";
import { MANIFEST_FILE } from "../manifests/manifest.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { measureFertility } from "./fertility.ts";
import { fragmentOf, inspectInput } from "./inspect-input.ts";
import { printComparison } from "./print-comparison.ts";
import { printFertility } from "./print-fertility.ts";
import { printInput } from "./print-input.ts";
import { printRule, printRuleSamples } from "./print-rule.ts";
import { printSample, printSummary } from "./print-summary.ts";
import { nameTokenizer } from "./recount-pool.ts";
import { sampleOf } from "./sample.ts";
import { coloursFor } from "./terminal.ts";

/** Names of kijil's own files that stand alone. */
const OWN_FILE = /(^|[/\\])(manifest\.json|shard-\d+\.jsonl(\.zst)?)$/;

/** Whether a path is no run, mix, manifest or shard: then it is to be read. */
function isRawInput(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return /[*?{[]/.test(path);
  if (stats.isDirectory()) return !existsSync(join(path, MANIFEST_FILE)) && !existsSync(join(path, "lineage.db"));
  return !OWN_FILE.test(path);
}

/** `kijil inspect`: what a run, manifest or shard holds, or how two of them differ. */
export const command: Command<"inspect"> = async ({ positionals, flags, stdout, environment, folder }) => {
  const [path, other] = positionals.map((each) => resolve(folder, each)) as [string, string?];
  const colours = coloursFor(stdout, environment);
  const print = (value: object) => stdout.write(`${JSON.stringify(value)}\n`);
  if (flags.filter !== undefined) {
    if (other !== undefined || flags.tokenizer.length > 0)
      throw new ConfigError(["kijil inspect: --filter goes with one run and no --tokenizer. Leave the others out."]);
    const { ruleOf, ruleSamples } = await import("./inspect-rule.ts");
    const summary = ruleOf(path, flags.filter, flags.sample ?? 0);
    const samples = await ruleSamples(path, summary, flags.sample ?? 0);
    if (flags.json) print({ format: "kijil-rule/1", ...summary, ...(flags.sample === undefined ? {} : { samples }) });
    else stdout.write(printRule(summary, colours) + printRuleSamples(samples, colours));
    return EXIT.done;
  }
  if (flags.tokenizer.length > 0) {
    if (other !== undefined || flags.sample !== undefined)
      throw new ConfigError(["kijil inspect: --tokenizer goes with one path and no --sample. Leave the others out."]);
    const named = flags.tokenizer.map((name) => nameTokenizer(name, folder));
    const fertility = await measureFertility(path, named, environment["KIJIL_CACHE"]);
    if (flags.json) print({ format: "kijil-fertility/1", ...fertility });
    else stdout.write(printFertility(fertility, colours));
    return EXIT.done;
  }
  if (other !== undefined) {
    if (flags.sample !== undefined)
      throw new ConfigError(["kijil inspect: --sample goes with one path, got two. Leave one out."]);
    const comparison = compare(path, other);
    if (flags.json) print({ format: "kijil-compare/1", ...comparison });
    else stdout.write(printComparison(comparison, positionals as [string, string], colours));
    return EXIT.done;
  }
  if (isRawInput(path)) {
    const summary = await inspectInput(positionals[0] as string, folder);
    if (flags.sample !== undefined)
      throw new ConfigError(["kijil inspect: --sample reads shards, got a raw input. Run it first."]);
    if (flags.fragment) stdout.write(fragmentOf(summary));
    else if (flags.json) print({ format: "kijil-inspect/1", ...summary });
    else stdout.write(printInput(summary, colours));
    return EXIT.done;
  }
  if (flags.fragment) throw new ConfigError(["kijil inspect: --fragment goes with a raw input, got a run, mix or shard."]);
  const summary = inspect(path);
  const sample = flags.sample === undefined ? [] : sampleOf(path, summary, flags.sample);
  if (flags.json) print({ format: "kijil-inspect/1", ...summary, ...(flags.sample === undefined ? {} : { sample }) });
  else stdout.write(printSummary(summary, colours) + printSample(sample, colours, stdout.columns));
  return EXIT.done;
};
