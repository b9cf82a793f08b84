import { assembleNested } from "hyparquet/src/assemble.js";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import type { DecodedArray } from "hyparquet/src/types.js";
import { Damaged } from "../damaged.ts";
import type { RandomAccess } from "../random-access.ts";
import { ColumnPages, type PageLimits } from "./column-pages.ts";
import type { RowGroupPlan } from "./footer.ts";
import type { WantedColumn } from "./project.ts";

/** Some rows of a row group, column by column. */
export interface RowBlock {
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly values: DecodedArray }[];
}

/** Rows that are put together at once. */
const BLOCK_ROWS = 1024;

/** The rows of one leaf that its pages gave and no block has taken. */
class Leaf {
  readonly key: string;
  readonly #pages: ColumnPages;
  #rows: DecodedArray = [];
  #at = 0;
  constructor(key: string, pages: ColumnPages) {
    this.key = key;
    this.#pages = pages;
  }

  /** Rows there are, after reading a page where there were none; 0 at the end. */
  available(): number {
    if (this.#at === this.#rows.length) {
      this.#rows = this.#pages.next() ?? [];
      this.#at = 0;
    }
    return this.#rows.length - this.#at;
  }

  take(rows: number): DecodedArray {
    const from = this.#at;
    this.#at += rows;
    if (from === 0 && rows === this.#rows.length) return this.#rows;
    return Array.isArray(this.#rows) ? this.#rows.slice(from, this.#at) : this.#rows.subarray(from, this.#at);
  }
}

/** Reads the wanted columns of a row group in step, holding a page of each. */
export class RowBlocks {
  readonly #columns: readonly { readonly column: WantedColumn; readonly leaves: readonly Leaf[] }[];
  #left: number;

  /** Throws {@link Damaged} where a column is absent and {@link InputError} where one cannot be read. */
  constructor(file: RandomAccess, name: string, group: RowGroupPlan, columns: readonly WantedColumn[], limits: PageLimits) {
    this.#left = group.rows;
    this.#columns = columns.map((column) => ({
      column,
      leaves: column.leaves.map((path) => {
        const keys = path.slice(1).map(({ element }) => element.name);
        const chunk = group.chunks.get(JSON.stringify(keys));
        if (!chunk) throw new Damaged(`a row group lacks the column ${keys.join(".")}`);
        return new Leaf(keys.join("."), new ColumnPages(file, name, chunk, path, limits));
      }),
    }));
  }

  /** The next rows, undefined behind the last. Throws {@link Damaged} or what the decoder throws. */
  next(): RowBlock | undefined {
    if (this.#left === 0) return undefined;
    let rows = Math.min(BLOCK_ROWS, this.#left);
    for (const { leaves } of this.#columns) for (const leaf of leaves) rows = Math.min(rows, leaf.available());
    if (rows === 0) throw new Damaged(`a column ends ${this.#left} rows before its row group does`);
    this.#left -= rows;
    const columns = this.#columns.map(({ column, leaves }) => ({
      name: column.name,
      values: this.#assemble(column, leaves, rows),
    }));
    return { rows, columns };
  }

  #assemble({ name, tree }: WantedColumn, leaves: readonly Leaf[], rows: number): DecodedArray {
    const taken = new Map(leaves.map((leaf) => [leaf.key, leaf.take(rows)]));
    if (tree.children.length > 0) assembleNested(taken, tree, DEFAULT_PARSERS);
    const values = taken.get(tree.path.join("."));
    if (values?.length !== rows) throw new Damaged(`its column ${name} cannot be put together`);
    return values;
  }
}
