import type { FileRange, PartReader } from "../../engine/source.ts";
import { compressionOf, openBytes } from "./byte-input.ts";
import { archiveOf, lookAt } from "./look-at.ts";
import { MembersReader } from "./members-reader.ts";
import { pieceReader, type StreamedFormat } from "./piece-reader.ts";
import { bytesOfFile } from "./random-bytes.ts";
import { TarMembers } from "./tar-members.ts";
import { ZipMembers } from "./zip-members.ts";

/**
 * Opens a range of a file of a streamed format: a plain or compressed file of UTF-8 as it is, one of another encoding through a
 * {@link TranscodingInput}, and an archive member by member. Throws {@link InputError} where it cannot be opened.
 */
export async function openStreamed(range: FileRange, format: StreamedFormat): Promise<PartReader> {
  const { path, name } = range.file;
  const open = () => openBytes(path, name, range, format.options.maxExpansion);
  // Only plain UTF-8 is cut into parts.
  if (range.start > 0) return format.reader({ ...range, name, open });
  const looked = await lookAt(open);
  const archive = archiveOf(looked.head);
  if (archive === undefined) return pieceReader(looked, { ...range, name }, format, {});
  if (archive === "zip") await looked.close();
  const bytes = bytesOfFile(path, name);
  if (archive === "zip") return new MembersReader(new ZipMembers(bytes, name, format.options), name, format);
  if (compressionOf(bytes) === "none") return new MembersReader(new TarMembers(looked, name, bytes), name, format);
  bytes.close();
  return new MembersReader(new TarMembers(looked, name), name, format);
}
