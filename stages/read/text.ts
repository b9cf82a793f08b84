import { type OptionInput, text as textOption } from "../../engine/options.ts";
import type { Source } from "../../engine/source.ts";
import { listFiles } from "./list-files.ts";
import { openStreamed } from "./open-streamed.ts";
import { RECORD_OPTIONS, resolveReader } from "./reader-options.ts";
import { TextPieces } from "./text-pieces.ts";
import { ValueRecords } from "./value-records.ts";

/** Endings by which a folder's files, and members of archives, are recognised. */
export const TEXT_ENDINGS = [".txt", ".text"] as const;

const TEXT_OPTIONS = {
  ...RECORD_OPTIONS,
  /** What stands between two documents of one file, such as `"\n---\n"`; empty where a file is one document. */
  split: textOption(""),
};

/**
 * A source of plain text: a file is a document, or is split by a marker. Its fields are `text` and `path`; a document's offset is that of
 * its first byte in the file as UTF-8.
 */
export function text<const N extends string>(name: N, options: OptionInput<typeof TEXT_OPTIONS>): Source<N> {
  const { declared, values, owner, mapping } = resolveReader("text", TEXT_OPTIONS, name, options, text);
  return {
    ...declared,
    format: "text",
    version: 1,
    list: (base) => listFiles(`${owner}.files`, declared.files, base, TEXT_ENDINGS, values.maxFiles),
    split: async (file) => [{ start: 0, end: file.bytes, decodedStart: 0 }],
    open: (range) => {
      const records = new ValueRecords(mapping(), Number.POSITIVE_INFINITY, values.maxDepth);
      return openStreamed(range, {
        endings: TEXT_ENDINGS,
        options: values,
        reader: (piece) =>
          new TextPieces(piece.open(), {
            maxRecordBytes: values.maxRecordBytes,
            marker: Buffer.from(values.split),
            add: (bytes, offset, builder) => records.add({ text: bytes, path: piece.name }, offset, builder),
          }),
      });
    },
  };
}
