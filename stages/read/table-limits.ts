import { InputError } from "../../engine/errors.ts";
import type { OptionValues } from "../../engine/options.ts";
import type { RecordOptions } from "./reader-options.ts";

/** What a reader of tables is told of its source's options. */
export type TableLimits = Pick<OptionValues<RecordOptions>, "maxRecordBytes" | "maxDepth" | "maxExpansion">;

/** Pages and record batches are decoded whole; one may also be as long as two of the longest records. */
const LEAST_MAX_PAGE_BYTES = 256 * 1024 * 1024;
/** Rows that there may be, however few bytes: no limit on expansion counts before these. */
const ROWS_WITHOUT_BYTES = 64 * 1024;

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
