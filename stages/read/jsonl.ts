import type { OptionInput } from "../../engine/options.ts";
import type { Source } from "../../engine/source.ts";
import { JsonLines } from "./json-lines.ts";
import { listFiles } from "./list-files.ts";
import { openStreamed } from "./open-streamed.ts";
import { RECORD_OPTIONS, type RecordOptions, resolveReader } from "./reader-options.ts";
import { splitFile } from "./split-file.ts";

/** Endings by which a folder's files are recognised. A `.json` file is named or matched by a glob: it is mostly one document. */
export const JSONL_ENDINGS = [".jsonl", ".ndjson"] as const;

/**
 * A source of newline-separated JSON: plain, gzip of any number of members, or zstd of any number of frames, told apart by content. A
 * record's offset is the byte of the decoded file at which its line begins.
 */
export function jsonl<const N extends string>(name: N, options: OptionInput<RecordOptions>): Source<N> {
  const { declared, values, owner, mapping } = resolveReader("jsonl", RECORD_OPTIONS, name, options, jsonl);
  return {
    ...declared,
    format: "jsonl",
    version: 2,
    list: (base) => listFiles(`${owner}.files`, declared.files, base, JSONL_ENDINGS, values.maxFiles),
    split: async (file, partBytes) => splitFile(file, partBytes, values.encoding),
    open: (range) =>
      openStreamed(range, {
        endings: JSONL_ENDINGS,
        options: values,
        reader: (piece) => new JsonLines(piece.open(), piece, mapping(), values),
      }),
  };
}
