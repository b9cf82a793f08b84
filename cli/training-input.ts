import { resolve } from "node:path";
import { type LabelledRow, readLabelledRows } from "../classifiers/training/labelled-rows.ts";
import { ConfigError } from "../engine/errors.ts";
import type { CommandInput } from "./command.ts";

/** The labelled rows that a command line names. Throws {@link ConfigError} or {@link InputError}. */
export function labelledRowsOf({ positionals, flags, folder }: CommandInput<"train">): readonly LabelledRow[] {
  const references = Object.fromEntries(
    flags.texts.map((given) => {
      const [, name, path] = /^([^=]+)=(.+)$/.exec(given) ?? [];
      if (name === undefined || path === undefined)
        throw new ConfigError([`kijil train: --texts needs a name and a file, got ${given}, wanted NAME=FILE.`], "COMMAND_LINE");
      return [name, resolve(folder, path)] as const;
    }),
  );
  return readLabelledRows(
    positionals.map((path) => resolve(folder, path)),
    references,
  );
}

/** Where the model goes. Throws {@link ConfigError} where nothing says so. */
export function outputOf({ flags, folder }: CommandInput<"train">): string {
  if (flags.output === undefined)
    throw new ConfigError(["kijil train: nothing says where the model goes. Name a file with -o."], "COMMAND_LINE");
  return resolve(folder, flags.output);
}

/** A model of the command line: a path where there is one, else the word itself, which may be a hub id. */
export const modelOf = (folder: string, word: string): string =>
  /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(word) ? word : resolve(folder, word);

/** CPU seconds of this process since some earlier reading, all threads together. */
export function cpuSeconds(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}
