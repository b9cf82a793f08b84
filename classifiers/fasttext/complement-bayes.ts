import type { Kernels } from "../../engine/kernels/kernels.ts";
import { fastTextFile } from "./model-writer.ts";
import { type LabelledText, type RowShape, trainingRows } from "./training-rows.ts";

/** How much is added to each count. */
const SMOOTHING = 0.1;
/** Makes differences of mean weights, which are some thousandths, into logits. */
const SHARPNESS = 400;

/**
 * Trains complement naive Bayes (Rennie et al. 2003) in one pass: for each label, how unlike a text's words and n-grams are to those of
 * all other labels. Good with many labels of unlike sizes and few examples. A naive Bayes score is linear, so the model is written as a
 * fastText file: each row holds its weight for each label, and the output layer passes them on. No draw of chance is in it.
 */
export function trainComplementBayes(examples: readonly LabelledText[], shape: RowShape, kernels: Kernels): Buffer {
  const { labels, words, rows, labelOf } = trainingRows(examples, shape, kernels);
  const columns = labels.length;
  const counts = new Float64Array((words.length + shape.bucket) * columns);
  for (const [index, own] of rows.entries()) {
    const label = labelOf[index] as number;
    for (const row of new Set(own)) counts[row * columns + label] = (counts[row * columns + label] as number) + 1;
  }
  const features = counts.length / columns;
  const totals = new Float64Array(columns);
  for (let at = 0; at < counts.length; at++) totals[at % columns] = (totals[at % columns] as number) + (counts[at] as number);
  const all = totals.reduce((sum, total) => sum + total, 0);
  const input = new Float32Array(counts.length);
  const lengths = new Float64Array(columns);
  for (let feature = 0; feature < features; feature++) {
    const own = counts.subarray(feature * columns, (feature + 1) * columns);
    const sum = own.reduce((total, count) => total + count, 0);
    for (let label = 0; label < columns; label++) {
      const others = (sum - (own[label] as number) + SMOOTHING) / (all - (totals[label] as number) + SMOOTHING * features);
      const weight = -Math.log(others);
      input[feature * columns + label] = weight;
      lengths[label] = (lengths[label] as number) + weight;
    }
  }
  for (let at = 0; at < input.length; at++) input[at] = ((input[at] as number) * features) / (lengths[at % columns] as number);
  const output = new Float32Array(columns * columns);
  for (let label = 0; label < columns; label++) output[label * columns + label] = SHARPNESS;
  return fastTextFile({ ...shape, dimensions: columns, epochs: 1, words, labels, input, output });
}
