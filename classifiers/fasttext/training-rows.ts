import { mostRows, rowsScratch } from "../../engine/kernels/fasttext-layout.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { type FastTextDictionary, layOutDictionary } from "./dictionary-layout.ts";

/** A text and its label, without prefix. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** What decides which rows a text means; the names are fastText's. */
export interface RowShape extends Pick<FastTextDictionary, "bucket" | "minn" | "maxn" | "wordNgrams"> {
  /** Fewest occurrences of a word that gets a row of its own. */
  readonly minCount: number;
}

/** Examples as rows of a model that is to be trained. */
export interface TrainingRows {
  /** With their prefix `__label__` and counts, the commonest first. */
  readonly labels: readonly (readonly [label: string, count: number])[];
  readonly words: readonly (readonly [word: Uint8Array, count: number])[];
  /** Rows of each example, and the place of its label. */
  readonly rows: readonly Uint32Array[];
  readonly labelOf: Uint32Array;
}

const END = "</s>";
/** What fastText separates words by. */
const SEPARATORS = /[ \t\n\v\f\r\0]+/;

/** Makes the dictionary of examples, and their rows by the kernel that scores use. */
export function trainingRows(examples: readonly LabelledText[], shape: RowShape, kernels: Kernels): TrainingRows {
  const labels = countOf(examples.map(({ label }) => label)).map(([label, count]) => [`__label__${label}`, count] as const);
  const words = countOf(examples.flatMap(({ text }) => [...text.split(SEPARATORS).filter(Boolean), END]))
    .filter(([word, count]) => count >= shape.minCount && !word.startsWith("__label__"))
    .map(([word, count]) => [Buffer.from(word), count] as const);
  const placeOf = new Map(labels.map(([label], index) => [label, index]));
  const labelOf = Uint32Array.from(examples, ({ label }) => placeOf.get(`__label__${label}`) as number);
  return { labels, words, rows: rowsOf(examples, words, shape, kernels), labelOf };
}

/** Counts of strings, the commonest first, those of one count in the order of their code units. */
function countOf(strings: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const string of strings) counts.set(string, (counts.get(string) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** Rows of each example, by the kernel that scores use. */
function rowsOf(
  examples: readonly LabelledText[],
  words: readonly (readonly [Uint8Array, number])[],
  { bucket, minn, maxn, wordNgrams }: RowShape,
  kernels: Kernels,
): readonly Uint32Array[] {
  const mark = kernels.mark();
  const shape = { bucket, minn, maxn, wordNgrams };
  const header = layOutDictionary(kernels, { words: words.map(([word]) => word), labels: [], pruned: undefined, ...shape });
  const found = examples.map(({ text }) => {
    const inner = kernels.mark();
    const bytes = Buffer.from(text);
    const at = kernels.alloc(bytes.length);
    kernels.bytes().set(bytes, at);
    const scratch = kernels.alloc(rowsScratch(bytes.length));
    const into = kernels.alloc(4 * mostRows(bytes.length, shape));
    const count = kernels.call.fastTextRows(header, at, bytes.length, scratch, into) >>> 0;
    const rows = kernels.words().slice(into / 4, into / 4 + count);
    kernels.release(inner);
    return rows;
  });
  kernels.release(mark);
  return found;
}
