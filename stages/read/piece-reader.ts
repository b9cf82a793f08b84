import type { OptionValues } from "../../engine/options.ts";
import type { PartRange, PartReader } from "../../engine/source.ts";
import type { ByteInput } from "./byte-input.ts";
import { encodingOf, type LookedAt } from "./look-at.ts";
import { PlacedReader } from "./placed-reader.ts";
import type { RecordOptions } from "./reader-options.ts";
import { TranscodingInput } from "./transcoding-input.ts";

/** A file, a range of one, or a member of an archive, to be read from front to back. */
export interface Piece extends PartRange {
  /** For messages. */
  readonly name: string;
  /** Path in the archive, where it is a member of one. */
  readonly member?: string;
  /** Opens it at the start of its range, as UTF-8; again only when it has been closed. */
  open(): ByteInput;
}

/** A format that is read from front to back, whatever its files are wrapped in. */
export interface StreamedFormat {
  /** Endings by which the members of an archive are chosen. */
  readonly endings: readonly string[];
  readonly options: Pick<OptionValues<RecordOptions>, "encoding" | "maxExpansion" | "maxMembers" | "maxRecordBytes">;
  /** Makes the reader of one piece. */
  reader(piece: Piece): PartReader;
}

/** The reader of one file or member that is no archive. */
export function pieceReader(
  looked: LookedAt,
  range: PartRange & { readonly name: string },
  format: StreamedFormat,
  place: { readonly member?: string },
): PartReader {
  const { encoding, evidence } = encodingOf(looked.head, format.options.encoding);
  const open = () => looked.open();
  if (encoding === "utf-8" && place.member === undefined) return format.reader({ ...range, ...place, open });
  if (encoding === "utf-8") return new PlacedReader(format.reader({ ...range, ...place, open }), place);
  const decoded = () => new TranscodingInput(open(), encoding);
  return new PlacedReader(format.reader({ ...range, ...place, open: decoded }), {
    ...place,
    encoding: `${encoding}, ${evidence}`,
  });
}
