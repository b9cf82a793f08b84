import { InputError } from "../../engine/errors.ts";

/** Where a document stands among others: its language, and its topic where it is known. */
export interface Cell {
  readonly lang: string;
  readonly topic?: string | undefined;
}

/** A scored document that a table is made of; `weight` is its tokens where shares of tokens are wanted, else 1. */
export interface RankedScore extends Cell {
  readonly raw: number;
  readonly weight?: number;
}

/** Raw scores at equal steps of share, from share 0 to share 1. */
type Quantiles = readonly number[];

const STEPS = 1_000;
/** Fewest documents of a topic that get a table of their own: 20 buckets with some documents each. */
const FEWEST = 200;
const FORMAT = "kijil-percentiles/1";

const keyOf = ({ lang, topic }: Cell): string => (topic === undefined ? lang : `${lang}/${topic}`);

/**
 * Turns the raw scores of one scorer into percentiles, 0 to 1, among documents of the same language and topic. Raw scores of unlike
 * languages are not comparable, percentiles are. A topic with few documents shares the table of its language.
 */
export class PercentileTable {
  /** Names the scorer whose scores it ranks. */
  readonly scorer: string;
  readonly #cells: ReadonlyMap<string, Quantiles>;

  private constructor(scorer: string, cells: ReadonlyMap<string, Quantiles>) {
    this.scorer = scorer;
    this.#cells = cells;
  }

  /** Makes a table of the scores of many unlabelled documents; the more the better. */
  static of(scorer: string, scores: readonly RankedScore[]): PercentileTable {
    const groups = new Map<string, RankedScore[]>();
    for (const score of scores) {
      const keys = score.topic === undefined ? [score.lang] : [score.lang, keyOf(score)];
      for (const key of keys) {
        const group = groups.get(key);
        if (group) group.push(score);
        else groups.set(key, [score]);
      }
    }
    const kept = [...groups]
      .filter(([key, group]) => !key.includes("/") || group.length >= FEWEST)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return new PercentileTable(scorer, new Map(kept.map(([key, group]) => [key, quantilesOf(group)])));
  }

  /** Share of the reference documents of its cell that score lower, those with the same score counted by half; NaN for another language. */
  percentile(cell: Cell, raw: number): number {
    const quantiles = this.#cells.get(keyOf(cell)) ?? this.#cells.get(cell.lang);
    if (!quantiles) return Number.NaN;
    return (countBelow(quantiles, raw, false) + countBelow(quantiles, raw, true)) / (2 * quantiles.length);
  }

  /** What `JSON.stringify` writes. */
  toJSON(): object {
    return { format: FORMAT, scorer: this.scorer, cells: Object.fromEntries(this.#cells) };
  }

  /** Reads what was written; throws {@link InputError} where it is something else. */
  static fromJson(where: string, value: unknown): PercentileTable {
    const { format, scorer, cells } = (value ?? {}) as { format?: unknown; scorer?: unknown; cells?: Record<string, unknown> };
    const isTable = (numbers: unknown): boolean =>
      Array.isArray(numbers) && numbers.length === STEPS + 1 && numbers.every(Number.isFinite);
    if (format !== FORMAT || typeof scorer !== "string" || !Object.values(cells ?? {}).every(isTable))
      throw new InputError(`${where}: it is no table of percentiles, got ${String(format)}, wanted ${FORMAT}. Make it anew.`);
    return new PercentileTable(scorer, new Map(Object.entries(cells as Record<string, Quantiles>)));
  }
}

/** Values at equal steps of weight; the first and the last are the least and the greatest. */
function quantilesOf(scores: readonly RankedScore[]): Quantiles {
  const sorted = [...scores].sort((a, b) => a.raw - b.raw);
  const total = sorted.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const quantiles: number[] = [];
  let passed = 0;
  let index = 0;
  for (let step = 0; step <= STEPS; step++) {
    const wanted = (step / STEPS) * total;
    while (index < sorted.length - 1 && passed + (sorted[index]?.weight ?? 1) <= wanted) passed += sorted[index++]?.weight ?? 1;
    quantiles.push(sorted[index]?.raw as number);
  }
  return quantiles;
}

/** How many of ascending values are less than a number, or no greater where `orEqual`. */
function countBelow(values: Quantiles, number: number, orEqual: boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = values[middle] as number;
    if (value < number || (orEqual && value === number)) low = middle + 1;
    else high = middle;
  }
  return low;
}
