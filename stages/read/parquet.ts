import type { OptionInput } from "../../engine/options.ts";
import { isSmall } from "../../engine/runs-of-files.ts";
import type { Source } from "../../engine/source.ts";
import { openTable } from "./held-table.ts";
import { listFiles } from "./list-files.ts";
import { ParquetReader } from "./parquet/reader.ts";
import { splitRowGroups } from "./parquet/split.ts";
import { FileAccess } from "./random-access.ts";
import { RECORD_OPTIONS, type RecordOptions, resolveReader } from "./reader-options.ts";

/** Endings by which a folder's files are recognised. */
export const PARQUET_ENDINGS = [".parquet"] as const;

/**
 * A source of Parquet files, of which only the columns that the field options lead to are read, page by page: flat columns, structs
 * (`meta.url`), lists (`paragraphs[].form`) and maps. Whole row groups are joined to parts. A record's offset is its row in the file.
 */
export function parquet<const N extends string>(name: N, options: OptionInput<RecordOptions>): Source<N> {
  const { declared, values, owner, mapping } = resolveReader("parquet", RECORD_OPTIONS, name, options, parquet);
  return {
    ...declared,
    format: "parquet",
    version: 1,
    list: (base) => listFiles(`${owner}.files`, declared.files, base, PARQUET_ENDINGS, values.maxFiles),
    split: async (file, partBytes) => {
      if (isSmall(file, partBytes)) return [{ start: 0, end: file.bytes, decodedStart: 0 }];
      const opened = new FileAccess(file.path, file.name);
      try {
        return splitRowGroups(opened, file.name, partBytes);
      } finally {
        opened.close();
      }
    },
    open: (range) =>
      openTable(range, {
        endings: PARQUET_ENDINGS,
        options: values,
        reader: (access, file, part) => new ParquetReader(access, file, part, mapping(), values),
      }),
  };
}
