import type { Terminal } from "../../cli/terminal.ts";

/** A terminal that remembers what was written to it. */
export interface ATerminal extends Terminal {
  readonly written: string[];
  /** Everything written, put together. */
  text(): string;
}

/** Makes one: a pipe unless said to be a terminal of some width. */
export function aTerminal(as: { readonly isTTY?: boolean; readonly columns?: number } = {}): ATerminal {
  const written: string[] = [];
  return { ...as, written, write: (text) => written.push(text), text: () => written.join("") };
}
