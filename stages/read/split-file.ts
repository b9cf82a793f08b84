import { closeSync } from "node:fs";
import { isSmall } from "../../engine/runs-of-files.ts";
import type { InputFile, PartRange } from "../../engine/source.ts";
import { listFrames, type ZstdFrame } from "../../engine/zstd-frames.ts";
import { compressionOf } from "./byte-input.ts";
import { openForReading } from "./file-bytes.ts";

/**
 * Cuts a file of records into ranges of about `partBytes` decoded bytes: a plain file anywhere, a zstd file between frames when every
 * frame states its content size; any other file is one range. Throws {@link InputError} when the file cannot be opened.
 */
export function splitFile(file: InputFile, partBytes: number): readonly PartRange[] {
  const whole = [{ start: 0, end: file.bytes, decodedStart: 0 }];
  // A folder of a hundred thousand files is not opened file by file to be planned.
  if (isSmall(file, partBytes)) return whole;
  const descriptor = openForReading(file.path, file.name);
  try {
    const compression = compressionOf(descriptor, file.name);
    if (compression === "gzip") return whole;
    if (compression === "none") return splitPlain(file.bytes, partBytes);
    return splitFrames(sizedFrames(descriptor), partBytes) ?? whole;
  } finally {
    closeSync(descriptor);
  }
}

function splitPlain(bytes: number, partBytes: number): readonly PartRange[] {
  const parts = Math.max(1, Math.ceil(bytes / partBytes));
  return Array.from({ length: parts }, (_, index) => {
    const start = index * partBytes;
    return { start, end: Math.min(bytes, start + partBytes), decodedStart: start };
  });
}

/** The frames of a sound file; none for a damaged one, which its reader will report with what can be read before the damage. */
function sizedFrames(descriptor: number): readonly ZstdFrame[] {
  try {
    return listFrames(descriptor);
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
