import type { Option, OptionInput } from "../../engine/options.ts";
import type { Source } from "../../engine/source.ts";
import { type FieldPath, parsePath } from "./field-path.ts";
import { JsonDocument } from "./json-document.ts";
import { listFiles } from "./list-files.ts";
import { openStreamed } from "./open-streamed.ts";
import { RECORD_OPTIONS, resolveReader } from "./reader-options.ts";

/** Endings by which a folder's files are recognised. */
export const JSON_ENDINGS = [".json"] as const;

function pathToRecords(records: string): FieldPath | { readonly complaint: string } {
  return records === "" ? [] : parsePath(records);
}

const records: Option<string, false> = {
  fallback: "",
  required: false,
  kind: "path to the array of records",
  check(value) {
    if (typeof value !== "string") return `must be a path, got ${JSON.stringify(value)}`;
    const path = pathToRecords(value);
    return "complaint" in path ? path.complaint : undefined;
  },
};

const JSON_OPTIONS = { ...RECORD_OPTIONS, records };

/**
 * A source of files that are one JSON document each, of any size, with the records in an array somewhere inside (`records`, for
 * example `data.documents`; empty when the document is the array; `data[].paragraphs` for the arrays of every element), plain, gzip or
 * zstd. A record's offset is its index in the array; its length is that of its JSON without white space between tokens.
 */
export function json<const N extends string>(name: N, options: OptionInput<typeof JSON_OPTIONS>): Source<N> {
  const { declared, values, owner, mapping } = resolveReader("json", JSON_OPTIONS, name, options, json);
  return {
    ...declared,
    format: "json",
    version: 2,
    list: (base) => listFiles(`${owner}.files`, declared.files, base, JSON_ENDINGS, values.maxFiles),
    split: async (file) => [{ start: 0, end: file.bytes, decodedStart: 0 }],
    open: (range) =>
      openStreamed(range, {
        endings: JSON_ENDINGS,
        options: values,
        reader: (piece) =>
          new JsonDocument({
            name: piece.name,
            open: () => piece.open(),
            records: values.records,
            path: pathToRecords(values.records) as FieldPath,
            mapping: mapping(),
            limits: values,
          }),
      }),
  };
}
