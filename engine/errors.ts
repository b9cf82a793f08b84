/** Errors are classed by consequence: what happens next, not where they came from. */

/** One thing wrong in a config, with the user's own file and line where known. */
export interface Problem {
  /** Begins with the path in the config, such as `mixes.stage1.buckets[0]`, where that is what is wrong. */
  readonly message: string;
  /** `file:line` of the user's code, when the problem was met in a call made there. */
  readonly at?: string;
}

/** The command line or the config asks for something that cannot be done; nothing was touched. Exit code 2. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code: string;
  readonly problems: readonly Problem[];
  constructor(problems: readonly (Problem | string)[], code = "CONFIG_INVALID") {
    const list = problems.map((problem) => (typeof problem === "string" ? { message: problem } : problem));
    super(list.map(({ message, at }) => (at ? `${at}  ${message}` : message)).join("\n"));
    this.problems = list;
    this.code = code;
  }
}

/** Input could not be read, or held more bad records than allowed. Exit code 3. */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly code: string;
  constructor(message: string, code = "INPUT_UNREADABLE", options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A stage threw; names the stage and the document, never its text. Exit code 1. */
export class StageError extends Error {
  override readonly name = "StageError";
  readonly code = "STAGE_FAILED";
}

/** A file is not what its manifest, marker or checksum says. Exit code 4. */
export class IntegrityError extends Error {
  override readonly name = "IntegrityError";
  readonly code: string;
  constructor(message: string, code = "INTEGRITY", options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The user asked to stop; what was finished is kept. Exit code 130. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly code = "INTERRUPTED";
}

/** The line of the user's code that called into kijil, as `file:line`, from a stack trace; frames inside kijil are skipped. */
export function callerPlace(skip: (...args: never[]) => unknown): string | undefined {
  const holder: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 20;
  Error.captureStackTrace(holder, skip);
  Error.stackTraceLimit = limit;
  for (const line of (holder.stack ?? "").split("\n").slice(1)) {
    const found = /\(?((?:file:\/\/)?\/[^():]+):(\d+):\d+\)?$/.exec(line.trim());
    if (found) return `${found[1]?.replace("file://", "")}:${found[2]}`;
  }
  return undefined;
}
