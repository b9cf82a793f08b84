/** A supervised model in plain values, as it is written to a file. */
export interface PlainModel {
  readonly dimensions: number;
  readonly epochs: number;
  readonly minCount: number;
  readonly wordNgrams: number;
  readonly bucket: number;
  readonly minn: number;
  readonly maxn: number;
  /** Words with their counts, in the order of their rows. */
  readonly words: readonly (readonly [word: Uint8Array, count: number])[];
  /** Labels with their prefix `__label__`. */
  readonly labels: readonly (readonly [label: string, count: number])[];
  /** Words and buckets × dimensions. */
  readonly input: Float32Array;
  /** Labels × dimensions. */
  readonly output: Float32Array;
}

const MAGIC = 793_712_314;
const VERSION = 12;
/** Settings of fastText that a trained softmax classifier has no use for, at their defaults. */
const [WINDOW, NEGATIVES, SOFTMAX, SUPERVISED, RATE_STEPS, SAMPLING] = [5, 5, 3, 3, 100, 1e-4];
const NOT_PRUNED = -1n;

const i32 = (...values: readonly number[]): Buffer => Buffer.from(Int32Array.from(values).buffer);
const i64 = (value: number | bigint): Buffer => Buffer.from(BigInt64Array.of(BigInt(value)).buffer);

/** The bytes of a `.bin` file that fastText itself reads (format 12, softmax, not quantised). */
export function fastTextFile(model: PlainModel): Buffer {
  const { words, labels, dimensions, input, output } = model;
  const tokens = words.reduce((sum, [, count]) => sum + count, 0);
  const entry = (string: Uint8Array, count: number, type: number) => [string, Buffer.of(0), i64(count), Buffer.of(type)];
  const matrix = (rows: number, values: Float32Array) => [
    Buffer.of(0),
    i64(rows),
    i64(dimensions),
    Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  ];
  return Buffer.concat([
    i32(MAGIC, VERSION, dimensions, WINDOW, model.epochs, model.minCount, NEGATIVES, model.wordNgrams),
    i32(SOFTMAX, SUPERVISED, model.bucket, model.minn, model.maxn, RATE_STEPS),
    Buffer.from(Float64Array.of(SAMPLING).buffer),
    i32(words.length + labels.length, words.length, labels.length),
    i64(tokens),
    i64(NOT_PRUNED),
    ...words.flatMap(([word, count]) => entry(word, count, 0)),
    ...labels.flatMap(([label, count]) => entry(Buffer.from(label), count, 1)),
    ...matrix(input.length / dimensions, input),
    ...matrix(labels.length, output),
  ]);
}
