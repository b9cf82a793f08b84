import type { Batch } from "../../engine/batch.ts";

/** Whom a cluster keeps. Every policy is a total order: of equals the first in the order (source, part, row) goes before. */
export const KEEPER_POLICIES = ["longest", "score", "newest", "sources", "metadata", "first"] as const;
/** One of {@link KEEPER_POLICIES}. */
export type KeeperPolicy = (typeof KEEPER_POLICIES)[number];

/** What a policy has to be told. */
export interface KeeperOptions {
  readonly keep: KeeperPolicy;
  /** Number attribute of `keep: "score"`; a document without it comes last. */
  readonly score: string;
  /** Names of sources for `keep: "sources"`, the preferred first; all others come after them. */
  readonly sources: readonly string[];
}

/** Gives a number for each row: the highest is kept. NaN comes last. */
export function keeperRank({ keep, score, sources }: KeeperOptions): (batch: Batch, row: number) => number {
  switch (keep) {
    case "longest":
      return (batch, row) => batch.stat(row, "characters");
    case "score":
      return (batch, row) => batch.number(row, score);
    case "newest":
      return (batch, row) => dateOf(batch.document(row).meta["date"]);
    case "sources":
      return (batch) => {
        const place = sources.indexOf(batch.source);
        return place < 0 ? -sources.length : -place;
      };
    case "metadata":
      return (batch, row) => fieldsOf(batch.document(row).meta);
    case "first":
      return () => 0;
  }
}

const scratch = new DataView(new ArrayBuffer(8));

/** Writes a rank as two words that ascend, compared as unsigned numbers, from the highest rank to the lowest and then NaN. */
export function writeRank(rank: number, into: Uint32Array, at: number): void {
  scratch.setFloat64(0, rank === 0 ? 0 : rank);
  const high = scratch.getUint32(0);
  const low = scratch.getUint32(4);
  const isNegative = high >>> 31 === 1;
  // Bits of positive numbers ascend with them, those of negative ones descend: turned so that the highest number has the lowest words.
  into[at] = Number.isNaN(rank) ? 0xffff_ffff : isNegative ? high : ~high & 0x7fff_ffff;
  into[at + 1] = Number.isNaN(rank) ? 0xffff_ffff : isNegative ? low : ~low;
}

const DATE =
  /^\s*(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?)?)?/;
/** Numbers from here on are milliseconds and no seconds: seconds reach it in the year 5138. */
const MILLISECONDS = 1e11;

/**
 * Milliseconds since 1970 of a date as corpora write it: year first, parts from the month on may be missing, times without a zone are
 * UTC; or a number of seconds or milliseconds. NaN where it is none of these: no machine's own zone or habits are asked.
 */
export function dateOf(value: unknown): number {
  if (typeof value === "number") return Math.abs(value) < MILLISECONDS ? value * 1000 : value;
  const found = typeof value === "string" ? DATE.exec(value) : null;
  if (!found) return Number.NaN;
  const [, year, month = "1", day = "1", hour = "0", minute = "0", second = "0", zone = "Z"] = found;
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  if (zone === "Z") return time;
  const away = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return time - (zone.startsWith("-") ? -away : away) * 60_000;
}

/** Fields of a metadata object that hold something. */
function fieldsOf(meta: Readonly<Record<string, unknown>>): number {
  return Object.values(meta).filter(
    (value) => value !== null && value !== "" && !(typeof value === "object" && Object.keys(value).length === 0),
  ).length;
}
