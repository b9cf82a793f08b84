import { mostRows, rowsScratch } from "../../engine/kernels/fasttext-layout.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { seededRandom } from "../training/seeded-random.ts";
import { layOutDictionary } from "./dictionary-layout.ts";
import { fastTextFile } from "./model-writer.ts";

/** A text and its label, without prefix. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** What a model learns by; the names are fastText's. */
export interface FastTextTraining {
  readonly dimensions: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** Fewest occurrences of a word that gets a row of its own. */
  readonly minCount: number;
  readonly wordNgrams: number;
  readonly bucket: number;
  readonly minn: number;
  readonly maxn: number;
  readonly seed: number;
}

const END = "</s>";
/** What fastText separates words by. */
const SEPARATORS = /[ \t\n\v\f\r\0]+/;

/**
 * Trains a supervised softmax model as fastText does (Joulin et al. 2017): rows of words and n-grams averaged, a linear layer, stochastic
 * gradient descent with a falling rate. One thread, every draw from the seed: the same examples give the same bytes. Answers the bytes of
 * a `.bin` file, which fastText reads too. Labels weigh the same whatever their share, since examples are drawn label by label.
 */
export function trainFastText(examples: readonly LabelledText[], training: FastTextTraining, kernels: Kernels): Buffer {
  const { dimensions, minCount } = training;
  const labels = countOf(examples.map(({ label }) => label)).map(([label, count]) => [`__label__${label}`, count] as const);
  const words = countOf(examples.flatMap(({ text }) => [...text.split(SEPARATORS).filter(Boolean), END]))
    .filter(([word, count]) => count >= minCount && !word.startsWith("__label__"))
    .map(([word, count]) => [Buffer.from(word), count] as const);
  const labelOf = new Map(labels.map(([label], index) => [label, index]));
  const rows = rowsOf(examples, words, training, kernels);
  const random = seededRandom(training.seed);
  const input = Float32Array.from(
    { length: (words.length + training.bucket) * dimensions },
    () => (2 * random() - 1) / dimensions,
  );
  const output = new Float32Array(labels.length * dimensions);
  const byLabel = labels.map(() => [] as number[]);
  for (const [index, { label }] of examples.entries()) byLabel[labelOf.get(`__label__${label}`) as number]?.push(index);
  const learner = new Learner(input, output, dimensions);
  const steps = training.epochs * examples.length;
  for (let step = 0; step < steps; step++) {
    const label = Math.floor(random() * labels.length);
    const own = byLabel[label] as number[];
    const example = own[Math.floor(random() * own.length)] as number;
    learner.learn(rows[example] as Uint32Array, label, training.learningRate * (1 - step / steps));
  }
  return fastTextFile({ ...training, words, labels, input, output });
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
  { bucket, minn, maxn, wordNgrams }: FastTextTraining,
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

/** One step of gradient descent on rows and labels at a time. */
class Learner {
  readonly #input: Float32Array;
  readonly #output: Float32Array;
  readonly #dimensions: number;
  readonly #hidden: Float64Array;
  readonly #gradient: Float64Array;
  readonly #scores: Float64Array;

  constructor(input: Float32Array, output: Float32Array, dimensions: number) {
    this.#input = input;
    this.#output = output;
    this.#dimensions = dimensions;
    this.#hidden = new Float64Array(dimensions);
    this.#gradient = new Float64Array(dimensions);
    this.#scores = new Float64Array(output.length / dimensions);
  }

  learn(rows: Uint32Array, label: number, rate: number): void {
    if (rows.length === 0) return;
    const dimensions = this.#dimensions;
    const [input, output, hidden, gradient, scores] = [this.#input, this.#output, this.#hidden, this.#gradient, this.#scores];
    hidden.fill(0);
    for (let index = 0; index < rows.length; index++) {
      const from = (rows[index] as number) * dimensions;
      for (let i = 0; i < dimensions; i++) hidden[i] = (hidden[i] as number) + (input[from + i] as number);
    }
    for (let i = 0; i < dimensions; i++) hidden[i] = (hidden[i] as number) / rows.length;
    this.#softmax();
    gradient.fill(0);
    for (let row = 0; row < scores.length; row++) {
      const step = rate * ((row === label ? 1 : 0) - (scores[row] as number));
      const from = row * dimensions;
      for (let i = 0; i < dimensions; i++) {
        gradient[i] = (gradient[i] as number) + step * (output[from + i] as number);
        output[from + i] = (output[from + i] as number) + step * (hidden[i] as number);
      }
    }
    for (let index = 0; index < rows.length; index++) {
      const from = (rows[index] as number) * dimensions;
      for (let i = 0; i < dimensions; i++) input[from + i] = (input[from + i] as number) + (gradient[i] as number) / rows.length;
    }
  }

  #softmax(): void {
    const [output, hidden, scores, dimensions] = [this.#output, this.#hidden, this.#scores, this.#dimensions];
    let most = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < scores.length; row++) {
      let sum = 0;
      for (let i = 0; i < dimensions; i++) sum += (output[row * dimensions + i] as number) * (hidden[i] as number);
      scores[row] = sum;
      most = Math.max(most, sum);
    }
    let total = 0;
    for (let row = 0; row < scores.length; row++) {
      scores[row] = Math.exp((scores[row] as number) - most);
      total += scores[row] as number;
    }
    for (let row = 0; row < scores.length; row++) scores[row] = (scores[row] as number) / total;
  }
}
