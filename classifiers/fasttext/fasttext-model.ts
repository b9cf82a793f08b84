import { mostRows, rowsScratch } from "../../engine/kernels/fasttext-layout.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { type LabelTree, labelTree, sumPaths } from "./label-tree.ts";
import { denseValues } from "./matrix.ts";
import { type FastTextFile, readFastTextFile } from "./model-file.ts";

/** What fastText adds to a probability before it takes the logarithm, and never takes away again. */
const ADDED = 1e-5;
/** fastText looks the logistic function up in a table of 512 steps over −8 to 8. */
const STEPS = 512;
const REACH = 8;
const TABLE = Float32Array.from({ length: STEPS + 1 }, (_, step) => 1 / (1 + Math.exp(-((step * 2 * REACH) / STEPS - REACH))));
/** Text that is scored in one piece of scratch memory without asking for more. */
const USUAL_BYTES = 16_384;

const logistic = (value: number): number =>
  value < -REACH ? 0 : value > REACH ? 1 : (TABLE[Math.trunc(((value + REACH) * STEPS) / REACH / 2)] as number);

/**
 * A classifier that fastText trained, scoring texts as UTF-8 bytes in the memory of its kernels, with the probabilities that fastText
 * itself prints. Line feeds separate words as blanks do: fastText's own programs refuse texts of several lines.
 */
export class FastTextModel {
  /** Without fastText's prefix `__label__`. */
  readonly labels: readonly string[];
  readonly file: FastTextFile;
  readonly #kernels: Kernels;
  readonly #output: Float32Array;
  readonly #tree: LabelTree | undefined;
  readonly #scores: Float64Array;

  private constructor(file: FastTextFile, kernels: Kernels) {
    this.file = file;
    this.labels = file.labels.map((label) => label.replace(/^__label__/, ""));
    this.#kernels = kernels;
    this.#output = denseValues(file.output, kernels);
    this.#tree = file.settings.loss === "hierarchical softmax" ? labelTree(file.labelCounts) : undefined;
    this.#scores = new Float64Array(file.labels.length);
  }

  /** Reads a `.bin` or `.ftz` file; throws {@link InputError} where it is none that can be scored. */
  static open(path: string, kernels: Kernels): FastTextModel {
    return new FastTextModel(readFastTextFile(path, kernels), kernels);
  }

  /**
   * Probability of each label, in the order of {@link labels}, for a text at an address; written to `into`. False where the text has no
   * row in the model at all: fastText then predicts nothing. Probabilities carry the 0.00001 that fastText adds to each.
   */
  predict(at: number, bytes: number, into: Float64Array): boolean {
    const { settings, header, input } = this.file;
    const kernels = this.#kernels;
    const mark = kernels.mark();
    const room = Math.max(bytes, USUAL_BYTES);
    const scratch = kernels.alloc(rowsScratch(room));
    const hidden = kernels.alloc(4 * settings.dimensions);
    const rows = kernels.alloc(4 * mostRows(room, settings));
    const count = kernels.call.fastTextRows(header, at, bytes, scratch, rows) >>> 0;
    if (count > 0) {
      if (input.isQuantised) kernels.call.averageCodes(input.at, rows, count, hidden);
      else kernels.call.averageRows(input.at, settings.dimensions, rows, count, hidden);
      this.#probabilities(new Float32Array(kernels.bytes().buffer, hidden, settings.dimensions), into);
    }
    kernels.release(mark);
    return count > 0;
  }

  #probabilities(hidden: Float32Array, into: Float64Array): void {
    const scores = this.#scores;
    const dimensions = hidden.length;
    for (let row = 0; row < scores.length; row++) {
      const from = row * dimensions;
      let sum = 0;
      for (let i = 0; i < dimensions; i++) sum += (hidden[i] as number) * (this.#output[from + i] as number);
      scores[row] = sum;
    }
    if (this.#tree) this.#hierarchical(this.#tree, into);
    else if (this.file.settings.loss === "softmax") softmax(scores, into);
    else for (let label = 0; label < scores.length; label++) into[label] = logistic(scores[label] as number) + ADDED;
  }

  #hierarchical(tree: LabelTree, into: Float64Array): void {
    const ofNode = (inner: number): readonly [number, number] => {
      const right = 1 / (1 + Math.exp(-(this.#scores[inner] as number)));
      return [Math.log(1 - right + ADDED), Math.log(right + ADDED)];
    };
    sumPaths(tree, ofNode, into);
    for (let label = 0; label < into.length; label++) into[label] = Math.exp(into[label] as number);
  }
}

function softmax(scores: Float64Array, into: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) most = Math.max(most, score);
  let sum = 0;
  for (const [label, score] of scores.entries()) {
    into[label] = Math.exp(score - most);
    sum += into[label] as number;
  }
  for (let label = 0; label < into.length; label++) into[label] = (into[label] as number) / sum + ADDED;
}
