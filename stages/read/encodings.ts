import iconv from "iconv-lite";
import { johabPairs } from "./johab-table.ts";

/** Encodings that files may be in. `euc-kr` is read as the larger `cp949`, as browsers do. */
export const ENCODINGS = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "cp949",
  "euc-kr",
  "johab",
  "shift_jis",
  "windows-1252",
  "iso-8859-1",
] as const;

/** Name of an encoding as configs write it. */
export type Encoding = (typeof ENCODINGS)[number];

/** In {@link ByteTable.single}: no character, and the first byte of a pair. */
export const NO_CHARACTER = 0xffff;
export const LEAD_BYTE = 0xfffe;

/** An encoding whose characters are one byte or two, as UTF-16 code units. */
export interface ByteTable {
  /** By byte; {@link NO_CHARACTER} or {@link LEAD_BYTE} where it is no character by itself. */
  readonly single: Uint16Array;
  /** By lead × 256 + trail; 0 where the pair is no character. */
  readonly pairs: Uint16Array;
}

const REPLACEMENT = 0xfffd;
const tables = new Map<string, ByteTable>();
const NO_PAIRS = new Uint16Array(0);

function unitOf(text: string): number | undefined {
  return text.length === 1 && text.charCodeAt(0) !== REPLACEMENT ? text.charCodeAt(0) : undefined;
}

function singleTable(name: string): ByteTable {
  const single = new Uint16Array(256);
  for (let byte = 0; byte < 256; byte++) single[byte] = unitOf(iconv.decode(Buffer.from([byte]), name)) ?? NO_CHARACTER;
  return { single, pairs: NO_PAIRS };
}

/** Asks the library for every byte and pair once; 0x80 and up stand alone only where `alone` says so. */
function pairTable(name: string, alone: (byte: number) => boolean): ByteTable {
  const single = new Uint16Array(256).fill(NO_CHARACTER);
  const pairs = new Uint16Array(65_536);
  for (let byte = 0; byte < 256; byte++) {
    if (byte < 0x80) single[byte] = byte;
    else if (alone(byte)) single[byte] = unitOf(iconv.decode(Buffer.from([byte]), name)) ?? NO_CHARACTER;
    if (byte < 0x81 || byte === 0xff || alone(byte)) continue;
    for (let trail = 0x40; trail < 0xff; trail++) {
      const unit = unitOf(iconv.decode(Buffer.from([byte, trail]), name));
      if (unit === undefined) continue;
      pairs[(byte << 8) | trail] = unit;
      single[byte] = LEAD_BYTE;
    }
  }
  return { single, pairs };
}

function johabTable(): ByteTable {
  const pairs = johabPairs(tableOf("cp949").pairs);
  const single = new Uint16Array(256).fill(NO_CHARACTER);
  for (let byte = 0; byte < 0x80; byte++) single[byte] = byte;
  for (let pair = 0x8000; pair < 65_536; pair++) if (pairs[pair] !== 0) single[pair >>> 8] = LEAD_BYTE;
  return { single, pairs };
}

/** Half-width katakana stand alone in Shift_JIS. */
const isHalfWidth = (byte: number): boolean => byte >= 0xa1 && byte <= 0xdf;

/** The table of an encoding of one or two bytes a character; made on first use. */
export function tableOf(encoding: Exclude<Encoding, "utf-8" | "utf-16le" | "utf-16be">): ByteTable {
  const name = encoding === "euc-kr" ? "cp949" : encoding;
  const known = tables.get(name);
  if (known) return known;
  const made =
    name === "johab"
      ? johabTable()
      : name === "cp949"
        ? pairTable("cp949", () => false)
        : name === "shift_jis"
          ? pairTable("cp932", isHalfWidth)
          : singleTable(name);
  tables.set(name, made);
  return made;
}
