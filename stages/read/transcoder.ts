import { type ByteTable, type Encoding, LEAD_BYTE, NO_CHARACTER, tableOf } from "./encodings.ts";

/**
 * A byte that stands in the UTF-8 for each sequence that the encoding does not have. No UTF-8 holds it, so that the record it lies in is
 * refused by whatever reads the records, and no character is put in its place.
 */
export const INVALID_MARK = 0xff;

/** Most bytes that one step of a transcoder writes. */
const MOST_WRITTEN = 4;

/** Turns bytes of one encoding into UTF-8, piece by piece. */
export interface Transcoder {
  /** Bytes of the last call that were taken and given. */
  read: number;
  written: number;
  /**
   * Takes from `input`, gives to `output`, as far as both go: a character that `input` ends within is left for the next call, unless
   * `isLast` says that there is none.
   */
  push(input: Uint8Array, output: Uint8Array, isLast: boolean): void;
}

/** A transcoder at the beginning of a file. */
export function transcoderOf(encoding: Exclude<Encoding, "utf-8">): Transcoder {
  if (encoding === "utf-16le" || encoding === "utf-16be") return new Utf16Transcoder(encoding === "utf-16be");
  return new TableTranscoder(tableOf(encoding));
}

class TableTranscoder implements Transcoder {
  read = 0;
  written = 0;
  readonly #table: ByteTable;

  constructor(table: ByteTable) {
    this.#table = table;
  }

  push(input: Uint8Array, output: Uint8Array, isLast: boolean): void {
    const { single, pairs } = this.#table;
    const end = input.length;
    const room = output.length - MOST_WRITTEN;
    let from = 0;
    let to = 0;
    while (from < end && to <= room) {
      const byte = input[from] as number;
      if (byte < 0x80) {
        output[to++] = byte;
        from++;
        continue;
      }
      let unit = single[byte] as number;
      let taken = 1;
      if (unit === LEAD_BYTE) {
        if (from + 1 === end && !isLast) break;
        const trail = from + 1 < end ? (input[from + 1] as number) : 0;
        unit = pairs[(byte << 8) | trail] as number;
        // An ASCII byte behind a lead that it makes no pair with stands for itself: no line end is swallowed.
        if (unit === 0) {
          unit = NO_CHARACTER;
          taken = trail < 0x80 ? 1 : 2;
        } else taken = 2;
      }
      from += Math.min(taken, end - from);
      if (unit === NO_CHARACTER) output[to++] = INVALID_MARK;
      else if (unit < 0x800) {
        output[to++] = 0xc0 | (unit >>> 6);
        output[to++] = 0x80 | (unit & 63);
      } else {
        output[to++] = 0xe0 | (unit >>> 12);
        output[to++] = 0x80 | ((unit >>> 6) & 63);
        output[to++] = 0x80 | (unit & 63);
      }
    }
    this.read = from;
    this.written = to;
  }
}

class Utf16Transcoder implements Transcoder {
  read = 0;
  written = 0;
  /** Distance of the high and the low byte of a unit from its first byte. */
  readonly #high: number;
  readonly #low: number;

  constructor(isBigEndian: boolean) {
    this.#high = isBigEndian ? 0 : 1;
    this.#low = isBigEndian ? 1 : 0;
  }

  push(input: Uint8Array, output: Uint8Array, isLast: boolean): void {
    const high = this.#high;
    const low = this.#low;
    const end = input.length;
    const room = output.length - MOST_WRITTEN;
    let from = 0;
    let to = 0;
    while (from + 1 < end && to <= room) {
      const unit = ((input[from + high] as number) << 8) | (input[from + low] as number);
      if (unit < 0x80) output[to++] = unit;
      else if (unit < 0x800) {
        output[to++] = 0xc0 | (unit >>> 6);
        output[to++] = 0x80 | (unit & 63);
      } else if ((unit & 0xf800) !== 0xd800) {
        output[to++] = 0xe0 | (unit >>> 12);
        output[to++] = 0x80 | ((unit >>> 6) & 63);
        output[to++] = 0x80 | (unit & 63);
      } else {
        if (from + 3 >= end && !isLast && unit < 0xdc00) break;
        const second = from + 3 < end ? ((input[from + 2 + high] as number) << 8) | (input[from + 2 + low] as number) : 0;
        if (unit < 0xdc00 && (second & 0xfc00) === 0xdc00) {
          const point = 0x10000 + ((unit & 0x3ff) << 10) + (second & 0x3ff);
          output[to++] = 0xf0 | (point >>> 18);
          output[to++] = 0x80 | ((point >>> 12) & 63);
          output[to++] = 0x80 | ((point >>> 6) & 63);
          output[to++] = 0x80 | (point & 63);
          from += 2;
        } else output[to++] = INVALID_MARK;
      }
      from += 2;
    }
    // A byte that is left at the very end is half a unit.
    if (isLast && from + 1 === end && to <= room) {
      output[to++] = INVALID_MARK;
      from = end;
    }
    this.read = from;
    this.written = to;
  }
}
