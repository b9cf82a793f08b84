import type { Fertility } from "./fertility.ts";
import { bytes, count, tokens } from "./format.ts";
import { type Column, printable, table } from "./table.ts";
import type { Colours } from "./terminal.ts";

const left = (title: string): Column => ({ title });
const right = (title: string): Column => ({ title, align: "right" });

const ratio = (a: number, b: number): string => (b === 0 ? "–" : (a / b).toFixed(3));

/** What `kijil inspect RUN --tokenizer A --tokenizer B` prints: one table for each tokenizer, tokens by character, word and byte. */
export function printFertility({ tokenizers, rows }: Fertility, colours: Colours): string {
  const columns = [left("source"), left("language"), right("documents"), right("text"), right("tokens")];
  const ratios = [right("a character"), right("a word"), right("a byte")];
  const tables = tokenizers.map(({ name, exact, byLibrary }, at) => {
    const slow = byLibrary === undefined ? "" : `  counted by the library: ${byLibrary}`;
    const title = `${colours.bold(printable(name))}${exact ? "" : "  estimated"}${colours.yellow(slow)}\n`;
    const lines = rows.map((row) => {
      const made = row.tokens[at] as number;
      const sizes = [count(row.documents), bytes(row.bytes), tokens(made)];
      const place = [row.source === "" ? "all" : printable(row.source), row.language === "" ? "all" : printable(row.language)];
      return [...place, ...sizes, ratio(made, row.characters), ratio(made, row.words), ratio(made, row.bytes)];
    });
    return title + table([...columns, ...ratios], lines, colours);
  });
  return tables.join("\n");
}
