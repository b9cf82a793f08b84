import { InputError } from "../../engine/errors.ts";
import type { OptionValues } from "../../engine/options.ts";
import { EXPANSION_FLOOR_BYTES } from "./limited-input.ts";
import type { RecordOptions } from "./reader-options.ts";

/** What a reader of tables is told of its source's options. */
export type TableLimits = Pick<OptionValues<RecordOptions>, "maxRecordBytes" | "maxDepth" | "maxExpansion">;

/** Pages and record batches are decoded whole; one may also be as long as two of the longest records. */
const LEAST_MAX_PAGE_BYTES = 256 * 1024 * 1024;
/** Rows that there may be, however few bytes: no limit on expansion counts before these. */
export const ROWS_WITHOUT_BYTES = 64 * 1024;

/** Bytes that any record may have, which a column of few different values may say in a bit. */
const BYTES_WITHOUT_BYTES = 256;

/** Longest page or record batch that is decoded. */
export const maxPageBytes = ({ maxRecordBytes }: TableLimits): number => Math.max(LEAST_MAX_PAGE_BYTES, maxRecordBytes * 2);

/** Throws {@link InputError} `INPUT_EXPANSION` where so few bytes cannot hold so many rows, so that nobody counts them one by one. */
export function checkRows(name: string, rows: number, bytes: number, { maxExpansion }: TableLimits): void {
  if (rows > ROWS_WITHOUT_BYTES + bytes * maxExpansion)
    throw new InputError(
      `${name}: announces ${rows} rows in ${bytes} bytes, wanted at most ${maxExpansion} for each byte (maxExpansion). If it may be so, raise the source's maxExpansion.`,
      "INPUT_EXPANSION",
    );
}

/**
 * Counts the bytes of the records that come of some bytes of a table, as a value of a dictionary may be pointed at by every row. Throws
 * {@link InputError} `INPUT_EXPANSION` when they are more than `maxExpansion` for each of them.
 */
export class RecordBytes {
  readonly #name: string;
  readonly #limits: TableLimits;
  #bytes = 0;
  #left = 0;

  constructor(name: string, limits: TableLimits) {
    this.#name = name;
    this.#limits = limits;
  }

  /** Begins anew, with the records of so many bytes. */
  begin(bytes: number): void {
    this.#bytes = bytes;
    this.#left = Math.max(EXPANSION_FLOOR_BYTES, bytes * this.#limits.maxExpansion);
  }

  /** To be called with the bytes of each record. */
  add(bytes: number): void {
    this.#left -= Math.max(0, bytes - BYTES_WITHOUT_BYTES);
    if (this.#left >= 0) return;
    const { maxExpansion } = this.#limits;
    throw new InputError(
      `${this.#name}: ${this.#bytes} bytes of it become more than ${maxExpansion} bytes of records for each (maxExpansion). If it may be so, raise the source's maxExpansion.`,
      "INPUT_EXPANSION",
    );
  }
}
