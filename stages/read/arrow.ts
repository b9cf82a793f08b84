import type { OptionInput } from "../../engine/options.ts";
import { isSmall } from "../../engine/runs-of-files.ts";
import type { Source } from "../../engine/source.ts";
import { ArrowReader } from "./arrow/reader.ts";
import { splitBatches } from "./arrow/split.ts";
import { openTable } from "./held-table.ts";
import { listFiles } from "./list-files.ts";
import { FileAccess } from "./random-access.ts";
import { RECORD_OPTIONS, type RecordOptions, resolveReader } from "./reader-options.ts";

/** Endings by which a folder's files are recognised. */
export const ARROW_ENDINGS = [".arrow", ".arrows", ".feather", ".ipc"] as const;

/**
 * A source of Arrow IPC files and streams, and Feather version 2, whatever their ending: what Hugging Face `datasets` keeps in its
 * cache. Buffers may be compressed with LZ4 or zstd. Whole record batches are joined to parts. A record's offset is its row in the file.
 */
export function arrow<const N extends string>(name: N, options: OptionInput<RecordOptions>): Source<N> {
  const { declared, values, owner, mapping } = resolveReader("arrow", RECORD_OPTIONS, name, options, arrow);
  return {
    ...declared,
    format: "arrow",
    version: 1,
    list: (base) => listFiles(`${owner}.files`, declared.files, base, ARROW_ENDINGS, values.maxFiles),
    split: async (file, partBytes) => {
      if (isSmall(file, partBytes)) return [{ start: 0, end: file.bytes, decodedStart: 0 }];
      const opened = new FileAccess(file.path, file.name);
      try {
        return splitBatches(opened, file.name, partBytes);
      } finally {
        opened.close();
      }
    },
    open: (range) =>
      openTable(range, {
        endings: ARROW_ENDINGS,
        options: values,
        reader: (access, file, part) => new ArrowReader(access, file, part, mapping(), values),
      }),
  };
}
