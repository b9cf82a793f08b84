import { ConfigError, StageError } from "../engine/errors.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import { shownPath } from "./shown-path.ts";
import type { Colours, Terminal } from "./terminal.ts";

/** Codes of the operating system that are nobody's bug. */
const REFUSALS = new Set(["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EMFILE", "ENFILE"]);

const systemCode = (error: unknown): string | undefined =>
  error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Prints an error for a person: what was to be expected in a line or two, a bug with its stack. Places are shown relative to `folder`. */
export function printError(error: unknown, stderr: Terminal, colours: Colours, folder: string): void {
  const cross = colours.red("✖");
  if (error instanceof ConfigError) {
    for (const { at, message } of error.problems)
      stderr.write(`${cross} ${at === undefined ? "" : `${colours.bold(shownPath(folder, at))}  `}${message}\n`);
    const count = error.problems.length;
    stderr.write(`  ${count} ${count === 1 ? "problem" : "problems"}. Nothing was read or written.\n`);
    return;
  }
  const exit = exitCodeOf(error);
  if (exit === EXIT.interrupted) {
    stderr.write("Interrupted. What was finished is kept: give the same command again to go on.\n");
  } else if (exit !== EXIT.bug) {
    stderr.write(`${cross} ${messageOf(error)}\n`);
  } else if (REFUSALS.has(systemCode(error) ?? "")) {
    stderr.write(`${cross} the operating system refused: ${messageOf(error)}. What was finished is kept.\n`);
  } else {
    printBug(error, stderr, cross);
  }
}

function printBug(error: unknown, stderr: Terminal, cross: string): void {
  const stack = (each: unknown) => (each instanceof Error ? (each.stack ?? each.message) : String(each));
  stderr.write(`${cross} ${stack(error)}\n`);
  for (let cause = (error as Error | undefined)?.cause; cause !== undefined; cause = (cause as Error).cause) {
    stderr.write(`  caused by ${stack(cause)}\n`);
    if (!(cause instanceof Error)) break;
  }
  const whose = error instanceof StageError ? "Unless the stage is your own, this" : "This";
  stderr.write(`  ${whose} is a bug in kijil. Please report it with the lines above.\n`);
}

/** The error as `--json` prints it. */
export function errorJson(error: unknown): object {
  const exit = exitCodeOf(error);
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNEXPECTED";
  const problems = error instanceof ConfigError ? error.problems : [{ message: messageOf(error) }];
  return { format: "kijil-error/1", code, exit, problems };
}
