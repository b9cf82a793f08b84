import { ConfigError, StageError } from "../engine/errors.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import { describeRefusal, refusalOf } from "./refusal.ts";
import { shownPath } from "./shown-path.ts";
import { stageFailureOf } from "./stage-failure.ts";
import type { Colours, Terminal } from "./terminal.ts";

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
  const refusal = refusalOf(error);
  if (exit === EXIT.interrupted) {
    stderr.write("Interrupted. What was finished is kept: give the same command again to go on.\n");
  } else if (refusal) {
    stderr.write(`${cross} ${describeRefusal(refusal, folder)}\n`);
  } else if (exit !== EXIT.bug) {
    stderr.write(`${cross} ${messageOf(error)}\n`);
  } else if (error instanceof StageError && error.cause !== undefined) {
    printStageFailure(error, stderr, cross, folder);
  } else {
    printBug(error, stderr, cross);
  }
}

/** Tells that what is printed on standard output is lost, as on a full disk. */
export function printLostOutput(error: NodeJS.ErrnoException, stderr: Terminal, colours: Colours): void {
  const refusal = refusalOf(error);
  const code = error.code ?? "unknown";
  const words = refusal?.words ?? "it cannot be written";
  const remedy = "Send the output elsewhere";
  stderr.write(`${colours.red("✖")} ${describeRefusal({ code, path: "standard output", words, remedy }, "")}\n`);
}

/** A judge's own error may quote the document it met: its class and place are told, its message is not. */
function printStageFailure({ message, cause }: StageError, stderr: Terminal, cross: string, folder: string): void {
  const { kind, place, foreign } = stageFailureOf(cause);
  stderr.write(`${cross} ${message}\n  ${kind}${place === undefined ? "" : ` at ${shownPath(folder, place)}`}\n`);
  if (!foreign) stderr.write("  Unless the stage is your own, this is a bug in kijil. Please report it with the lines above.\n");
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

/** The error as `--json` prints it; places are shown relative to `folder` in messages. */
export function errorJson(error: unknown, folder: string): object {
  const exit = exitCodeOf(error);
  const refusal = refusalOf(error);
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNEXPECTED";
  if (error instanceof ConfigError) return { format: "kijil-error/1", code, exit, problems: error.problems };
  const { place: at } = error instanceof StageError ? stageFailureOf(error.cause) : { place: undefined };
  const message = refusal ? describeRefusal(refusal, folder) : messageOf(error);
  const problems = [{ message, ...(at === undefined ? {} : { at }) }];
  return { format: "kijil-error/1", code, exit, problems };
}
