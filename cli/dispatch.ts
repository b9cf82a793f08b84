import type { Command, CommandInput, CommandModules } from "./command.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import type { CommandName } from "./flags.ts";

import { findCommand, parseFlags } from "./parse-flags.ts";
import { errorJson, printError } from "./print-error.ts";
import { coloursFor } from "./terminal.ts";
import { commandUsage, usage } from "./usage.ts";
import { toolVersion } from "./version.ts";

/** What a command is given beside its own words. */
export type Surroundings = Omit<CommandInput<CommandName>, "positionals" | "flags">;

/** Carries out one command line and answers the exit code; errors are printed, never thrown. */
export async function dispatch(words: readonly string[], modules: CommandModules, surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, environment } = surroundings;
  try {
    const [first, ...rest] = words;
    if (first === undefined) {
      stderr.write(usage());
      return EXIT.config;
    }
    if (first === "--help" || first === "-h" || (first === "help" && rest.length === 0)) {
      stdout.write(usage());
      return EXIT.done;
    }
    if (first === "--version") {
      stdout.write(`${toolVersion()}\n`);
      return EXIT.done;
    }
    if (first === "help") {
      stdout.write(commandUsage(findCommand(rest[0] as string)));
      return EXIT.done;
    }
    return await start(findCommand(first), rest, modules, surroundings);
  } catch (error) {
    printError(error, stderr, coloursFor(stderr, environment), surroundings.folder);
    if (words.includes("--json")) stdout.write(`${JSON.stringify(errorJson(error, surroundings.folder))}\n`);
    return exitCodeOf(error);
  }
}

async function start<C extends CommandName>(
  name: C,
  words: readonly string[],
  modules: CommandModules,
  surroundings: Surroundings,
): Promise<number> {
  const { positionals, flags } = parseFlags(name, words);
  if (flags.help) {
    surroundings.stdout.write(commandUsage(name));
    return EXIT.done;
  }
  const { command } = (await modules[name]()) as { readonly command: Command<C> };
  return command({ ...surroundings, positionals, flags });
}
