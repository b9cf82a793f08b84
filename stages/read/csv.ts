import { flag, type Option, type OptionInput, strings } from "../../engine/options.ts";
import type { Source } from "../../engine/source.ts";
import { openBytes } from "./byte-input.ts";
import { CsvReader } from "./csv-reader.ts";
import { listFiles } from "./list-files.ts";
import { openStreamed } from "./open-streamed.ts";
import { RECORD_OPTIONS, resolveReader } from "./reader-options.ts";
import { splitFile } from "./split-file.ts";

/** Endings by which a folder's files are recognised. */
export const CSV_ENDINGS = [".csv", ".tsv"] as const;

function character(fallback: string, kind: string): Option<string, false> {
  return {
    fallback,
    required: false,
    kind,
    check: (value) =>
      typeof value === "string" && /^[\t\x20-\x7e]?$/.test(value)
        ? undefined
        : `must be one ASCII character, or "", got ${JSON.stringify(value) ?? "nothing"}`,
  };
}

const CSV_OPTIONS = {
  ...RECORD_OPTIONS,
  /** Stands between fields; by default a tab in files that end in .tsv, else a comma. */
  delimiter: character("", "one character"),
  /** Stands around fields; nothing does when it is empty. */
  quote: character('"', "one character, or none"),
  /** Whether the first record of each file names its columns. */
  header: flag(true),
  /** Names of the columns, in place of those of the first record or where that names none. */
  columns: strings([]),
  /** Whether quoted fields may hold line ends. Where none does, a big file is cut into parts. */
  quotedNewlines: flag(true),
};

const isTabbed = (name: string): boolean => /\.(tsv|tab)(\.(gz|zst|zstd))?$/i.test(name);

/**
 * A source of CSV, TSV and their kin (RFC 4180), plain, gzip or zstd. Every value is a string; a field with nothing in it, not even
 * quotes, counts as absent. A record's offset is the byte of the decoded file at which it begins. Records of another number of
 * fields than there are columns are refused; lines with nothing in them are passed over.
 */
export function csv<const N extends string>(name: N, options: OptionInput<typeof CSV_OPTIONS>): Source<N> {
  const { declared, values, owner, mapping } = resolveReader("csv", CSV_OPTIONS, name, options, csv);
  const { quote, quotedNewlines, header, columns, maxRecordBytes, maxDepth, maxExpansion, maxFiles } = values;
  const problems = [...declared.problems];
  if (!header && columns.length === 0) problems.push({ message: `${owner}.columns must name the columns where header is false` });
  if (values.delimiter !== "" && values.delimiter === quote)
    problems.push({ message: `${owner}.delimiter and quote must differ, got ${JSON.stringify(quote)} for both` });
  return {
    ...declared,
    problems,
    format: "csv",
    version: 2,
    list: (base) => listFiles(`${owner}.files`, declared.files, base, CSV_ENDINGS, maxFiles),
    split: async (file, partBytes) =>
      quotedNewlines ? [{ start: 0, end: file.bytes, decodedStart: 0 }] : splitFile(file, partBytes, values.encoding),
    open(range) {
      const { path, name: file, bytes } = range.file;
      const openHead = () => openBytes(path, file, { start: 0, end: bytes, decodedStart: 0 }, maxExpansion);
      const shape = { quote: quote === "" ? -1 : quote.charCodeAt(0), quotedNewlines };
      const rest = { header, columns, mapping: mapping(), maxRecordBytes, maxDepth };
      return openStreamed(range, {
        endings: CSV_ENDINGS,
        options: values,
        reader: (piece) => {
          const delimiter = values.delimiter === "" ? (isTabbed(piece.name) ? "\t" : ",") : values.delimiter;
          const options = { ...shape, ...rest, delimiter: delimiter.charCodeAt(0) };
          return new CsvReader(piece.open(), piece.name, piece, options, openHead);
        },
      });
    },
  };
}
