import { parseArgs } from "node:util";
import { ConfigError } from "../engine/errors.ts";
import { nearestName } from "../stages/mix/nearest-name.ts";
import { COMMAND_NAMES, COMMANDS, type CommandFlags, type CommandName, type FlagRow, flagName, rowsOf } from "./flags.ts";

/** What the words after a command's name say. */
export interface Parsed<C extends CommandName> {
  readonly positionals: readonly string[];
  readonly flags: CommandFlags[C];
}

const wrongLine = (problems: readonly string[]) => new ConfigError(problems, "COMMAND_LINE");

const didYouMean = (nearest: string | undefined): string => (nearest === undefined ? "" : ` Did you mean ${nearest}?`);

/** The command that a word names; throws {@link ConfigError} with the likely one where there is none. */
export function findCommand(word: string): CommandName {
  const found = COMMAND_NAMES.find((name) => name === word);
  if (found) return found;
  const wrong = word.startsWith("-") ? `the command comes first, got ${word}` : `there is no command ${word}`;
  const nearest = nearestName(word, COMMAND_NAMES);
  throw wrongLine([`kijil: ${wrong}.${didYouMean(nearest)} Commands: ${COMMAND_NAMES.join(", ")}.`]);
}

function readNumber(written: string, least: number): number | undefined {
  const value = /^\d[\d_]*(?:e\d+)?$/.test(written) ? Number(written.replaceAll("_", "")) : Number.NaN;
  return Number.isSafeInteger(value) && value >= least ? value : undefined;
}

/** Reads one flag into `flags`; returns a complaint where it cannot be. */
function readFlag(
  flags: Record<string, unknown>,
  key: string,
  row: FlagRow,
  value: string | undefined,
  inline: boolean,
): string | undefined {
  if (row.type === "switch") {
    if (value !== undefined) return `takes no value, got ${value}. Leave it out or give the flag alone`;
    flags[key] = true;
    return undefined;
  }
  if (value === undefined || value === "" || (!inline && value.startsWith("-")))
    return `needs a value, got ${value || "nothing"}, wanted ${row.value}`;
  if (row.type === "list") {
    (flags[key] as string[]).push(value);
    return undefined;
  }
  if (flags[key] !== undefined) return `was given twice, got ${flags[key]} and ${value}. Give it once`;
  if (row.type === "text") {
    flags[key] = value;
    return undefined;
  }
  const number = readNumber(value, row.least);
  if (number === undefined) return `needs a whole number from ${row.least}, got ${value}`;
  flags[key] = number;
  return undefined;
}

/** Reads the words after a command's name; throws one {@link ConfigError} with everything that is wrong with them. */
export function parseFlags<C extends CommandName>(command: C, words: readonly string[]): Parsed<C> {
  const rows = rowsOf(command);
  const keys = new Map(Object.keys(rows).map((key) => [flagName(key), key]));
  const options = Object.fromEntries(
    Object.entries(rows).map(([key, { type, short }]) => {
      const kind = type === "switch" ? ("boolean" as const) : ("string" as const);
      return [flagName(key), short === undefined ? { type: kind } : { type: kind, short }];
    }),
  );
  // Not strict: this way every wrong word is met, not only the first, and described in words of our own.
  const { tokens } = parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true });
  const flags: Record<string, unknown> = {};
  for (const [key, { type }] of Object.entries(rows)) {
    if (type === "switch") flags[key] = false;
    if (type === "list") flags[key] = [];
  }
  const positionals: string[] = [];
  const problems: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const key = keys.get(token.name);
    if (key === undefined) {
      const nearest = token.rawName.startsWith("--") ? nearestName(token.name, [...keys.keys()]) : undefined;
      const likely = nearest && `--${nearest}`;
      problems.push(`kijil ${command}: there is no flag ${token.rawName}.${didYouMean(likely)} Flags: ${listFlags(keys)}.`);
      continue;
    }
    const complaint = readFlag(flags, key, rows[key] as FlagRow, token.value, token.inlineValue ?? false);
    if (complaint !== undefined) problems.push(`kijil ${command}: --${token.name} ${complaint}.`);
  }
  if (flags["help"] !== true) problems.push(...checkPositionals(command, positionals));
  if (problems.length > 0) throw wrongLine(problems);
  return { positionals, flags: flags as unknown as CommandFlags[C] };
}

const listFlags = (keys: ReadonlyMap<string, string>): string => [...keys.keys()].map((name) => `--${name}`).join(", ");

function checkPositionals(command: CommandName, given: readonly string[]): readonly string[] {
  const { usage, least, most } = COMMANDS[command].positionals;
  if (given.includes("")) {
    const what = command === "trace" ? "the id or url" : "a file name";
    return [`kijil ${command}: ${what} is empty, wanted ${usage || "flags only"}. Look for a variable without a value.`];
  }
  if (given.length >= least && given.length <= most) return [];
  const got = given.length === 0 ? "nothing" : given.join(" ");
  const wanted = usage === "" ? "flags only" : usage;
  return [`kijil ${command}: wrong number of arguments, got ${got}, wanted ${wanted}. See kijil ${command} --help.`];
}
