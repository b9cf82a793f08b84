/** How a signature is cut into bands: texts that agree in all rows of a band are compared. */
export interface BandShape {
  readonly bands: number;
  readonly rows: number;
  /** Values of a signature: at least bands × rows, rounded up to a multiple of 16; estimates use all of them. */
  readonly permutations: number;
}

const LANES = 16;

/** Share of pairs of a similarity that have a band in common (Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, 3.4.2). */
export const bandRecall = (similarity: number, { bands, rows }: Pick<BandShape, "bands" | "rows">): number =>
  1 - (1 - similarity ** rows) ** bands;

const roundUp = (values: number): number => Math.ceil(values / LANES) * LANES;

/**
 * The most rows, and then the fewest bands, by which pairs of a similarity have a band in common with the chance `recall`, within a number
 * of permutations: more rows let fewer unlike pairs through. Undefined where no shape does it.
 */
export function bandShape(similarity: number, recall: number, permutations: number): BandShape | undefined {
  for (let rows = permutations; rows >= 1; rows--) {
    const bands = Math.max(1, Math.ceil(Math.log1p(-recall) / Math.log1p(-(similarity ** rows))));
    if (bands * rows <= permutations) return { bands, rows, permutations: roundUp(bands * rows) };
  }
  return undefined;
}

/** A shape that was asked for by its numbers. */
const givenShape = (bands: number, rows: number): BandShape => ({ bands, rows, permutations: roundUp(bands * rows) });

/** The options that decide the shape of signatures. */
export interface ShapeOptions {
  readonly similarity: number;
  readonly recall: number;
  readonly permutations: number;
  /** 0 where it is derived, like `rows`. */
  readonly bands: number;
  readonly rows: number;
}

/** The shape that options ask for, or undefined where none does it. */
export const shapeOf = ({ similarity, recall, permutations, bands, rows }: ShapeOptions): BandShape | undefined =>
  bands > 0 ? givenShape(bands, rows) : bandShape(similarity, recall, permutations);
