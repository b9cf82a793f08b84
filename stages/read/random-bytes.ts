import { closeSync, fstatSync } from "node:fs";
import { openForReading, readBytes } from "./file-bytes.ts";

/** Bytes that can be read at any position: a file, a stretch of one, or memory. */
export interface RandomBytes {
  readonly bytes: number;
  /** Reads at most `most` bytes at a position; returns how many, 0 at the end. Throws {@link InputError} where the disk refuses. */
  read(into: Uint8Array, most: number, position: number): number;
  close(): void;
}

/** Opens a regular file. Throws {@link InputError} that names it. */
export function bytesOfFile(path: string, name: string): RandomBytes {
  const descriptor = openForReading(path, name);
  return {
    bytes: fstatSync(descriptor).size,
    read: (into, most, position) => readBytes(descriptor, into, most, position, name),
    close: () => closeSync(descriptor),
  };
}

/** A stretch of other bytes, which stay open when it is closed. */
export function stretchOf(whole: RandomBytes, start: number, bytes: number): RandomBytes {
  return {
    bytes,
    read: (into, most, position) => whole.read(into, Math.max(0, Math.min(most, bytes - position)), start + position),
    close: () => undefined,
  };
}

/** Bytes that lie in memory. */
export function bytesInMemory(content: Uint8Array): RandomBytes {
  return {
    bytes: content.length,
    read(into, most, position) {
      const piece = content.subarray(position, position + most);
      into.set(piece);
      return piece.length;
    },
    close: () => undefined,
  };
}
