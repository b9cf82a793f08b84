import { ConfigError, InputError, IntegrityError, Interrupted } from "../engine/errors.ts";
import { refusalOf } from "./refusal.ts";

/** What the number means that the process ends with. */
export const EXIT = {
  done: 0,
  bug: 1,
  config: 2,
  input: 3,
  check: 4,
  interrupted: 130,
} as const;

/** The exit code that an error stands for: errors are classed by consequence, and what the operating system refuses is nobody's bug. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigError) return EXIT.config;
  if (error instanceof InputError) return EXIT.input;
  if (error instanceof IntegrityError) return EXIT.check;
  if (error instanceof Interrupted) return EXIT.interrupted;
  return refusalOf(error) ? EXIT.input : EXIT.bug;
}
