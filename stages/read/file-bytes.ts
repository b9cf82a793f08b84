import { openSync, readSync } from "node:fs";
import { InputError } from "../../engine/errors.ts";

/** Opens a file for reading. Throws {@link InputError} that names the file and the reason. */
export function openForReading(path: string, name: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** Reads bytes at a position; returns how many, 0 at the end. Throws {@link InputError} that names the file and the reason. */
export function readBytes(descriptor: number, into: Uint8Array, bytes: number, position: number, name: string): number {
  try {
    return readSync(descriptor, into, 0, bytes, position);
  } catch (error) {
    throw unreadable(name, error);
  }
}

function unreadable(name: string, error: unknown): InputError {
  const code = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  return new InputError(`${name}: cannot be read (${code}). Check that the file exists and may be read.`, "INPUT_UNREADABLE", {
    cause: error,
  });
}
