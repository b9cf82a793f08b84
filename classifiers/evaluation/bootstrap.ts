import { seededRandom } from "../training/seeded-random.ts";
import { quantile } from "./agreement.ts";

/** A figure with the middle 95 % of what it would have been for other draws of sources. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const TAIL = 0.025;

/**
 * A figure over rows and its bootstrap interval by source: whole sources are drawn with replacement, because rows of one source are alike
 * and a draw of rows would promise too much. `measure` is given row numbers, some of them repeatedly; draws where it is NaN are left out.
 */
export function bySource(
  sources: readonly string[],
  measure: (rows: readonly number[]) => number,
  draws = 500,
  seed = 1,
): Interval {
  const rowsOf = new Map<string, number[]>();
  sources.forEach((source, row) => {
    const rows = rowsOf.get(source);
    if (rows) rows.push(row);
    else rowsOf.set(source, [row]);
  });
  const groups = [...rowsOf].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rows]) => rows);
  const random = seededRandom(seed);
  const found: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const rows = groups.flatMap(() => groups[Math.floor(random() * groups.length)] as number[]);
    const value = measure(rows);
    if (!Number.isNaN(value)) found.push(value);
  }
  found.sort((a, b) => a - b);
  return { value: measure(sources.map((_, row) => row)), low: quantile(found, TAIL), high: quantile(found, 1 - TAIL) };
}
