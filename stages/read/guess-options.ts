import { ConfigError } from "../../engine/errors.ts";
import type { InputFile, Source } from "../../engine/source.ts";
import { arrowColumns } from "./arrow/columns.ts";
import { arrow } from "./arrow.ts";
import { CSV_ENDINGS, csv } from "./csv.ts";
import { decodedHeads } from "./decoded-head.ts";
import { FORMAT_WORDS, type Format } from "./detect-format.ts";
import { guessJson } from "./guess-json.ts";
import { guessColumn, pathOfColumn } from "./guess-table.ts";
import { HTML_ENDINGS, html } from "./html.ts";
import { JSON_ENDINGS, json } from "./json.ts";
import { JSONL_ENDINGS, jsonl } from "./jsonl.ts";
import { MARKDOWN_ENDINGS, markdown } from "./markdown.ts";
import { readFooter } from "./parquet/footer.ts";
import { parquet } from "./parquet.ts";
import { FileAccess } from "./random-access.ts";
import { TEXT_ENDINGS, text } from "./text.ts";
import { WARC_ENDINGS, warc } from "./warc.ts";

/** A source and how a config would write it. */
export interface Guess {
  readonly source: Source;
  /** Name of the function that makes it, and of the file in `kijil/stages/read` that exports it. */
  readonly factory: string;
  /** Options as they were given, files relative to the base. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Files that were listed for it. */
  readonly files: readonly InputFile[];
  /** Of a table: its columns, and the same source with all of them as metadata. */
  readonly columns?: { readonly names: readonly string[]; keepAll(): Source };
}

const FACTORIES = { arrow, csv, html, json, jsonl, markdown, parquet, text, warc } as const;

interface Chosen {
  readonly factory: keyof typeof FACTORIES;
  readonly options: Readonly<Record<string, unknown>>;
  readonly columns?: readonly string[];
}

/** Endings of the formats that are read from front to back, in archives too. */
export const STREAMED_ENDINGS: readonly string[] = [
  ...JSONL_ENDINGS,
  ...JSON_ENDINGS,
  ...CSV_ENDINGS,
  ...WARC_ENDINGS,
  ...HTML_ENDINGS,
  ...MARKDOWN_ENDINGS,
  ...TEXT_ENDINGS,
];

/** Makes a source of files of one format, with what its options have to say found in the first file that holds something. */
export async function guessOptions(
  format: Format,
  name: string,
  given: readonly string[],
  files: readonly InputFile[],
): Promise<Guess> {
  const { factory, options, columns } = await choose(format, files);
  const all = { files: given, ...options };
  // biome-ignore lint/suspicious/noExplicitAny: each factory has options of its own, which it checks
  const make = (changes: object): Source => FACTORIES[factory](name, { ...all, ...changes } as any);
  const kept = Object.fromEntries((columns ?? []).map((column) => [column, pathOfColumn(column)]));
  const table = columns ? { columns: { names: columns, keepAll: () => make({ metadata: kept }) } } : {};
  return { factory, options: all, source: make({}), files, ...table };
}

async function choose(format: Format, files: readonly InputFile[]): Promise<Chosen> {
  const sound = files.filter(({ fault, bytes }) => fault === undefined && bytes > 0);
  switch (format) {
    case "jsonl":
    case "json":
      return chooseJson(sound, format);
    case "csv":
      return chooseCsv(sound);
    case "parquet":
    case "arrow":
      return chooseColumn(sound, format);
    case "warc":
    case "html":
    case "markdown":
    case "text":
      return { factory: format, options: {} };
    default:
      throw new ConfigError([
        `${files[0]?.name}: it is ${FORMAT_WORDS[format]}, which no source reads without being told how. Name one in a config.`,
      ]);
  }
}

async function chooseJson(files: readonly InputFile[], wanted: "jsonl" | "json"): Promise<Chosen> {
  for (const file of files) {
    const [head] = await decodedHeads(file, wanted === "json" ? JSON_ENDINGS : JSONL_ENDINGS, 1);
    if (!head || head.bytes.toString("latin1").trim() === "") continue;
    const { format, records, text } = guessJson(head, file.name);
    return { factory: format, options: format === "json" ? { records, text } : { text } };
  }
  return { factory: wanted, options: {} };
}

const DELIMITERS = ["\t", ",", ";", "|"] as const;

async function chooseCsv(files: readonly InputFile[]): Promise<Chosen> {
  let columns: readonly string[] = [];
  for (const file of files) {
    const [head] = await decodedHeads(file, CSV_ENDINGS, 1);
    const line =
      head?.bytes
        .toString()
        .replace(/^\uFEFF/, "")
        .split(/\r?\n/, 1)[0] ?? "";
    if (line === "") continue;
    const bare = line.replace(/"[^"]*"/g, "");
    const count = (delimiter: string) => bare.split(delimiter).length;
    const delimiter = [...DELIMITERS].sort((a, b) => count(b) - count(a))[0] as string;
    columns = fieldsOf(line, delimiter);
    const probe = (path: string) => csv("probe", { files: file.path, delimiter, text: path });
    const found = await guessColumn(file, columns, probe);
    const isPlain = delimiter === (/\.(tsv|tab)(\.(gz|zst|zstd))?$/i.test(file.name) ? "\t" : ",");
    if (found !== undefined) return { factory: "csv", options: { ...(isPlain ? {} : { delimiter }), text: found }, columns };
  }
  return { factory: "csv", options: { text: textOrRefusal(files, columns) } };
}

/** The fields of one line of CSV. */
function fieldsOf(line: string, delimiter: string): string[] {
  const fields: string[] = [];
  const field = new RegExp(`(?:"((?:[^"]|"")*)"|([^${delimiter}]*))(?:[${delimiter}]|$)`, "y");
  for (let found = field.exec(line); found; found = field.exec(line)) {
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (field.lastIndex >= line.length) break;
  }
  return fields.filter((name) => name !== "");
}

const COLUMNS = {
  parquet: (file: FileAccess, name: string) => readFooter(file, name).schema.children.map(({ element }) => element.name),
  arrow: arrowColumns,
};

async function chooseColumn(files: readonly InputFile[], format: keyof typeof COLUMNS): Promise<Chosen> {
  let columns: readonly string[] = [];
  for (const file of files) {
    const found = await columnsOf(file, format);
    if (!found) continue;
    columns = found;
    const probe = (path: string) => FACTORIES[format]("probe", { files: file.path, text: path });
    const text = await guessColumn(file, columns, probe);
    if (text !== undefined) return { factory: format, options: { text }, columns };
  }
  return { factory: format, options: { text: textOrRefusal(files, columns) } };
}

/** Columns of a Parquet or Arrow file; undefined where it is damaged, which is told when it is read. */
async function columnsOf(file: InputFile, format: keyof typeof COLUMNS): Promise<readonly string[] | undefined> {
  let opened: FileAccess | undefined;
  try {
    opened = new FileAccess(file.path, file.name);
    return COLUMNS[format](opened, file.name);
  } catch {
    return undefined;
  } finally {
    opened?.close();
  }
}

function textOrRefusal(files: readonly InputFile[], columns: readonly string[]): string {
  if (columns.length === 0) return "text";
  throw new ConfigError([
    `${files[0]?.name}: none of its columns looks like text, got ${columns.join(", ")}. Write a config and set text to the path of one.`,
  ]);
}
