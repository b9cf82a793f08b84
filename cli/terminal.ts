import pc from "picocolors";

/** A place to write to: standard output, standard error, or a test's own. */
export interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What the command line knows about its surroundings. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type Colours = ReturnType<typeof pc.createColors>;

/** Colours for a terminal: none in a file or pipe, and none where NO_COLOR is set (no-color.org). */
export function coloursFor({ isTTY }: Terminal, environment: Environment): Colours {
  return pc.createColors(isTTY === true && !environment["NO_COLOR"] && environment["TERM"] !== "dumb");
}
