/** Flags that every command has. */
export interface CommonFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
}

interface RowBase {
  readonly help: string;
  /** One-letter form. */
  readonly short?: "c" | "h" | "o";
}
/** Given or not. */
interface SwitchRow extends RowBase {
  readonly type: "switch";
}
/** A flag with a value; `value` is what help calls it, `fallback` what help says happens without it. */
export interface ValueRow<T extends string> extends RowBase {
  readonly type: T;
  readonly value: string;
  readonly fallback?: string;
}
/** A whole number, and the smallest that makes sense. */
export interface NumberRow extends ValueRow<"number"> {
  readonly least: number;
}

export type FlagRow = SwitchRow | ValueRow<"text"> | ValueRow<"list"> | NumberRow;

type RowOf<T> = T extends boolean
  ? SwitchRow
  : T extends number
    ? NumberRow
    : T extends string
      ? ValueRow<"text">
      : ValueRow<"list">;
/** A row for every flag: one without its row, or a row without its flag, does not compile. */
export type Rows<F> = { readonly [K in keyof F]-?: RowOf<NonNullable<F[K]>> };

/** What help says about one command, and how many paths or names it takes. */
export interface FlagSpec<F> {
  readonly summary: string;
  readonly positionals: { readonly usage: string; readonly least: number; readonly most: number };
  /** What a person should know beyond the flags. */
  readonly about: readonly string[];
  readonly flags: Rows<F>;
}

export const COMMON: Rows<CommonFlags> = {
  json: { type: "switch", help: "print one JSON object on stdout" },
  quiet: { type: "switch", help: "show no progress" },
  help: { type: "switch", short: "h", help: "show this help" },
};
