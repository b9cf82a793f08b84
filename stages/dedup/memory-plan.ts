import type { SketchTable } from "../../engine/sketch-table.ts";

/** What the process takes beside the arrays of a solver: the engine, its kernels, a part of the sketches that is being read. */
const PROCESS_BYTES = 120 * 2 ** 20;
/** Memory that is made use of at most: larger arrays than this asks for cannot be made. */
const MOST_BYTES = 2 ** 33;
/** Share of a small memory that is worked in whatever is held beside. */
const FEWEST_SHARE = 1 / 4;

/** Bytes that a solver may work in when it holds `heldBytes` in arrays by document, so that the process keeps to the table's memory. */
export function workBytes({ memoryBytes }: Pick<SketchTable, "memoryBytes">, heldBytes: number): number {
  return Math.min(MOST_BYTES, Math.max(memoryBytes * FEWEST_SHARE, memoryBytes - PROCESS_BYTES - heldBytes));
}
