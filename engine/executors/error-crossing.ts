import { ConfigError, InputError, IntegrityError, type Problem, StageError } from "../errors.ts";

/** An error as it crosses threads. */
export interface CrossingError {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly stack: string | undefined;
  readonly problems: readonly Problem[] | undefined;
  readonly cause: CrossingError | undefined;
}

export function packError(error: unknown): CrossingError {
  const known = error instanceof Error ? error : new Error(String(error));
  const { code, problems } = known as { code?: string; problems?: readonly Problem[] };
  const cause = known.cause === undefined ? undefined : packError(known.cause);
  return { name: known.name, message: known.message, code, stack: known.stack, problems, cause };
}

/** The error as its own class again, so that the exit code follows from it. */
export function unpackError(packed: CrossingError): Error {
  const options = packed.cause ? { cause: unpackError(packed.cause) } : undefined;
  const error = rebuild(packed, options);
  if (packed.stack) error.stack = packed.stack;
  return error;
}

function rebuild({ name, message, code, problems }: CrossingError, options: ErrorOptions | undefined): Error {
  switch (name) {
    case "ConfigError":
      return new ConfigError(problems ?? [message], code);
    case "InputError":
      return new InputError(message, code, options);
    case "IntegrityError":
      return new IntegrityError(message, code, options);
    case "StageError":
      return new StageError(message, options);
    default:
      return Object.assign(new Error(message, options), { name, ...(code === undefined ? {} : { code }) });
  }
}
