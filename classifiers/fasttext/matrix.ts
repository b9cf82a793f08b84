import { QUANTISED_HEADER } from "../../engine/kernels/fasttext-layout.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { ModelReader } from "./model-reader.ts";

/** A matrix in the memory of kernels: f32 row by row at `at`, or, where `isQuantised`, the header that `averageCodes` reads. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly isQuantised: boolean;
  readonly at: number;
}

const CENTROIDS = 256;

/** Reads a matrix as fastText writes it into the memory of kernels. */
export function readMatrix(reader: ModelReader, kernels: Kernels, isQuantised: boolean, what: string): Matrix {
  return isQuantised ? readQuantised(reader, kernels, what) : readDense(reader, kernels, what);
}

function readBytes(reader: ModelReader, kernels: Kernels, bytes: number, what: string): number {
  reader.expect(bytes, what);
  const at = kernels.alloc(bytes);
  reader.into(kernels.bytes().subarray(at, at + bytes), what);
  return at;
}

function readDense(reader: ModelReader, kernels: Kernels, what: string): Matrix {
  const rows = reader.i64();
  const columns = reader.i64();
  return { rows, columns, isQuantised: false, at: readBytes(reader, kernels, 4 * rows * columns, what) };
}

/** Product quantiser of one matrix: how it cuts a row into parts, and its centroids. */
function readQuantiser(reader: ModelReader, kernels: Kernels, columns: number, what: string) {
  const [dimensions, parts, width, lastWidth] = [reader.i32(), reader.i32(), reader.i32(), reader.i32()];
  if (
    dimensions !== columns ||
    parts <= 0 ||
    width <= 0 ||
    lastWidth <= 0 ||
    (parts - 1) * width + lastWidth !== columns ||
    lastWidth > width
  )
    throw reader.fault(`the ${what} is cut into ${parts} parts of ${width} and ${lastWidth} columns, wanted ${columns} in all`);
  return { parts, width, centroids: readBytes(reader, kernels, 4 * CENTROIDS * columns, what) };
}

function readQuantised(reader: ModelReader, kernels: Kernels, what: string): Matrix {
  const hasNorms = reader.u8() === 1;
  const rows = reader.i64();
  const columns = reader.i64();
  const codeBytes = reader.i32() >>> 0;
  const codes = readBytes(reader, kernels, codeBytes, what);
  const { parts, width, centroids } = readQuantiser(reader, kernels, columns, what);
  if (parts * rows !== codeBytes) throw reader.fault(`the ${what} has ${codeBytes} codes, wanted ${parts * rows}`);
  const normCodes = hasNorms ? readBytes(reader, kernels, rows, what) : 0;
  const norms = hasNorms ? readQuantiser(reader, kernels, 1, what).centroids : 0;
  const at = kernels.alloc(4 * QUANTISED_HEADER.length);
  const values = { columns, parts, width, codes, centroids, normCodes, norms };
  kernels.words().set(
    QUANTISED_HEADER.map((name) => values[name]),
    at / 4,
  );
  return { rows, columns, isQuantised: true, at };
}

/** All numbers of a small matrix, row by row. */
export function denseValues({ rows, columns, isQuantised, at }: Matrix, kernels: Kernels): Float32Array {
  const values = new Float32Array(rows * columns);
  const mark = kernels.mark();
  const into = kernels.alloc(4 * columns);
  const row = kernels.alloc(4);
  for (let index = 0; index < rows; index++) {
    kernels.words()[row / 4] = index;
    if (isQuantised) kernels.call.averageCodes(at, row, 1, into);
    else kernels.call.averageRows(at, columns, row, 1, into);
    values.set(new Float32Array(kernels.bytes().buffer, into, columns), index * columns);
  }
  kernels.release(mark);
  return values;
}
