import { SCORE_BUCKETS } from "../../engine/kernels/score-layout.ts";
import { type DenseScale, quantise, type RandomUnits, UNIT_WIDTH, UNITS, unitOutputs } from "./random-units.ts";
import type { TextFeatures } from "./text-features.ts";

/** Rows of training as a matrix: for words and for runs of characters 1/√(how many different), for units their outputs. */
export interface Design {
  readonly rows: number;
  /** Columns of row r of the sparse part: `columns[starts[r] … starts[r + 1]]`; words first, runs of characters from `firsts[r]` on. */
  readonly starts: Uint32Array;
  readonly firsts: Uint32Array;
  readonly columns: Uint32Array;
  /** What an entry of a word, and of a run of characters, is in each row. */
  readonly wordValues: Float64Array;
  readonly characterValues: Float64Array;
  /** Bucket of each column: words below `wordColumns`. */
  readonly buckets: Uint32Array;
  readonly wordColumns: number;
  /** Outputs of units, row by row. */
  readonly units: Float64Array;
}

/** How much each part of the features weighs against the others. */
export interface DesignShares {
  readonly words: number;
  readonly characters: number;
  readonly units: number;
}

/** Lays out rows. Buckets met in fewer than `leastSources` sources are left out: they say where a text is from, not what it is. */
export function layOut(
  features: readonly TextFeatures[],
  sources: readonly string[],
  { scale, units, shares, leastSources }: { scale: DenseScale; units: RandomUnits; shares: DesignShares; leastSources: number },
): Design {
  const words = columnsOf(
    features.map((row) => row.words),
    sources,
    SCORE_BUCKETS.words,
    leastSources,
    0,
  );
  const characters = columnsOf(
    features.map((row) => row.characters),
    sources,
    SCORE_BUCKETS.characters,
    leastSources,
    words.buckets.length,
  );
  const most = features.reduce((sum, row) => sum + row.words.length + row.characters.length, 0);
  const columns = new Uint32Array(most);
  const starts = new Uint32Array(features.length + 1);
  const firsts = new Uint32Array(features.length);
  const outputs = new Float64Array(features.length * UNITS);
  const inputs = new Int16Array(UNIT_WIDTH);
  let at = 0;
  const put = (list: Uint32Array, columnOf: Int32Array) => {
    for (const bucket of list) {
      const column = columnOf[bucket] as number;
      if (column >= 0) columns[at++] = column;
    }
  };
  const unitShare = Math.sqrt((2 * shares.units) / UNITS);
  features.forEach((row, index) => {
    starts[index] = at;
    put(row.words, words.columnOf);
    firsts[index] = at;
    put(row.characters, characters.columnOf);
    quantise(row.dense, scale, inputs);
    const out = outputs.subarray(index * UNITS, (index + 1) * UNITS);
    unitOutputs(units, inputs, out);
    for (let unit = 0; unit < UNITS; unit++) out[unit] = (out[unit] as number) * unitShare;
  });
  starts[features.length] = at;
  return {
    rows: features.length,
    starts,
    firsts,
    columns: columns.slice(0, at),
    wordValues: Float64Array.from(features, (row) => Math.sqrt(shares.words / Math.max(1, row.words.length))),
    characterValues: Float64Array.from(features, (row) => Math.sqrt(shares.characters / Math.max(1, row.characters.length))),
    buckets: Uint32Array.from([...words.buckets, ...characters.buckets]),
    wordColumns: words.buckets.length,
    units: outputs,
  };
}

function columnsOf(
  rows: readonly Uint32Array[],
  sources: readonly string[],
  buckets: number,
  leastSources: number,
  first: number,
): { readonly columnOf: Int32Array; readonly buckets: number[] } {
  const numbers = new Map<string, number>();
  for (const source of sources) if (!numbers.has(source)) numbers.set(source, numbers.size + 1);
  const order = rows.map((_, row) => row).sort((a, b) => numberAt(a) - numberAt(b) || a - b);
  function numberAt(row: number): number {
    return numbers.get(sources[row] as string) as number;
  }
  const last = new Uint32Array(buckets);
  const seen = new Uint16Array(buckets);
  for (const row of order) {
    const source = numberAt(row);
    for (const bucket of rows[row] as Uint32Array) {
      if (last[bucket] === source) continue;
      last[bucket] = source;
      seen[bucket] = (seen[bucket] as number) + 1;
    }
  }
  const columnOf = new Int32Array(buckets).fill(-1);
  const kept: number[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    if ((seen[bucket] as number) < leastSources) continue;
    columnOf[bucket] = first + kept.length;
    kept.push(bucket);
  }
  return { columnOf, buckets: kept };
}

/** Sums of columns over rows, `weights` a row: the transposed matrix times a vector. */
export function timesTransposed(design: Design, weights: Float64Array, sparse: Float64Array, units: Float64Array): void {
  const { starts, firsts, columns, wordValues, characterValues, units: outputs } = design;
  sparse.fill(0);
  units.fill(0);
  const width = units.length;
  for (let row = 0; row < design.rows; row++) {
    const weight = weights[row] as number;
    const word = weight * (wordValues[row] as number);
    const first = firsts[row] as number;
    let at = starts[row] as number;
    for (; at < first; at++) (sparse[columns[at] as number] as number) += word;
    const character = weight * (characterValues[row] as number);
    for (const end = starts[row + 1] as number; at < end; at++) (sparse[columns[at] as number] as number) += character;
    for (let unit = 0, from = row * width; unit < width; unit++)
      (units[unit] as number) += weight * (outputs[from + unit] as number);
  }
}

/** Products of rows with weights of columns: the matrix times a vector. */
export function times(design: Design, sparse: Float64Array, units: Float64Array, into: Float64Array): void {
  const { starts, firsts, columns, wordValues, characterValues, units: outputs } = design;
  const width = units.length;
  for (let row = 0; row < design.rows; row++) {
    const first = firsts[row] as number;
    let at = starts[row] as number;
    let words = 0;
    for (; at < first; at++) words += sparse[columns[at] as number] as number;
    let characters = 0;
    for (const end = starts[row + 1] as number; at < end; at++) characters += sparse[columns[at] as number] as number;
    let dense = 0;
    for (let unit = 0, from = row * width; unit < width; unit++)
      dense += (units[unit] as number) * (outputs[from + unit] as number);
    into[row] = words * (wordValues[row] as number) + characters * (characterValues[row] as number) + dense;
  }
}
