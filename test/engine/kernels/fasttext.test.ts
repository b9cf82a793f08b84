import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layOutDictionary } from "../../../classifiers/fasttext/dictionary-layout.ts";
import { mostRows, rowsScratch } from "../../../engine/kernels/fasttext-layout.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { averageRows, fastTextHash, fastTextRows, type PlainDictionary } from "../../../engine/kernels/oracle/fasttext.ts";
import { realFiles, realTexts } from "./text-kernels.ts";

const kernels = loadKernels();
const encoder = new TextEncoder();
const AFTER = 0xee;

function open(dictionary: PlainDictionary): number {
  const { words, labels, kept, bucket } = dictionary;
  const table = new Uint32Array(bucket);
  for (const [id, row] of kept ?? []) table[id] = row + 1;
  return layOutDictionary(kernels, {
    ...dictionary,
    words: words.map((word) => encoder.encode(word)),
    labels: labels.map((label) => encoder.encode(label)),
    pruned: kept && { rows: kept.size, kept: table },
  });
}

/** Rows by the kernel; fails where it writes past the room that it may use. */
function rowsOf(text: string, dictionary: PlainDictionary, header: number): number[] {
  const mark = kernels.mark();
  const bytes = encoder.encode(text);
  const at = kernels.alloc(bytes.length + 1) + 1;
  kernels.bytes().set(bytes, at);
  kernels.bytes().set(Buffer.from("after the end"), at + bytes.length);
  const scratchBytes = rowsScratch(bytes.length);
  const scratch = kernels.alloc(scratchBytes);
  kernels.bytes().fill(AFTER, scratch, scratch + scratchBytes + 16);
  const room = 4 * mostRows(bytes.length, dictionary);
  const into = kernels.alloc(room);
  kernels.bytes().fill(AFTER, into, into + room + 16);
  const count = kernels.call.fastTextRows(header, at, bytes.length, scratch, into);
  const rows = [...kernels.words().subarray(into / 4, into / 4 + count)];
  for (const end of [scratch + scratchBytes, into + room])
    expect([...kernels.bytes().subarray(end, end + 16)]).toEqual(new Array(16).fill(AFTER));
  kernels.release(mark);
  return rows;
}

const WORDS = ["</s>", "가나", "다", "the", "a", "naïve", "😀", "한국어는", "x-y"];
const LABELS = ["__label__ko", "plain-label"];
const SHAPES: readonly PlainDictionary[] = [
  { bucket: 0, minn: 0, maxn: 0, wordNgrams: 1 },
  { bucket: 97, minn: 0, maxn: 0, wordNgrams: 3 },
  { bucket: 1000, minn: 1, maxn: 1, wordNgrams: 1 },
  { bucket: 1000, minn: 0, maxn: 3, wordNgrams: 2 },
  { bucket: 2_000_000, minn: 3, maxn: 6, wordNgrams: 5 },
  { bucket: 60, minn: 2, maxn: 4, wordNgrams: 2, kept: new Map(Array.from({ length: 20 }, (_, row) => [row * 3, row])) },
  { bucket: 60, minn: 2, maxn: 4, wordNgrams: 2, kept: new Map() },
].map((shape) => ({ words: WORDS, labels: LABELS, ...shape }));

const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(...WORDS.slice(1), ...LABELS, "__label__none", "</s", "</s>s", "<", ">", "모르는", "word", "é", "e\u0301"),
      fc.string({ unit: "binary", maxLength: 6 }),
    ),
    { maxLength: 30 },
  )
  .chain((words) => fc.constantFrom(" ", "\n", " \t", "\0", "").map((blank) => words.join(blank)));

describe("rows of a fastText model", () => {
  test("the hash is FNV-1a over signed bytes", () => {
    // Of an implementation in Python over signed bytes; the second differs from FNV-1a over unsigned ones.
    expect([fastTextHash("the"), fastTextHash("가")]).toEqual([3_020_861_980, 3_016_172_053]);
  });

  test.each(
    SHAPES.map(
      (shape) => [JSON.stringify({ ...shape, words: undefined, labels: undefined, kept: shape.kept?.size }), shape] as const,
    ),
  )("kernel = oracle with %s", (_, shape) => {
    const header = open(shape);
    for (const text of ["", " ", "</s>", "a </s> the", "the __label__ko a plain-label __label__x", "가나 가나"])
      expect(rowsOf(text, shape, header)).toEqual(fastTextRows(text, shape));
    fc.assert(
      fc.property(texts, (text) => {
        expect(rowsOf(text, shape, header)).toEqual(fastTextRows(text, shape));
      }),
      { numRuns: 200 },
    );
  });

  test.skipIf(realFiles.length === 0).each(realFiles.length ? realFiles : ["shared data is absent"])(
    "kernel = oracle on %s",
    (file) => {
      const shape = SHAPES[4] as PlainDictionary;
      const header = open(shape);
      for (const long of [...realTexts(file)].slice(0, 8)) {
        const text = long.slice(0, 3_000);
        expect(rowsOf(text, shape, header)).toEqual(fastTextRows(text, shape));
      }
    },
  );

  test.each([1, 3, 4, 5, 16, 17, 100])("means of %d columns: kernel = oracle", (columns) => {
    const matrix = Float32Array.from({ length: 7 * columns }, (_, index) => Math.fround(Math.sin(index * index)));
    const mark = kernels.mark();
    const at = kernels.alloc(4 * matrix.length);
    new Float32Array(kernels.bytes().buffer, at, matrix.length).set(matrix);
    const rowsAt = kernels.alloc(4 * 7);
    const into = kernels.alloc(4 * columns);
    for (const rows of [[0], [6, 6], [1, 2, 3, 0, 5, 6, 4]]) {
      kernels.words().set(rows, rowsAt / 4);
      kernels.call.averageRows(at, columns, rowsAt, rows.length, into);
      expect([...new Float32Array(kernels.bytes().buffer, into, columns)]).toEqual(averageRows(matrix, columns, rows));
    }
    kernels.release(mark);
  });
});
