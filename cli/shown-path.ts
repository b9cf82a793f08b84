import { relative, sep } from "node:path";

/** A path as it is shown to people: relative to the folder they are in where it lies below, else in full. */
export function shownPath(folder: string, path: string): string {
  const from = relative(folder, path);
  return from === ".." || from.startsWith(`..${sep}`) ? path : from || ".";
}
