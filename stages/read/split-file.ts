import { isSmall } from "../../engine/runs-of-files.ts";
import type { InputFile, PartRange } from "../../engine/source.ts";
import { listFrames, type ZstdFrame } from "../../engine/zstd-frames.ts";
import { compressionOf, decodeBytes } from "./byte-input.ts";
import type { Encoding } from "./encodings.ts";
import { archiveOf, encodingOf, lookAt } from "./look-at.ts";
import { bytesOfFile, type RandomBytes, stretchOf } from "./random-bytes.ts";

/**
 * Cuts a file of records into ranges of about `partBytes` decoded bytes: a plain file of UTF-8 anywhere, a zstd file of it between frames
 * when every frame states its content size; any other file, one of another encoding and an archive is one range. Throws
 * {@link InputError} when the file cannot be opened.
 */
export async function splitFile(
  file: InputFile,
  partBytes: number,
  encoding: Encoding | "detect" = "detect",
): Promise<readonly PartRange[]> {
  const whole = [{ start: 0, end: file.bytes, decodedStart: 0 }];
  // A folder of a hundred thousand files is not opened file by file to be planned.
  if (isSmall(file, partBytes)) return whole;
  const bytes = bytesOfFile(file.path, file.name);
  try {
    const compression = compressionOf(bytes);
    if (compression === "gzip") return whole;
    const ranges = compression === "none" ? splitPlain(file.bytes, partBytes) : splitFrames(sizedFrames(bytes), partBytes);
    if (ranges === undefined || ranges.length === 1) return ranges ?? whole;
    return (await isPlainText(bytes, file.name, encoding)) ? ranges : whole;
  } finally {
    bytes.close();
  }
}

/** Whether later parts of a file can be read without its beginning. */
async function isPlainText(bytes: RandomBytes, name: string, encoding: Encoding | "detect"): Promise<boolean> {
  const content = stretchOf(bytes, 0, bytes.bytes);
  const looked = await lookAt(() =>
    decodeBytes(content, name, { start: 0, end: bytes.bytes, decodedStart: 0 }, Number.POSITIVE_INFINITY),
  );
  await looked.close();
  return archiveOf(looked.head) === undefined && encodingOf(looked.head, encoding).encoding === "utf-8";
}

function splitPlain(bytes: number, partBytes: number): readonly PartRange[] {
  const parts = Math.max(1, Math.ceil(bytes / partBytes));
  return Array.from({ length: parts }, (_, index) => {
    const start = index * partBytes;
    return { start, end: Math.min(bytes, start + partBytes), decodedStart: start };
  });
}

/** The frames of a sound file; none for a damaged one, which its reader will report with what can be read before the damage. */
function sizedFrames(bytes: RandomBytes): readonly ZstdFrame[] {
  try {
    return listFrames((into, position) => bytes.read(into, into.length, position));
  } catch {
    return [];
  }
}

function splitFrames(frames: readonly ZstdFrame[], partBytes: number): readonly PartRange[] | undefined {
  const ranges: PartRange[] = [];
  let start = 0;
  let decodedStart = 0;
  let decoded = 0;
  for (const { end, contentSize } of frames) {
    if (contentSize === null) return undefined;
    decoded += contentSize;
    if (decoded - decodedStart < partBytes) continue;
    ranges.push({ start, end, decodedStart });
    start = end;
    decodedStart = decoded;
  }
  const last = frames.at(-1);
  if (last && start < last.end) ranges.push({ start, end: last.end, decodedStart });
  return ranges.length > 0 ? ranges : undefined;
}
