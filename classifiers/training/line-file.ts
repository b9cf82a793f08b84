import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { InputError } from "../../engine/errors.ts";
import { ZstdDecoder } from "../../engine/zstd.ts";
import { ZSTD_MAGIC } from "../../engine/zstd-frames.ts";

const CHUNK_BYTES = 1024 * 1024;

/** Lines of a file that hold something, decompressed by its first bytes (gzip, zstd). The file is held whole. Throws {@link InputError}. */
export function linesOf(path: string): readonly string[] {
  return textOf(path)
    .split("\n")
    .filter((line) => line.trim() !== "");
}

/** The text of a file, decompressed by its first bytes. Throws {@link InputError}. */
export function textOf(path: string): string {
  try {
    const bytes = readFileSync(path);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes).toString();
    return bytes.length > 3 && bytes.readUInt32LE(0) === ZSTD_MAGIC ? decodeFrames(bytes).toString() : bytes.toString();
  } catch (error) {
    throw new InputError(
      `${path}: it cannot be read: ${(error as Error).message}. Give a file of JSON lines, plain, gzip or zstd.`,
    );
  }
}

function decodeFrames(bytes: Uint8Array): Buffer {
  const decoder = new ZstdDecoder();
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const { read, written } = decoder.push(bytes.subarray(at), chunk);
    if (read === 0 && written === 0) throw new InputError("it breaks off");
    at += read;
    chunks.push(chunk.subarray(0, written));
    for (let full = written === chunk.length; full; ) {
      const next = new Uint8Array(CHUNK_BYTES);
      const more = decoder.push(bytes.subarray(at), next);
      at += more.read;
      chunks.push(next.subarray(0, more.written));
      full = more.written === next.length;
    }
  }
  return Buffer.concat(chunks);
}
