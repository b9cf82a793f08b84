import type { Bucket, NumberRange, Where } from "../../engine/mix.ts";
import type { PoolColumns } from "./pool-columns.ts";

/** Marks a document that belongs to no bucket of a mix. */
export const NO_BUCKET = 0xffff;

type Test = (document: number) => boolean;

const listed = (wanted: string | readonly string[]): readonly string[] => (typeof wanted === "string" ? [wanted] : wanted);

/** One flag a name: 1 where it is wanted. */
const wantedFlags = (names: readonly string[], wanted: string | readonly string[]): Uint8Array =>
  Uint8Array.from(names, (name) => (listed(wanted).includes(name) ? 1 : 0));

const isLabelQuery = (query: NumberRange | string | readonly string[]): query is string | readonly string[] =>
  typeof query === "string" || Array.isArray(query);

/** The tests of a query, all of which must hold; a missing value (NaN) fails every one of them. */
function testsOf(where: Where, pool: PoolColumns): readonly Test[] {
  const tests: Test[] = [];
  if (where.source !== undefined) {
    const wanted = wantedFlags(pool.sources, where.source);
    tests.push((document) => wanted[pool.source[document] as number] === 1);
  }
  for (const [name, query] of Object.entries(where.attributes ?? {})) {
    if (query === undefined) continue;
    const column = pool.attributes.get(name);
    if (!column) return [() => false];
    const { values, labels } = column;
    if (isLabelQuery(query)) {
      const wanted = wantedFlags(labels, query);
      tests.push((document) => wanted[values[document] as number] === 1);
    } else {
      const { atLeast = Number.NEGATIVE_INFINITY, below } = query;
      tests.push((document) => {
        const value = values[document] as number;
        return value >= atLeast && (below === undefined || value < below);
      });
    }
  }
  return tests;
}

/**
 * The bucket of each document: the first whose query it meets, or {@link NO_BUCKET}. Documents whose `eligible` flag is 0 belong to none;
 * without flags every document is eligible.
 */
export function assignBuckets(buckets: readonly Bucket[], pool: PoolColumns, eligible?: Uint8Array): Uint16Array {
  const assigned = new Uint16Array(pool.documents).fill(NO_BUCKET);
  for (const [index, bucket] of buckets.entries()) {
    const tests = testsOf(bucket.where, pool);
    for (let document = 0; document < pool.documents; document++) {
      if (assigned[document] !== NO_BUCKET || eligible?.[document] === 0) continue;
      if (tests.every((test) => test(document))) assigned[document] = index;
    }
  }
  return assigned;
}
