import { listOf, type OptionInput, oneOf } from "../../engine/options.ts";
import type { Source } from "../../engine/source.ts";
import { ArchiveReader } from "./archive-reader.ts";
import { listFiles } from "./list-files.ts";
import { openStreamed } from "./open-streamed.ts";
import { RECORD_OPTIONS, resolveReader } from "./reader-options.ts";
import { splitWarc } from "./split-warc.ts";

/** Endings by which a folder's files are recognised, compressed or not. Metadata files (`.wat`) hold no documents. */
export const WARC_ENDINGS = [".warc", ".wet", ".arc"] as const;

/** Fields of a web document that are kept beside it unless a config says otherwise. */
const METADATA = ["title", "licenses", "language", "published", "charset", "charsetFrom", "truncated"] as const;

const WARC_OPTIONS = {
  ...RECORD_OPTIONS,
  /** What is kept beside a document: `title`, `licenses`, `language`, `published`, `canonical`, `charset`, `charsetFrom`, `truncated`, `status`, `mimeType`, `languages`. */
  metadata: { ...RECORD_OPTIONS.metadata, fallback: METADATA as readonly string[] },
  /** Records that may be documents: `response` (WARC, ARC), `conversion` (WET), `resource` (pages stored without HTTP). */
  records: listOf(["response", "conversion", "resource"], ["response", "conversion"]),
  /** `drop` leaves out what belongs to a site and not to the page; `keep` keeps all text. */
  boilerplate: oneOf(["drop", "keep"], "drop"),
  /** What becomes of readers' comments below a page. */
  comments: oneOf(["drop", "keep", "join"], "drop"),
};

/**
 * A source of web archives: WARC 1.0 and 1.1, WET, ARC; plain, gzip (a member a record or not) or zstd, told apart by content. Pages
 * become text ({@link pageOf}); a record's offset is the byte of the decoded file at which it begins.
 */
export function warc<const N extends string>(name: N, options: OptionInput<typeof WARC_OPTIONS>): Source<N> {
  const { declared, values, owner, mapping } = resolveReader("warc", WARC_OPTIONS, name, options, warc);
  return {
    ...declared,
    format: "warc",
    version: 1,
    list: (base) => listFiles(`${owner}.files`, declared.files, base, WARC_ENDINGS, values.maxFiles),
    split: async (file, partBytes) => splitWarc(file, partBytes),
    open: (range) =>
      openStreamed(range, {
        endings: WARC_ENDINGS,
        // Every record says by itself what it is written in.
        options: { ...values, encoding: "utf-8" },
        reader: (piece) => new ArchiveReader(piece.open(), { ...piece, file: piece }, mapping(), values),
      }),
  };
}
