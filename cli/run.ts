import { runPipeline } from "./assemble.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { findOrigin } from "./load-config.ts";
import { printRun, runJson } from "./print-run.ts";
import { showProgress } from "./progress.ts";

/** `kijil run`: the whole line, from files to shards. */
export const command: Command<"run"> = async ({ positionals, flags, stdout, stderr, environment, folder, interrupted }) => {
  const { config, out, set: settings, workers, limit, fresh } = flags;
  const origin = findOrigin({
    files: positionals,
    settings,
    folder,
    ...(config === undefined ? {} : { config }),
    ...(out === undefined ? {} : { out }),
  });
  const progress = showProgress(stderr, environment, flags.quiet);
  try {
    const outcome = await runPipeline({
      origin,
      workers,
      limit: limit ?? Number.POSITIVE_INFINITY,
      fresh,
      signal: interrupted(),
      standardInput: process.stdin,
      onEvent: progress.onEvent,
    });
    progress.close();
    if (flags.json) stdout.write(`${JSON.stringify(runJson(outcome))}\n`);
    else printRun(outcome, stdout, environment);
    return outcome.badSources.length > 0 || outcome.unreadable.length > 0 ? EXIT.input : EXIT.done;
  } finally {
    progress.close();
  }
};
