import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { InputError } from "../../engine/errors.ts";

/** Opening a pipe that nobody writes to would wait for ever; absent on Windows. */
const WITHOUT_WAITING = constants.O_NONBLOCK ?? 0;

/** Opens a regular file for reading. Throws {@link InputError} that names the file and the reason. */
export function openForReading(path: string, name: string): number {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | WITHOUT_WAITING);
  } catch (error) {
    throw unreadable(name, error);
  }
  const stats = fstatSync(descriptor);
  if (stats.isFile()) return descriptor;
  closeSync(descriptor);
  throw new InputError(`${name}: is ${kindOf(stats)}, wanted a regular file. Name another.`, "INPUT_UNREADABLE");
}

/** What something that is no regular file is, in words. */
export function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a pipe";
  if (stats.isSocket()) return "a socket";
  return stats.isCharacterDevice() || stats.isBlockDevice() ? "a device" : "something else";
}

/** Reads bytes at a position; returns how many, 0 at the end. Throws {@link InputError} that names the file and the reason. */
export function readBytes(descriptor: number, into: Uint8Array, bytes: number, position: number, name: string): number {
  try {
    return readSync(descriptor, into, 0, bytes, position);
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** The error for a file or folder that the operating system does not let us read, with the system's code as the reason. */
export function unreadable(name: string, error: unknown, kind: "file" | "folder" = "file"): InputError {
  const code = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  const message =
    kind === "folder"
      ? `${name}: the folder may not be read (${code}). Check its permissions.`
      : `${name}: cannot be read (${code}). Check that the file exists and may be read.`;
  return new InputError(message, "INPUT_UNREADABLE", { cause: error });
}
