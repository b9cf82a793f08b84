import { type OptionInput, oneOf } from "../../engine/options.ts";
import type { Source } from "../../engine/source.ts";
import { pageOf } from "./html-page.ts";
import { listFiles } from "./list-files.ts";
import { openStreamed } from "./open-streamed.ts";
import { RECORD_OPTIONS, resolveReader } from "./reader-options.ts";
import { TextPieces } from "./text-pieces.ts";
import { ValueRecords } from "./value-records.ts";

/** Endings by which a folder's files, and members of archives, are recognised. */
export const HTML_ENDINGS = [".html", ".htm", ".xhtml"] as const;

/** Fields of a page that are kept beside it unless a config says otherwise. */
const METADATA = ["title", "licenses", "language"] as const;

const HTML_OPTIONS = {
  ...RECORD_OPTIONS,
  metadata: { ...RECORD_OPTIONS.metadata, fallback: METADATA as readonly string[] },
  /** `drop` leaves out what belongs to a site and not to the page; `keep` keeps all text. */
  boilerplate: oneOf(["drop", "keep"], "drop"),
  /** What becomes of readers' comments below a page. */
  comments: oneOf(["drop", "keep", "join"], "drop"),
};

/**
 * A source of HTML files, a page each ({@link pageOf}). A page's encoding is the declared one, or its own affair: byte order mark, its
 * `meta` element, then detection.
 */
export function html<const N extends string>(name: N, options: OptionInput<typeof HTML_OPTIONS>): Source<N> {
  const { declared, values, owner, mapping } = resolveReader("html", HTML_OPTIONS, name, options, html);
  const { boilerplate, comments, maxRecordBytes } = values;
  return {
    ...declared,
    format: "html",
    version: 1,
    list: (base) => listFiles(`${owner}.files`, declared.files, base, HTML_ENDINGS, values.maxFiles),
    split: async (file) => [{ start: 0, end: file.bytes, decodedStart: 0 }],
    open: (range) => {
      const records = new ValueRecords(mapping(), maxRecordBytes, values.maxDepth);
      const isDetected = values.encoding === "detect";
      return openStreamed(range, {
        endings: HTML_ENDINGS,
        options: { ...values, encoding: isDetected ? "utf-8" : values.encoding },
        reader: (piece) =>
          new TextPieces(piece.open(), {
            maxRecordBytes,
            marker: new Uint8Array(0),
            add: (bytes, offset, builder) => {
              const page = pageOf(bytes, { boilerplate, comments, ...(isDetected ? {} : { charset: "utf-8" }) });
              const { charset, charsetFrom } = page;
              if (charset !== undefined && charset !== "utf-8")
                builder.enter({
                  ...(piece.member === undefined ? {} : { member: piece.member }),
                  encoding: `${charset}, ${charsetFrom}`,
                });
              records.add({ ...page, path: piece.name }, offset, builder);
            },
          }),
      });
    },
  };
}
