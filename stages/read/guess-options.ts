import { ConfigError } from "../../engine/errors.ts";
import type { InputFile, Source } from "../../engine/source.ts";
import { FORMAT_WORDS, type Format } from "./detect-format.ts";
import { guessJson } from "./guess-json.ts";
import { guessColumn } from "./guess-table.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";
import { jsonl } from "./jsonl.ts";
import { markdown } from "./markdown.ts";
import { readFooter } from "./parquet/footer.ts";
import { parquet } from "./parquet.ts";
import { FileAccess } from "./random-access.ts";
import { readHead } from "./read-head.ts";
import { text } from "./text.ts";
import { warc } from "./warc.ts";

/** A source and how a config would write it. */
export interface Guess {
  readonly source: Source;
  /** Name of the function that makes it, and of the file in `kijil/stages/read` that exports it. */
  readonly factory: string;
  /** Options as they were given, files relative to the base. */
  readonly options: Readonly<Record<string, unknown>>;
}

type Options = { readonly files: readonly string[] } & Readonly<Record<string, unknown>>;
type Chosen = { readonly factory: keyof typeof FACTORIES; readonly options: Readonly<Record<string, unknown>> };

const FACTORIES = { html, json, jsonl, markdown, parquet, text, warc } as const;

/** Makes a source of files of one format, with what its options have to say found in the first file that holds something. */
export async function guessOptions(
  format: Format,
  name: string,
  given: readonly string[],
  files: readonly InputFile[],
): Promise<Guess> {
  const { factory, options } = await choose(format, files);
  const all: Options = { files: given, ...options };
  // biome-ignore lint/suspicious/noExplicitAny: each factory's own options, which it checks
  return { factory, options: all, source: FACTORIES[factory](name, all as any) };
}

async function choose(format: Format, files: readonly InputFile[]): Promise<Chosen> {
  switch (format) {
    case "jsonl":
    case "json":
      return chooseJson(files);
    case "parquet":
      return { factory: "parquet", options: { text: await parquetColumn(files) } };
    case "warc":
    case "html":
    case "markdown":
    case "text":
      return { factory: format, options: {} };
    default:
      throw new ConfigError([`${files[0]?.name}: it is ${FORMAT_WORDS[format]}. Name a source that reads it in a config.`]);
  }
}

async function chooseJson(files: readonly InputFile[]): Promise<Chosen> {
  for (const file of files) {
    const head = await readHead(file);
    if (!head || head.bytes.toString("latin1").trim() === "") continue;
    const { format, records, text } = guessJson(head, file.name);
    return { factory: format, options: format === "json" ? { records, text } : { text } };
  }
  return { factory: "jsonl", options: {} };
}

async function parquetColumn(files: readonly InputFile[]): Promise<string> {
  const sound = files.filter(({ fault, bytes }) => fault === undefined && bytes > 0);
  let columns: readonly string[] = [];
  for (const file of sound) {
    try {
      const opened = new FileAccess(file.path, file.name);
      try {
        columns = readFooter(opened, file.name).schema.children.map(({ element }) => element.name);
      } finally {
        opened.close();
      }
      const probe = (paths: readonly string[]) => parquet("probe", { files: file.path, text: paths, metadata: paths });
      const text = await guessColumn(file, columns, probe);
      if (text !== undefined) return text;
    } catch {
      // A damaged file is reported when it is read.
    }
  }
  if (columns.length === 0) return "text";
  throw new ConfigError([
    `${files[0]?.name}: none of its columns looks like text: ${columns.join(", ")}. Write a config and set text to the path of one.`,
  ]);
}
