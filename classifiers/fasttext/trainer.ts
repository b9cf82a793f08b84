import type { Kernels } from "../../engine/kernels/kernels.ts";
import { seededRandom } from "../training/seeded-random.ts";
import { fastTextFile } from "./model-writer.ts";
import { type LabelledText, type RowShape, trainingRows } from "./training-rows.ts";

/** What a model learns by; the names are fastText's. */
export interface FastTextTraining extends RowShape {
  readonly dimensions: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly seed: number;
  /** How labels are drawn: 1 by their share of the examples, 0 (the default) all alike; between, by that power of their share. */
  readonly labelPower?: number;
}

/**
 * Trains a supervised softmax model as fastText does (Joulin et al. 2017): rows of words and n-grams averaged, a linear layer, stochastic
 * gradient descent with a falling rate. One thread, every draw from the seed: the same examples give the same bytes. Answers the bytes of
 * a `.bin` file, which fastText reads too. Examples are drawn label by label, so that rare labels can weigh as much as common ones.
 */
export function trainFastText(examples: readonly LabelledText[], training: FastTextTraining, kernels: Kernels): Buffer {
  const { dimensions } = training;
  const { labels, words, rows, labelOf } = trainingRows(examples, training, kernels);
  const random = seededRandom(training.seed);
  const input = Float32Array.from(
    { length: (words.length + training.bucket) * dimensions },
    () => (2 * random() - 1) / dimensions,
  );
  const output = new Float32Array(labels.length * dimensions);
  const byLabel = labels.map(() => [] as number[]);
  for (const [index, label] of labelOf.entries()) byLabel[label]?.push(index);
  let reach = 0;
  const reaches = byLabel.map(({ length }) => {
    reach += length ** (training.labelPower ?? 0);
    return reach;
  });
  const learner = new Learner(input, output, dimensions);
  const steps = training.epochs * examples.length;
  for (let step = 0; step < steps; step++) {
    const drawn = random() * (reaches.at(-1) as number);
    const label = reaches.findIndex((reach) => drawn < reach);
    const own = byLabel[label] as number[];
    const example = own[Math.floor(random() * own.length)] as number;
    learner.learn(rows[example] as Uint32Array, label, training.learningRate * (1 - step / steps));
  }
  return fastTextFile({ ...training, words, labels, input, output });
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
