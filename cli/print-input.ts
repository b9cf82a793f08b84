import { bytes, count, many, measure, share } from "./format.ts";
import type { InputSource, InputSummary } from "./inspect-input.ts";
import { meaningOfRefusal } from "./meaning-of-refusal.ts";
import { type Column, printable, table } from "./table.ts";
import type { Colours } from "./terminal.ts";

const left = (title: string): Column => ({ title });
const right = (title: string): Column => ({ title, align: "right" });

/** What `kijil inspect` prints of a raw input: each source it would be, its fields, and what a sample holds; never its text. */
export function printInput({ sources, notes }: InputSummary, colours: Colours): string {
  const said = notes.map((note) => `${colours.yellow("!")} ${printable(note)}\n`).join("");
  return [...sources.map((source) => printSource(source, colours)), ...(said === "" ? [] : [said])].join("\n");
}

function printSource(source: InputSource, colours: Colours): string {
  const { name, factory, options, files, compression, encodings, sampled } = source;
  const packed = compression === "none" ? "" : `, ${compression}`;
  const mapping = Object.entries(options).filter(([key]) => key !== "files");
  const read = mapping.map(([key, value]) => `  ${key} ${printable(JSON.stringify(value))}\n`).join("");
  const head = `${colours.bold(printable(name))}  ${factory}${packed}, ${encodings.map(printable).join("; ")}, ${bytes(source.bytes)} in ${many(files, "file")}\n${read}`;
  return [head, ...fieldTable(source, colours), sampleOf(source, printable(sampled), colours)].join("\n");
}

function fieldTable({ fields }: InputSource, colours: Colours): readonly string[] {
  if (fields.length === 0) return [];
  const columns = [left("field"), left("types"), right("characters from"), right("median"), right("to")];
  const rows = fields.map(({ path, types, characters }) => [
    printable(path),
    Object.entries(types)
      .map(([type, values]) => `${type} ${count(values)}`)
      .join(", "),
    ...(characters ?? []).map(count),
  ]);
  return [table(columns, rows, colours)];
}

function sampleOf(source: InputSource, file: string, colours: Colours): string {
  const { documents, documentsPerMegabyte, characters, languages, refused, fault } = source;
  const lines = [`  ${many(documents, "document")} of ${file} looked into`];
  if (documentsPerMegabyte !== null) lines.push(`, ${measure(documentsPerMegabyte)} in a MB`);
  if (characters)
    lines.push(`, ${count(characters[0])} to ${count(characters[2])} characters each, half have ${count(characters[1])} or more`);
  const total = Object.values(languages).reduce((sum, each) => sum + each, 0);
  const spoken = Object.entries(languages).map(([language, each]) => `${language} ${share(each, total)}`);
  if (spoken.length > 0) lines.push(`\n  languages ${spoken.join(", ")}`);
  for (const [reason, records] of Object.entries(refused))
    lines.push(`\n${colours.yellow("!")} ${many(records, "record")} refused: ${reason}. ${meaningOfRefusal(reason)}`.trimEnd());
  if (fault !== null) lines.push(`\n${colours.red("✖")} ${printable(fault)}`);
  return `${lines.join("")}\n`;
}
