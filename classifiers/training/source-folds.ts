import { seededRandom } from "./seeded-random.ts";

/** Rows by which the order of sources, and those by which the fill of folds, is stirred by the seed. */
const ORDER_JITTER = 8;
const FILL_JITTER = 15;

/**
 * Cuts rows into folds so that each source lies in one of them whole: what a model learns of a source says nothing about the rows it is
 * judged on. Sources go from the largest to the smallest into the emptiest fold, both stirred by the seed. Answers the fold of each row.
 */
export function sourceFolds(sources: readonly string[], folds: number, seed: number): Uint8Array {
  const counts = new Map<string, number>();
  for (const source of sources) counts.set(source, (counts.get(source) ?? 0) + 1);
  const random = seededRandom(seed);
  const order = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, rows]) => ({ source, rows, rank: rows + ORDER_JITTER * random() }))
    .sort((a, b) => b.rank - a.rank);
  const load = new Float64Array(folds);
  const foldOf = new Map<string, number>();
  for (const { source, rows } of order) {
    const stirred = load.map((held) => held + FILL_JITTER * random());
    const fold = stirred.indexOf(Math.min(...stirred));
    foldOf.set(source, fold);
    load[fold] = (load[fold] as number) + rows;
  }
  return Uint8Array.from(sources, (source) => foldOf.get(source) as number);
}
