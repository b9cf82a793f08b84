import { COMMAND_NAMES, COMMANDS, type CommandName, type FlagRow, flagName, rowsOf } from "./flags.ts";

const WIDTH = 96;

/** Breaks text into lines of at most `width` characters, between words. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) as string;
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}

/** Two columns, the second broken to fit. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const left = Math.max(...rows.map(([name]) => name.length)) + 4;
  return rows
    .map(([name, help]) => `  ${name.padEnd(left - 2)}${wrap(help, WIDTH - left).join(`\n${" ".repeat(left)}`)}\n`)
    .join("");
}

function describeFlag(key: string, row: FlagRow): readonly [string, string] {
  const value = row.type === "switch" ? "" : ` ${row.value}`;
  const fallback = row.type !== "switch" && row.fallback !== undefined ? ` (default: ${row.fallback})` : "";
  return [`${row.short ? `-${row.short}, ` : ""}--${flagName(key)}${value}`, row.help + fallback];
}

/** Help for one command. */
export function commandUsage(command: CommandName): string {
  const { summary, positionals, about } = COMMANDS[command];
  const rows = Object.entries(rowsOf(command)).map(([key, row]) => describeFlag(key, row));
  const usage = ["kijil", command, positionals.usage, "[flags]"].filter((word) => word !== "").join(" ");
  const notes = about.flatMap((note) => wrap(note, WIDTH)).join("\n");
  return `kijil ${command}: ${wrap(summary, WIDTH - 9 - command.length).join("\n  ")}\n\n  ${usage}\n\n${columns(rows)}${notes === "" ? "" : `\n${notes}\n`}`;
}

/** Help for the whole command line. */
export function usage(): string {
  const rows = COMMAND_NAMES.map(
    (name) => [`${name} ${COMMANDS[name].positionals.usage}`.trim(), COMMANDS[name].summary] as const,
  );
  return `kijil curates Korean and English text into training shards for language models.

  kijil <command> [flags]

${columns(rows)}
  kijil <command> --help tells the flags of a command, kijil --version the version.
  Exit codes: 0 done, 1 a bug here, 2 command line or config wrong, 3 input unreadable or bad,
  4 a check failed, 130 interrupted: the same command goes on.
`;
}
