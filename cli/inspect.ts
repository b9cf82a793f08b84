import { resolve } from "node:path";
import { ConfigError } from "../engine/errors.ts";
import { compare } from "../manifests/compare.ts";
import { inspect } from "../manifests/inspect.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { printComparison } from "./print-comparison.ts";
import { printSample, printSummary } from "./print-summary.ts";
import { sampleOf } from "./sample.ts";
import { coloursFor } from "./terminal.ts";

/** `kijil inspect`: what a run, manifest or shard holds, or how two of them differ. */
export const command: Command<"inspect"> = async ({ positionals, flags, stdout, environment, folder }) => {
  const [path, other] = positionals.map((each) => resolve(folder, each)) as [string, string?];
  const colours = coloursFor(stdout, environment);
  const print = (value: object) => stdout.write(`${JSON.stringify(value)}\n`);
  if (other !== undefined) {
    if (flags.sample !== undefined)
      throw new ConfigError(["kijil inspect: --sample goes with one path, got two. Leave one out."]);
    const comparison = compare(path, other);
    if (flags.json) print({ format: "kijil-compare/1", ...comparison });
    else stdout.write(printComparison(comparison, positionals as [string, string], colours));
    return EXIT.done;
  }
  const summary = inspect(path);
  const sample = flags.sample === undefined ? [] : sampleOf(path, summary, flags.sample);
  if (flags.json) print({ format: "kijil-inspect/1", ...summary, ...(flags.sample === undefined ? {} : { sample }) });
  else stdout.write(printSummary(summary, colours) + printSample(sample, colours, stdout.columns));
  return EXIT.done;
};
