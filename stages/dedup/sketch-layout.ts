import { type BandShape, type ShapeOptions, shapeOf } from "./band-shape.ts";

/** Where in the words of a near-duplicate sketch everything stands. */
export interface SketchLayout extends BandShape {
  readonly words: number;
  /** Rank of the document: two words, the lowest is kept. */
  readonly rankAt: number;
  /** Where its shingles stand among the evidence, and how many they are. */
  readonly evidenceAt: number;
  /** Band keys, low and high word each. */
  readonly keysAt: number;
  /** Eight bits of each value of the signature, or of each half of it where values have 64 bits. */
  readonly bytesAt: number;
  readonly bytes: number;
  /** Whose hashes the signature is made of. */
  readonly hash: HashFamily;
}

/** Whose hashes signatures are made of. */
export const HASHES = ["kijil", "datatrove"] as const;
/** One of {@link HASHES}. */
export type HashFamily = (typeof HASHES)[number];

/** The options that decide what a sketch is. */
export interface SketchOptions extends ShapeOptions {
  readonly hash: HashFamily;
}

/** The layout of sketches by options whose shape there is. */
export function layoutOf(options: SketchOptions): SketchLayout {
  const shape = shapeOf(options) as BandShape;
  const keysAt = 4;
  const bytesAt = keysAt + shape.bands * 2;
  const bytes = shape.permutations * (options.hash === "datatrove" ? 2 : 1);
  return { ...shape, words: bytesAt + bytes / 4, rankAt: 0, evidenceAt: 2, keysAt, bytesAt, bytes, hash: options.hash };
}

/** Values that two signatures have in common, by their bytes; chance alone makes one of 256 agree. */
export function equalBytes(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number, words: number): number {
  let equal = 0;
  for (let word = 0; word < words; word++) {
    const unlike = (a[aAt + word] as number) ^ (b[bAt + word] as number);
    // The high bit of each byte that is zero (Warren, Hacker's Delight, 6–1).
    const zeros = ~(((unlike & 0x7f7f7f7f) + 0x7f7f7f7f) | unlike | 0x7f7f7f7f);
    equal += Math.imul(zeros >>> 7, 0x01010101) >>> 24;
  }
  return equal;
}

/** The similarity that so many equal bytes of all `bytes` speak for. */
export const similarityOf = (equal: number, bytes: number): number => Math.max(0, (equal / bytes - 1 / 256) / (1 - 1 / 256));

/** Bands that two sketches have in common. */
export function equalBands(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number, { keysAt, bands }: SketchLayout): number {
  let equal = 0;
  for (let band = 0; band < bands; band++) {
    const at = keysAt + band * 2;
    if (a[aAt + at] === b[bAt + at] && a[aAt + at + 1] === b[bAt + at + 1]) equal++;
  }
  return equal;
}
