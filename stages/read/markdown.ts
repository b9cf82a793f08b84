import { type OptionInput, text as textOption } from "../../engine/options.ts";
import type { Source } from "../../engine/source.ts";
import { frontMatter } from "./front-matter.ts";
import { listFiles } from "./list-files.ts";
import { openStreamed } from "./open-streamed.ts";
import { RECORD_OPTIONS, resolveReader } from "./reader-options.ts";
import { TextPieces } from "./text-pieces.ts";
import { ValueRecords } from "./value-records.ts";

/** Endings by which a folder's files, and members of archives, are recognised. */
export const MARKDOWN_ENDINGS = [".md", ".markdown"] as const;

/** Fields of front matter that are kept unless a config says otherwise, beside `license`, `date` and `url`. */
const METADATA = ["title", "author", "tags", "language"] as const;

const MARKDOWN_OPTIONS = {
  ...RECORD_OPTIONS,
  /** Field that ids are made of. None by default: the `id` of front matter names a page within its folder. */
  id: { ...RECORD_OPTIONS.id, fallback: [] as readonly string[] },
  metadata: { ...RECORD_OPTIONS.metadata, fallback: METADATA as readonly string[] },
  /** What stands between two documents of one file; empty where a file is one document. */
  split: textOption(""),
};

/**
 * A source of Markdown: a file is a document, or is split by a marker. Its fields are those of the YAML front matter at its beginning,
 * `text`, which is all behind it, and `path`; of a file that is split, each document has them. The first one's offset is 0.
 */
export function markdown<const N extends string>(name: N, options: OptionInput<typeof MARKDOWN_OPTIONS>): Source<N> {
  const { declared, values, owner, mapping } = resolveReader("markdown", MARKDOWN_OPTIONS, name, options, markdown);
  return {
    ...declared,
    format: "markdown",
    version: 1,
    list: (base) => listFiles(`${owner}.files`, declared.files, base, MARKDOWN_ENDINGS, values.maxFiles),
    split: async (file) => [{ start: 0, end: file.bytes, decodedStart: 0 }],
    open: (range) => {
      const records = new ValueRecords(mapping(), Number.POSITIVE_INFINITY, values.maxDepth);
      return openStreamed(range, {
        endings: MARKDOWN_ENDINGS,
        options: values,
        reader: (piece) => {
          let fields: Readonly<Record<string, unknown>> | undefined;
          return new TextPieces(piece.open(), {
            maxRecordBytes: values.maxRecordBytes,
            marker: Buffer.from(values.split),
            add: (bytes, offset, builder) => {
              const front = fields === undefined ? frontMatter(bytes) : { fields, bytes: 0 };
              fields ??= front.fields;
              records.add({ ...front.fields, text: bytes.subarray(front.bytes), path: piece.name }, offset, builder);
            },
          });
        },
      });
    },
  };
}
