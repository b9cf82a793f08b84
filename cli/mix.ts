import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError } from "../engine/errors.ts";
import { layoutOf } from "../engine/layout.ts";
import { mixPipeline } from "./assemble.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { type ConfigOrigin, findOrigin } from "./load-config.ts";
import { mixesJson, printMixes } from "./print-mixes.ts";
import { showProgress } from "./progress.ts";
import { nameTokenizer } from "./recount-pool.ts";

/** `kijil mix`: draws the mixes of a finished run again; the corpus is not read. */
export const command: Command<"mix"> = async ({ flags, stdout, stderr, environment, folder, interrupted }) => {
  const { config, run, set: settings, workers, dryRun } = flags;
  const tokenizer = flags.tokenizer === undefined ? undefined : nameTokenizer(flags.tokenizer, folder);
  const origin =
    run !== undefined && config === undefined
      ? originOfRun(resolve(folder, run), settings)
      : findOrigin({
          files: [],
          settings,
          folder,
          ...(config === undefined ? {} : { config }),
          ...(run === undefined ? {} : { out: run }),
        });
  const progress = showProgress(stderr, environment, flags.quiet);
  try {
    const request = {
      origin,
      workers,
      limit: Number.POSITIVE_INFINITY,
      fresh: false,
      signal: interrupted(),
      onEvent: progress.onEvent,
    };
    const outcome = await mixPipeline(request, dryRun, tokenizer);
    progress.close();
    if (flags.json) stdout.write(`${JSON.stringify(mixesJson(outcome.mixes))}\n`);
    else printMixes(outcome.mixes, stdout, environment, outcome.notes);
    return EXIT.done;
  } finally {
    progress.close();
  }
};

/** The config that a run was made with, and its settings before the new ones. */
function originOfRun(output: string, settings: readonly string[]): ConfigOrigin {
  const { plan } = layoutOf(output);
  if (!existsSync(plan))
    throw new ConfigError([`${output}: it is not the folder of a run. Name one with --run, or a config with --config`], "NO_RUN");
  const { origin } = JSON.parse(readFileSync(plan, "utf8")) as { origin: ConfigOrigin };
  return { ...origin, settings: [...origin.settings, ...settings], output };
}
