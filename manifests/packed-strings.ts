import { isAscii } from "node:buffer";
import type { PackedStrings } from "../engine/lineage.ts";

/** Reads one string of a packed column by its row; empty strings are null. */
export type StringAt = (row: number) => string | null;

/** Opens a packed column for reading; where it is all ASCII, as ids mostly are, it is decoded once and cut. */
export function stringsOf({ bytes, ends }: PackedStrings): StringAt {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ascii = isAscii(buffer) ? buffer.toString("latin1") : undefined;
  return (row) => {
    const start = row === 0 ? 0 : (ends[row - 1] as number);
    const end = ends[row] as number;
    if (start === end) return null;
    return ascii === undefined ? buffer.toString("utf8", start, end) : ascii.slice(start, end);
  };
}

/** Packs strings, null as the empty one. */
export function packStrings(strings: readonly (string | null)[]): PackedStrings {
  const ends = new Uint32Array(strings.length);
  let end = 0;
  const pieces = strings.map((string, row) => {
    const piece = Buffer.from(string ?? "", "utf8");
    end += piece.length;
    ends[row] = end;
    return piece;
  });
  return { bytes: Buffer.concat(pieces), ends };
}
