/** What a file holds cannot be decoded; said without a place, which its catcher knows. */
export class Damaged extends Error {
  override readonly name = "Damaged";
  /** Why its records are refused, where some may yet be numbered. */
  readonly refusal: TableRefusal;
  constructor(message: string, refusal: TableRefusal = "unreadable-row-group") {
    super(message);
    this.refusal = refusal;
  }
}

/** Why a row is refused without its record having been seen, and what that means. */
export const TABLE_REFUSALS = {
  "unreadable-row-group": "The rest of the row group, or the record batch, cannot be decoded.",
  "page-too-long":
    "A page of the row group, or the record batch, is longer than 256 MiB and than twice maxRecordBytes, or than maxExpansion lets it be.",
} as const;

/** One of the {@link TABLE_REFUSALS}. */
export type TableRefusal = keyof typeof TABLE_REFUSALS;
