import { closeSync } from "node:fs";
import type { InputFile, PartRange } from "../../engine/source.ts";
import { openForReading, readBytes } from "./file-bytes.ts";
import { endOfHead, parseHead } from "./http-message.ts";
import { isStart, lengthOf } from "./warc-scanner.ts";

/** Bytes read at each record; a longer head ends the cutting. */
const HEAD_BYTES = 8 * 1024;

/**
 * Cuts a plain WARC file between records into ranges of about `partBytes`, going from record to record by their lengths as reading does;
 * behind a record that is not followed by another there are no more cuts. A compressed file is one range: where a member of it begins
 * cannot be told from a member of an archive within an archive without decoding all that lies before.
 */
export function splitWarc(file: InputFile, partBytes: number): readonly PartRange[] {
  const ranges: PartRange[] = [];
  const descriptor = openForReading(file.path, file.name);
  try {
    if (file.bytes > partBytes) {
      const buffer = new Uint8Array(HEAD_BYTES);
      let start = 0;
      for (let at = 0; at < file.bytes; ) {
        const next = nextRecord(buffer.subarray(0, readBytes(descriptor, buffer, HEAD_BYTES, at, file.name)), at);
        if (next === undefined) break;
        if (at > start && at - start >= partBytes) {
          ranges.push({ start, end: at, decodedStart: start });
          start = at;
        }
        at = next;
      }
    }
  } finally {
    closeSync(descriptor);
  }
  const start = ranges.at(-1)?.end ?? 0;
  return [...ranges, { start, end: file.bytes, decodedStart: start }];
}

/** Where the record behind the one that begins with these bytes begins, the blank lines between them passed over. */
function nextRecord(bytes: Uint8Array, at: number): number | undefined {
  if (!isStart(bytes, 0)) return undefined;
  const head = endOfHead(bytes, HEAD_BYTES);
  if (head < 0) return undefined;
  const length = lengthOf(parseHead(bytes.subarray(0, head)).headers.get("content-length"));
  // Two line ends close every record of a sound file.
  return length === undefined ? undefined : at + head + length + 4;
}
