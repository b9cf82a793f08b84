import { loadKernels } from "../../../engine/kernels/kernels.ts";

const kernels = loadKernels();
/** What stands behind an input and must not be taken for part of it. */
const AFTER = ["A\u00c9 ", "    ", "가나다", "xyz", "\u3000"].map((text) => Buffer.from(text.repeat(64)).subarray(0, 64));
let turn = 0;

function onText<Result>(text: string, use: (at: number, bytes: number) => Result): Result {
  const mark = kernels.mark();
  const input = Buffer.from(text);
  const before = turn++ % 16;
  const at = kernels.alloc(input.length + 16) + before;
  kernels.bytes().set(input, at);
  kernels.bytes().set(AFTER[turn % AFTER.length] as Buffer, at + input.length);
  const result = use(at, input.length);
  kernels.release(mark);
  return result;
}

/** Writes u32 values and gives their address. */
function place(values: ArrayLike<number>): number {
  const at = kernels.alloc(values.length * 4);
  kernels.words().set(values, at >>> 2);
  return at;
}

const read = (at: number, count: number): number[] => [...kernels.words().subarray(at >>> 2, (at >>> 2) + count)];
const readLong = (at: number): bigint => {
  const [low, high] = read(at, 2) as [number, number];
  return (BigInt(high) << 32n) | BigInt(low);
};

function onWords<Result>(lists: readonly ArrayLike<number>[], use: (...at: number[]) => Result): Result {
  const mark = kernels.mark();
  const result = use(...lists.map(place));
  kernels.release(mark);
  return result;
}

/** The kernels of near-duplicates on plain values. */
export const run = {
  /** The text, or undefined where the kernel leaves it to the oracle. */
  shingleText: (text: string): string | undefined =>
    onText(text, (at, bytes) => {
      const into = kernels.alloc(bytes + 64);
      kernels.bytes().fill(0xee, into + bytes, into + bytes + 64);
      const length = kernels.call.shingleText(at, bytes, into);
      if (
        kernels
          .bytes()
          .subarray(into + bytes, into + bytes + 64)
          .some((byte) => byte !== 0xee)
      )
        throw new Error("kernel: wrote past the length of its input");
      return length < 0 ? undefined : Buffer.from(kernels.bytes().slice(into, into + length)).toString();
    }),
  wordShingles: (text: string, units: number, seed: number): number[] =>
    onText(text, (at, bytes) => {
      const into = kernels.alloc(((bytes >> 1) + 1) * 4);
      return read(into, kernels.call.wordShingles(at, bytes, units, seed, into));
    }),
  charShingles: (text: string, units: number, seed: number): number[] =>
    onText(text, (at, bytes) => {
      const into = kernels.alloc(Math.max(1, bytes) * 4);
      return read(into, kernels.call.charShingles(at, bytes, units, seed, into));
    }),
  minHash: (shingles: readonly number[], parameters: Uint32Array): number[] =>
    onWords([shingles, parameters], (at, parametersAt) => {
      const count = parameters.length;
      const into = kernels.alloc(count * 4);
      kernels.call.minHash(at as number, shingles.length, parametersAt as number, count, into);
      return read(into, count);
    }),
  bandKeys: (signature: readonly number[], bands: number, rows: number): bigint[] =>
    onWords([signature], (at) => {
      const into = kernels.alloc(bands * 8);
      kernels.call.bandKeys(at as number, bands, rows, into);
      return Array.from({ length: bands }, (_, band) => readLong(into + band * 8));
    }),
  sketchBytes: (signature: readonly number[]): number[] =>
    onWords([signature], (at) => {
      const into = kernels.alloc(signature.length);
      kernels.call.sketchBytes(at as number, signature.length, into);
      return [...kernels.bytes().subarray(into, into + signature.length)];
    }),
  simHash: (shingles: readonly number[]): bigint =>
    onWords([shingles], (at) => {
      const into = kernels.alloc(8);
      kernels.call.simHash(at as number, shingles.length, into);
      return readLong(into);
    }),
  setOverlap: (a: readonly number[], b: readonly number[], among = 0, wanted = 0): number[] =>
    onWords([a, b], (aAt, bAt) => {
      const slots = 2 ** Math.ceil(Math.log2(2 * (a.length + b.length) + 1));
      const table = kernels.alloc(slots * 8);
      const into = kernels.alloc(12);
      kernels.call.setOverlap(aAt as number, a.length, bAt as number, b.length, table, slots, among, wanted, into);
      return read(into, 3);
    }),
};
