import { resolve } from "node:path";
import { type LabelledRow, readLabelledRows } from "../classifiers/training/labelled-rows.ts";
import { ConfigError } from "../engine/errors.ts";
import type { CommandInput } from "./command.ts";

/** The labelled rows that a command line names. Throws {@link ConfigError} or {@link InputError}. */
export function labelledRowsOf({ positionals, flags, folder }: CommandInput<"train">): readonly LabelledRow[] {
  return readLabelledRows(
    positionals.map((path) => resolve(folder, path)),
    referencesOf("train", flags.texts, folder),
  );
}

/** Files that rows without text refer to, as --texts names them. Throws {@link ConfigError}. */
export function referencesOf(command: string, words: readonly string[], folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words.map((given) => {
      const [, name, path] = /^([^=]+)=(.+)$/.exec(given) ?? [];
      if (name === undefined || path === undefined)
        throw new ConfigError(
          [`kijil ${command}: --texts needs a name and a file, got ${given}, wanted NAME=FILE.`],
          "COMMAND_LINE",
        );
      return [name, resolve(folder, path)] as const;
    }),
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
