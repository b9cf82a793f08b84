/** One step of a path: a key, or null for "each element of the array". */
export type Step = string | null;
/** Where in a record a field is found. */
export type FieldPath = readonly Step[];

const EACH = "[]";

/**
 * Reads a path such as `meta.license.name` or `paragraph[].form`: keys between dots (a dot inside a key is written `\.`), `[]` behind
 * a key for each element of its array. Returns a complaint when it cannot be read so.
 */
export function parsePath(path: string): FieldPath | { readonly complaint: string } {
  const steps: Step[] = [];
  for (const part of path.split(/(?<!\\)\./)) {
    let key = part;
    let each = 0;
    while (key.endsWith(EACH)) {
      key = key.slice(0, -EACH.length);
      each++;
    }
    if (key === "") return { complaint: `is not a path: ${JSON.stringify(path)} has an empty key` };
    steps.push(key.replaceAll("\\.", "."), ...Array<null>(each).fill(null));
  }
  return steps;
}

/** A path or several, of which the first that a record has counts. */
export type Paths = string | readonly string[];

/** Puts a single path into a list. */
export const listPaths = (paths: Paths): readonly string[] => (typeof paths === "string" ? [paths] : paths);
