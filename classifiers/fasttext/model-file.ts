import { InputError } from "../../engine/errors.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { type FastTextDictionary, layOutDictionary } from "./dictionary-layout.ts";
import { type Matrix, readMatrix } from "./matrix.ts";
import { ModelReader } from "./model-reader.ts";

/** How a model turns scores into probabilities, by fastText's own numbers. */
export const LOSSES = { 1: "hierarchical softmax", 2: "negative sampling", 3: "softmax", 4: "one-vs-all" } as const;
export type Loss = (typeof LOSSES)[keyof typeof LOSSES];

const MAGIC = 793_712_314;
const SUPERVISED = 3;
const NEWEST = 12;
/** Until this version supervised models had no character n-grams, whatever their settings say. */
const WITHOUT_SUBWORDS = 11;
const IS_WORD = 0;
const IS_LABEL = 1;

/** What decides which rows a text means. */
export interface FastTextSettings {
  readonly dimensions: number;
  readonly wordNgrams: number;
  readonly bucket: number;
  readonly minn: number;
  readonly maxn: number;
  readonly loss: Loss;
}

/** A model laid out in the memory of kernels. */
export interface FastTextFile {
  readonly settings: FastTextSettings;
  /** As in the training data, with their prefix. */
  readonly labels: readonly string[];
  /** How often each label occurred in training. */
  readonly labelCounts: readonly number[];
  /** Words of the dictionary. */
  readonly words: number;
  /** Address of the header that the kernels read (`fasttext-layout.ts`). */
  readonly header: number;
  readonly input: Matrix;
  readonly output: Matrix;
}

interface Dictionary extends Pick<FastTextDictionary, "words" | "labels" | "pruned"> {
  readonly labelCounts: readonly number[];
}

/**
 * Reads a supervised model as fastText 0.9.2 writes it (.bin, and .ftz with quantised matrices). Everything stays in the memory of
 * `kernels` for good. Throws {@link InputError} with what is wrong with the file.
 */
export function readFastTextFile(path: string, kernels: Kernels): FastTextFile {
  const reader = new ModelReader(path);
  try {
    return readModel(reader, kernels);
  } catch (cause) {
    // What memory.grow and allocations of arrays throw.
    if (cause instanceof RangeError)
      throw new InputError(
        `${path}: the model does not fit into 4 GiB of memory. Quantise it (fasttext quantize) or train it with fewer buckets or dimensions.`,
        "MODEL_TOO_LARGE",
        { cause },
      );
    throw cause;
  } finally {
    reader.close();
  }
}

function readModel(reader: ModelReader, kernels: Kernels): FastTextFile {
  if (reader.left < 8 || reader.i32() !== MAGIC) throw reader.fault("it does not begin as a fastText model does");
  const version = reader.i32();
  if (version < WITHOUT_SUBWORDS || version > NEWEST) throw reader.fault(`its version is ${version}, wanted 11 or 12`);
  const settings = readSettings(reader, version);
  const { words, labels, labelCounts, pruned } = readDictionary(reader, settings.bucket);
  const isQuantised = reader.u8() === 1;
  if (pruned && !isQuantised) throw reader.fault("it is pruned but not quantised");
  const input = readMatrix(reader, kernels, isQuantised, "input matrix");
  const isOutputQuantised = reader.u8() === 1 && isQuantised;
  const output = readMatrix(reader, kernels, isOutputQuantised, "output matrix");
  const wanted = words.length + (pruned ? pruned.rows : settings.bucket);
  const { dimensions, bucket, minn, maxn, wordNgrams } = settings;
  if (input.rows !== wanted || input.columns !== dimensions)
    throw reader.fault(`its input matrix has ${input.rows} × ${input.columns} numbers, wanted ${wanted} × ${dimensions}`);
  if (output.rows !== labels.length || output.columns !== dimensions)
    throw reader.fault(
      `its output matrix has ${output.rows} × ${output.columns} numbers, wanted ${labels.length} × ${dimensions}`,
    );
  return {
    settings,
    labels: labels.map((label) => label.toString()),
    labelCounts,
    words: words.length,
    header: layOutDictionary(kernels, { words, labels, pruned, bucket, minn, maxn, wordNgrams }),
    input,
    output,
  };
}

function readSettings(reader: ModelReader, version: number): FastTextSettings {
  const [dimensions, , , , , wordNgrams, loss, kind, bucket, minn, maxn] = Array.from({ length: 12 }, () => reader.i32()) as [
    number,
    ...number[],
  ];
  reader.f64(); // the sampling threshold, of no use here
  if (kind !== SUPERVISED) throw reader.fault("it holds word vectors, not a classifier");
  const name = LOSSES[loss as keyof typeof LOSSES];
  if (name === undefined) throw reader.fault(`its loss is number ${loss}, wanted 1 to 4`);
  if (!(Number(dimensions) > 0 && Number(bucket) >= 0 && Number(wordNgrams) >= 0 && Number(minn) >= 0 && Number(maxn) >= 0))
    throw reader.fault("its settings are beyond reason");
  return {
    dimensions,
    wordNgrams: wordNgrams as number,
    bucket: bucket as number,
    minn: minn as number,
    maxn: version === WITHOUT_SUBWORDS ? 0 : (maxn as number),
    loss: name,
  };
}

function readDictionary(reader: ModelReader, bucket: number): Dictionary {
  const entries = reader.i32();
  const wordCount = reader.i32();
  const labelCount = reader.i32();
  reader.i64(); // tokens of the training data
  const prunedRows = reader.i64();
  if (labelCount <= 0 || wordCount < 0 || entries !== wordCount + labelCount)
    throw reader.fault(`its dictionary has ${wordCount} words and ${labelCount} labels of ${entries} entries`);
  const words: Buffer[] = [];
  const labels: Buffer[] = [];
  const labelCounts: number[] = [];
  for (let entry = 0; entry < entries; entry++) {
    const string = reader.string();
    const count = reader.i64();
    const isLabel = entry >= wordCount;
    if (reader.u8() !== (isLabel ? IS_LABEL : IS_WORD)) throw reader.fault("its dictionary is not words first and labels after");
    (isLabel ? labels : words).push(string);
    if (isLabel) labelCounts.push(count);
  }
  return { words, labels, labelCounts, pruned: prunedRows < 0 ? undefined : readPruned(reader, prunedRows, bucket) };
}

function readPruned(reader: ModelReader, rows: number, bucket: number): Dictionary["pruned"] {
  reader.expect(8 * rows, "table of kept n-grams");
  const kept = new Uint32Array(bucket);
  for (let index = 0; index < rows; index++) {
    const id = reader.i32();
    const row = reader.i32();
    if (id < 0 || id >= bucket || row < 0 || row >= rows) throw reader.fault("its table of kept n-grams leads out of its matrix");
    kept[id] = row + 1;
  }
  return { rows, kept };
}
