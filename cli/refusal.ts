import { isAbsolute } from "node:path";
import { shownPath } from "./shown-path.ts";

/** What the operating system refused, in words, and what a person can do about it. */
export interface Refusal {
  readonly code: string;
  /** Undefined where the system does not say which path it was about. */
  readonly path: string | undefined;
  readonly words: string;
  readonly remedy: string;
}

const ROOM = "Free some space or choose another folder with --out";
const PERMISSION = "Check the permissions of the path or choose another folder with --out";
const DATABASE = "lineage.db";

/** By code of the operating system (POSIX, errno.h). */
const SYSTEM: Readonly<Record<string, readonly [words: string, remedy: string]>> = {
  ENOSPC: ["no space is left on the device", ROOM],
  EDQUOT: ["the disk quota is used up", ROOM],
  EFBIG: ["the file would be larger than is allowed", "Raise the limit (ulimit -f) or choose another folder with --out"],
  EROFS: ["the file system is read-only", "Choose another folder with --out"],
  EACCES: ["permission denied", PERMISSION],
  EPERM: ["the operation is not permitted", PERMISSION],
  ELOOP: ["its symbolic links lead in a circle", "Mend the links"],
  ENOTDIR: ["a part of the path is not a folder", "Name another path"],
  EISDIR: ["a folder stands where a file is wanted", "Move the folder away or name another path"],
  ENAMETOOLONG: ["the name is too long", "Choose a shorter one"],
  EMFILE: ["too many files are open", "Raise the limit (ulimit -n) or use fewer --workers"],
  ENFILE: ["too many files are open in the whole system", "Close other programs"],
  EIO: ["the device failed to read or write", "Check the disk"],
};

/** By result code of SQLite (sqlite.org/rescode.html); extended codes begin with these. */
const SQLITE: Readonly<Record<string, readonly [words: string, remedy: string]>> = {
  SQLITE_FULL: ["no space is left for the database", ROOM],
  SQLITE_READONLY: ["the database may not be written", PERMISSION],
  SQLITE_CANTOPEN: ["the database cannot be opened", PERMISSION],
  SQLITE_IOERR: ["the device failed to read or write the database", "Check the disk and the space left on it"],
};

/** Tells an error of the operating system, met directly or through SQLite; undefined for any other. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  if (typeof code !== "string") return undefined;
  const system = SYSTEM[code];
  // An error that comes from another thread has its path in the message only.
  if (system)
    return { code, path: path ?? /, \w+ '(.+?)'(?: -> '.+')?$/.exec(error.message)?.[1], words: system[0], remedy: system[1] };
  const found = Object.keys(SQLITE).find((each) => code === each || code.startsWith(`${each}_`));
  const database = found === undefined ? undefined : SQLITE[found];
  return database && { code, path: DATABASE, words: database[0], remedy: database[1] };
}

/** The one line that tells of a refusal; its path is shown relative to `folder`. */
export function describeRefusal({ code, path, words, remedy }: Refusal, folder: string): string {
  const where = path === undefined ? "" : `${isAbsolute(path) ? shownPath(folder, path) : path}: `;
  return `${where}the operating system refused: ${words} (${code}). What was finished is kept. ${remedy}, then run the same command again.`;
}
