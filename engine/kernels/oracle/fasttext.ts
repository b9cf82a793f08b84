/** A fastText dictionary in plain values. */
export interface PlainDictionary {
  readonly words: readonly string[];
  readonly labels: readonly string[];
  readonly bucket: number;
  readonly minn: number;
  readonly maxn: number;
  readonly wordNgrams: number;
  /** Row by bucket after pruning; undefined where nothing was pruned. */
  readonly kept?: ReadonlyMap<number, number> | undefined;
}

const END = "</s>";
const encoder = new TextEncoder();

/** FNV-1a over bytes that are taken as signed, as fastText's are. */
export function fastTextHash(text: string): number {
  let hash = 2166136261;
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ ((byte << 24) >> 24), 16777619) >>> 0;
  return hash;
}

function rowOf(id: number, { words, kept }: PlainDictionary): readonly number[] {
  const row = kept ? kept.get(id) : id;
  return row === undefined ? [] : [words.length + row];
}

function subwordRows(word: string, dictionary: PlainDictionary): readonly number[] {
  const { minn, maxn, bucket } = dictionary;
  const characters = [...`<${word}>`];
  const rows: number[] = [];
  if (bucket === 0) return rows;
  for (let from = 0; from < characters.length; from++) {
    for (let length = 1; length <= maxn && from + length <= characters.length; length++) {
      const isEdge = length === 1 && (from === 0 || from + length === characters.length);
      const gram = characters.slice(from, from + length).join("");
      if (length >= minn && !isEdge) rows.push(...rowOf(fastTextHash(gram) % bucket, dictionary));
    }
  }
  return rows;
}

/** What the kernel `fastTextRows` gives: rows of words and their character n-grams, then those of n-grams of words. */
export function fastTextRows(text: string, dictionary: PlainDictionary): readonly number[] {
  const { words, labels, bucket, wordNgrams } = dictionary;
  const rows: number[] = [];
  const hashes: bigint[] = [];
  for (const word of [...text.split(/[ \t\n\v\f\r\0]+/).filter(Boolean), END]) {
    const id = words.indexOf(word);
    if (id < 0 && (labels.includes(word) || word.startsWith("__label__"))) continue;
    if (id >= 0) rows.push(id);
    if (word !== END) rows.push(...subwordRows(word, dictionary));
    hashes.push(BigInt(fastTextHash(word) | 0));
    if (word === END) break;
  }
  if (bucket === 0) return rows;
  for (const [first, start] of hashes.entries()) {
    let hash = BigInt.asUintN(64, start);
    for (const next of hashes.slice(first + 1, first + wordNgrams)) {
      hash = BigInt.asUintN(64, hash * 116049371n + next);
      rows.push(...rowOf(Number(hash % BigInt(bucket)), dictionary));
    }
  }
  return rows;
}

/** What the kernel `averageRows` gives: the mean of rows of a matrix, summed row by row in single precision. */
export function averageRows(matrix: Float32Array, columns: number, rows: readonly number[]): readonly number[] {
  const sums = new Float32Array(columns);
  for (const row of rows)
    for (let column = 0; column < columns; column++)
      sums[column] = (sums[column] as number) + (matrix[row * columns + column] as number);
  const share = Math.fround(1 / rows.length);
  return [...sums.map((sum) => sum * share)];
}
