import type { CommandFlags, CommandName } from "./flags.ts";
import type { Environment, Terminal } from "./terminal.ts";

/** What a command is given; it prints results on `stdout` and everything else on `stderr`. */
export interface CommandInput<C extends CommandName> {
  /** Paths and names after the command, as many as its row in the table of flags allows. */
  readonly positionals: readonly string[];
  readonly flags: CommandFlags[C];
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly environment: Environment;
  /** Folder that relative paths on the command line start from. */
  readonly folder: string;
  /**
   * For a command that can stop at a good place: from the first call on, SIGINT and SIGTERM no longer end the process but abort this
   * signal; a second SIGINT ends it at once.
   */
  interrupted(): AbortSignal;
}

/** One command of the command line: answers its exit code, or throws an error that stands for one (`exit-codes.ts`). */
export type Command<C extends CommandName> = (input: CommandInput<C>) => Promise<number>;

/** Where the commands' modules are, each loaded only when it is wanted. */
export type CommandModules = { readonly [C in CommandName]: () => Promise<{ readonly command: Command<C> }> };
