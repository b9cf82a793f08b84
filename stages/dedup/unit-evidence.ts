import type { Batch } from "../../engine/batch.ts";
import { UNIT_KINDS, UNIT_WORDS, type UnitKind } from "../../engine/kernels/kernels.ts";
import type { SketchTable } from "../../engine/sketch-table.ts";
import type { EvidenceSink } from "../../engine/stage.ts";

/** Words of a sketch of units: where they stand among the evidence, and how many they are. */
export const UNIT_SKETCH_WORDS = 2;

/** Sets the units of each document aside and writes its sketch, for the alive rows of a batch. */
export function sketchUnits(batch: Batch, kind: UnitKind, into: Uint32Array, at: number, evidence: EvidenceSink): void {
  const { kernels } = batch;
  let next = at;
  for (let row = 0; row < batch.count; row++) {
    if (!batch.alive[row]) continue;
    const bytes = batch.textBytes[row] as number;
    const mark = kernels.mark();
    const scratch = kernels.alloc(bytes);
    const units = kernels.alloc(((bytes >>> 1) + 1) * UNIT_WORDS * 4);
    const count = kernels.call.textUnits(batch.textAt[row] as number, bytes, UNIT_KINDS[kind], scratch, units);
    into[next] = evidence.append(kernels.words().subarray(units >>> 2, (units >>> 2) + count * UNIT_WORDS));
    into[next + 1] = count;
    kernels.release(mark);
    next += UNIT_SKETCH_WORDS;
  }
}

/** The units of some consecutive documents. */
export interface UnitBlock {
  /** Index of the first document. */
  readonly first: number;
  /** Per document the index of its first unit in `units`, and one more at the end. */
  readonly starts: Uint32Array;
  /** {@link UNIT_WORDS} words a unit. */
  readonly units: Uint32Array;
}

/** Reads the units of all documents, a part at a time. */
export function* readUnits(table: SketchTable): Generator<UnitBlock> {
  for (let part = 0; part < table.parts; part++) yield readPart(table, part);
}

function readPart(table: SketchTable, part: number): UnitBlock {
  const first = table.firstDocument(part);
  const sketches = table.read(part);
  const documents = sketches.length / UNIT_SKETCH_WORDS;
  const starts = new Uint32Array(documents + 1);
  for (let index = 0; index < documents; index++)
    starts[index + 1] = (starts[index] as number) + (sketches[index * UNIT_SKETCH_WORDS + 1] as number);
  const units = new Uint32Array((starts[documents] as number) * UNIT_WORDS);
  // The units of a part stand one behind the other.
  if (units.length > 0) table.readEvidence(first, sketches[0] as number, units);
  return { first, starts, units };
}

/** Reads units part by part as documents are asked for in order. */
export class UnitReader {
  readonly #table: SketchTable;
  #part = -1;
  #block: UnitBlock = { first: 0, starts: new Uint32Array(1), units: new Uint32Array(0) };

  constructor(table: SketchTable) {
    this.#table = table;
  }

  /** The units of a document. */
  of(document: number): Uint32Array {
    while (document >= this.#block.first + this.#block.starts.length - 1) this.#block = readPart(this.#table, ++this.#part);
    const { first, starts, units } = this.#block;
    const index = document - first;
    return units.subarray((starts[index] as number) * UNIT_WORDS, (starts[index + 1] as number) * UNIT_WORDS);
  }
}
