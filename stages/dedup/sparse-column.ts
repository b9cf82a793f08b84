import type { SolutionColumn } from "../../engine/sketch-table.ts";
import type { KeeperOrder } from "./keeper-order.ts";

/** Index of the first of ascending numbers that is not below `least`. */
export function lowerBound(ascending: Uint32Array, least: number): number {
  let low = 0;
  for (let high = ascending.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A column that has values of its own for the documents that share a band alone, by their place in keeper order. */
export class SparseColumn implements SolutionColumn {
  readonly #order: KeeperOrder;
  readonly #values: Float32Array | Uint32Array | Uint8Array;
  readonly #otherwise: number;
  /** Documents of the order that come before the column's first. */
  readonly #before: number;

  constructor(order: KeeperOrder, values: Float32Array | Uint32Array | Uint8Array, otherwise: number, before = 0) {
    this.#order = order;
    this.#values = values;
    this.#otherwise = otherwise;
    this.#before = before;
  }

  slice(from: number, to: number): Float32Array | Uint32Array {
    const { documents, placeOf } = this.#order;
    const isWhole = !(this.#values instanceof Float32Array) && !Number.isNaN(this.#otherwise);
    const column = isWhole ? new Uint32Array(to - from) : new Float32Array(to - from);
    column.fill(this.#otherwise);
    const end = to + this.#before;
    for (let index = lowerBound(documents, from + this.#before); index < documents.length; index++) {
      const document = documents[index] as number;
      if (document >= end) break;
      column[document - this.#before - from] = this.#values[placeOf[index] as number] as number;
    }
    return column;
  }
}
