import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import { readRleBitPackedHybrid } from "hyparquet/src/encoding.js";
import { Damaged } from "../damaged.ts";

/** What has to be known of a data page to walk over it. */
export interface PageShape {
  readonly values: number;
  readonly encoding: string | undefined;
  readonly isBoolean: boolean;
  readonly maxRepetition: number;
  readonly maxDefinition: number;
  /** Bytes of the repetition and definition levels of a page of version 2, which says so in its header. */
  readonly levelBytes: readonly [number, number] | undefined;
  /** Bytes that values which share prefixes may become. */
  readonly maxDecodedBytes: number;
}

const cutOff = () => new Damaged("a page is cut off");

/**
 * Walks over a decompressed data page and sees that decoding it takes time and memory in proportion to its values and bytes: the
 * decoder trusts every count that it meets. Encodings are those of the Parquet format (Encodings.md). Throws {@link Damaged};
 * returns where the values begin.
 */
export function checkPage(page: Uint8Array, shape: PageShape): number {
  const { values, maxRepetition, maxDefinition, levelBytes } = shape;
  let at = 0;
  let definitionsAt = 0;
  for (const [index, most] of [maxRepetition, maxDefinition].entries()) {
    if (levelBytes) {
      const bytes = levelBytes[index] as number;
      if (most > 0) checkRuns(page, at, at + bytes, widthOf(most), values);
      definitionsAt = at;
      at += bytes;
    } else if (most > 0) {
      definitionsAt = at + 4;
      const end = definitionsAt + wordAt(page, at);
      checkRuns(page, definitionsAt, end, widthOf(most), values);
      at = end;
    }
  }
  if (at > page.length) throw cutOff();
  checkValues(page, at, shape, () => {
    if (maxDefinition === 0) return values;
    const reader = { view: viewOf(page), offset: definitionsAt };
    const levels = new Array<number>(values);
    readRleBitPackedHybrid(reader, widthOf(maxDefinition), levels, page.length - definitionsAt);
    return levels.filter((level) => level === maxDefinition).length;
  });
  return at;
}

function checkValues(page: Uint8Array, at: number, shape: PageShape, countPresent: () => number): void {
  const { values, encoding, isBoolean, levelBytes, maxDecodedBytes } = shape;
  if (encoding === "RLE" && (isBoolean || levelBytes)) checkRuns(page, at + 4, page.length, 1, values, true);
  else if (encoding === "RLE" || encoding?.endsWith("_DICTIONARY")) {
    const width = page[at] ?? 0;
    if (width > 32) throw new Damaged(`a page has indexes of ${width} bits`);
    if (width > 0 || levelBytes) checkRuns(page, at + 1, page.length, width, values, true);
  } else if (encoding === "DELTA_BINARY_PACKED" || encoding === "DELTA_LENGTH_BYTE_ARRAY") checkDeltas(page, at, countPresent());
  else if (encoding === "DELTA_BYTE_ARRAY") {
    const present = countPresent();
    const suffixesAt = checkDeltas(page, at, present);
    checkDeltas(page, suffixesAt, present);
    let decoded = 0;
    for (const from of [at, suffixesAt]) {
      const lengths = new Int32Array(present);
      deltaBinaryUnpack({ view: viewOf(page), offset: from }, present, lengths);
      for (const length of lengths) decoded += length;
    }
    if (decoded > maxDecodedBytes) throw new Damaged(`a page decodes to ${decoded} bytes, at most ${maxDecodedBytes} are read`);
  }
}

/** Runs of a hybrid of run lengths and bit packing; `lenient`: an end before all values are there is for the decoder to judge. */
function checkRuns(page: Uint8Array, from: number, end: number, width: number, values: number, lenient = false): void {
  if (end > page.length) throw cutOff();
  let at = from;
  let left = values;
  while (left > 0) {
    if (at >= end) {
      if (lenient) return;
      throw new Damaged("a page has fewer levels than values");
    }
    const [head, next] = varintAt(page, at);
    if (head % 2 === 0) {
      const run = head / 2;
      if (run > left) throw new Damaged("a page has more levels or indexes than values");
      left -= run;
      at = next + Math.ceil(width / 8);
    } else {
      const groups = (head - 1) / 2;
      // Padding rounds up to eight values; some writers pad whole groups.
      if (groups * 8 > left + 512) throw new Damaged("a page has more levels or indexes than values");
      left -= groups * 8;
      at = next + groups * width;
    }
  }
}

/** Blocks of differences; returns where they end. */
function checkDeltas(page: Uint8Array, from: number, values: number): number {
  const [blockValues, second] = varintAt(page, from);
  const [miniblocks, third] = varintAt(page, second);
  const [, fourth] = varintAt(page, third);
  let [, at] = varintAt(page, fourth);
  const each = blockValues / miniblocks;
  if (!Number.isInteger(each) || each < 1) throw new Damaged("a page has blocks of differences that cannot be");
  for (let left = values - 1; left > 0; ) {
    [, at] = varintAt(page, at);
    const widths = page.subarray(at, at + miniblocks);
    if (widths.length < miniblocks) throw cutOff();
    at += miniblocks;
    for (let index = 0; index < miniblocks && left > 0; index++) {
      at += ((widths[index] as number) * each) / 8;
      left -= each;
    }
  }
  return at;
}

/** A number of up to ten bytes, and where it ends. */
function varintAt(page: Uint8Array, from: number): [number, number] {
  let value = 0;
  let scale = 1;
  for (let at = from; at < from + 10; at++, scale *= 128) {
    const byte = page[at];
    if (byte === undefined) throw cutOff();
    value += (byte & 127) * scale;
    if (byte < 128) return [value, at + 1];
  }
  throw new Damaged("a page holds a number of more than ten bytes");
}

function wordAt(page: Uint8Array, at: number): number {
  if (at + 4 > page.length) throw cutOff();
  return viewOf(page).getUint32(at, true);
}

const viewOf = (page: Uint8Array): DataView => new DataView(page.buffer, page.byteOffset, page.byteLength);
const widthOf = (most: number): number => 32 - Math.clz32(most);
