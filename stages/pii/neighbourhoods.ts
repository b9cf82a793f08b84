import type { Kernels } from "../../engine/kernels/kernels.ts";
import { packTriggerWords, TRIGGER_BITS, TRIGGER_RECORD_BYTES } from "../../engine/kernels/trigger-table.ts";
import type { Detector, TriggerClass } from "./detector.ts";

/** A stretch of a text around triggers: byte offsets, whole characters, and the detectors that have to see it, a bit each by index. */
export interface Stretch {
  from: number;
  to: number;
  detectors: number;
}

/** Records that a scan has room for; a text with more triggers is seen as a whole. */
const MOST_RECORDS = 1 << 15;
/** Bytes beyond a detector's reach within which a line is completed. */
const LINE_BYTES = 512;
/** Bytes before a stretch in which the head of its table is looked for. */
const TABLE_BYTES = 4096;
/** Longest piece that rules are shown, and the bytes before its end in which a line end or a blank is looked for. */
const PIECE_BYTES = 1 << 16;
const NEAR_BYTES = 2048;
const FEED = 0x0a;
const BLANK = 0x20;
const MOST_DETECTORS = 28;
const CLASS_BITS: Readonly<Record<TriggerClass, number>> = {
  digits: TRIGGER_BITS.digits,
  at: TRIGGER_BITS.at,
  mention: TRIGGER_BITS.mention,
  "place-number": TRIGGER_BITS.placeNumber,
};
const CLASSES = Object.keys(CLASS_BITS) as TriggerClass[];

/** Finds the stretches of texts in kernel memory that detectors have to see. To be made before what is released again: it keeps tables there. */
export class Neighbourhoods {
  readonly #kernels: Kernels;
  readonly #detectors: readonly Detector[];
  /** Addresses of the packed words and of room for records, kept for as long as the kernels are. */
  readonly #table: number;
  readonly #records: number;
  readonly #classes: readonly (readonly [bit: number, detectors: number])[];

  constructor(kernels: Kernels, detectors: readonly Detector[]) {
    if (detectors.length > MOST_DETECTORS) throw new Error(`got ${detectors.length} detectors, wanted ${MOST_DETECTORS} at most`);
    this.#kernels = kernels;
    this.#detectors = detectors;
    const table = packTriggerWords(
      detectors.flatMap(({ words }, index) => words.map((word) => ({ word: word.normalize("NFC"), mask: 1 << index }))),
    );
    this.#table = kernels.alloc(table.length);
    kernels.bytes().set(table, this.#table);
    this.#records = kernels.alloc(MOST_RECORDS * TRIGGER_RECORD_BYTES);
    this.#classes = CLASSES.map((name) => [
      CLASS_BITS[name],
      detectors.reduce((mask, { triggers }, index) => (triggers.includes(name) ? mask | (1 << index) : mask), 0),
    ]);
  }

  /** The stretches of a text, in order, none overlapping; none where nothing triggers. */
  of(at: number, bytes: number): Stretch[] {
    const into = this.#records;
    const count = this.#kernels.call.findTriggers(at, bytes, this.#table, into, MOST_RECORDS);
    const stretches: Stretch[] = [];
    if (count === MOST_RECORDS) stretches.push({ from: 0, to: bytes, detectors: (1 << this.#detectors.length) - 1 });
    else {
      const words = this.#kernels.words();
      for (let index = 0, word = into >>> 2; index < count; index++, word += 3) {
        const detectors = this.#detectorsOf(words[word + 2] as number);
        if (detectors !== 0) stretches.push(this.#around(words[word] as number, words[word + 1] as number, bytes, detectors));
      }
    }
    if (stretches.length === 0) return stretches;
    const text = this.#kernels.bytes().subarray(at, at + bytes);
    const merged = merge(stretches);
    for (const stretch of merged) complete(text, stretch);
    return merge(merged).flatMap((stretch) => cut(text, stretch));
  }

  #detectorsOf(mask: number): number {
    let detectors = mask & ((1 << MOST_DETECTORS) - 1);
    for (const [bit, those] of this.#classes) if (mask & bit) detectors |= those;
    return detectors;
  }

  #around(start: number, end: number, bytes: number, detectors: number): Stretch {
    let before = 0;
    let after = 0;
    this.#detectors.forEach(({ reach }, index) => {
      if (!(detectors & (1 << index))) return;
      before = Math.max(before, reach.before);
      after = Math.max(after, reach.after);
    });
    return { from: Math.max(0, start - before), to: Math.min(bytes, end + after), detectors };
  }
}

/** Joins stretches that touch; what one of them shows a detector, all of it does. */
function merge(stretches: Stretch[]): Stretch[] {
  stretches.sort((a, b) => a.from - b.from);
  const merged: Stretch[] = [];
  for (const each of stretches) {
    const last = merged.at(-1);
    if (last && each.from <= last.to) {
      last.to = Math.max(last.to, each.to);
      last.detectors |= each.detectors;
    } else merged.push({ ...each });
  }
  return merged;
}

/** Widens a stretch to whole lines where they are near, to whole characters elsewhere, and to the head of the table it begins in. */
function complete(text: Uint8Array, stretch: Stretch): void {
  const feed = text.lastIndexOf(FEED, stretch.from - 1);
  if (stretch.from > 0) {
    if (feed >= 0 && stretch.from - feed <= LINE_BYTES) stretch.from = feed + 1;
    else if (feed < 0 && stretch.from <= LINE_BYTES) stretch.from = 0;
    while (stretch.from > 0 && isInside(text[stretch.from])) stretch.from--;
  }
  stretch.from = headOfTable(text, stretch.from);
  const next = text.subarray(stretch.to, stretch.to + LINE_BYTES).indexOf(FEED);
  if (next >= 0) stretch.to += next;
  else if (text.length - stretch.to <= LINE_BYTES) stretch.to = text.length;
  while (stretch.to < text.length && isInside(text[stretch.to])) stretch.to++;
}

/**
 * Cuts a long stretch into pieces of at most {@link PIECE_BYTES}, at a line end or a blank where one is near: rules take a stack as deep as a
 * text without an end of anything is long.
 */
function cut(text: Uint8Array, { from, to, detectors }: Stretch): Stretch[] {
  const pieces: Stretch[] = [];
  let at = from;
  while (to - at > PIECE_BYTES) {
    const near = text.subarray(at + PIECE_BYTES - NEAR_BYTES, at + PIECE_BYTES);
    const feed = near.lastIndexOf(FEED);
    const mark = feed >= 0 ? feed : near.lastIndexOf(BLANK);
    let end = mark >= 0 ? at + PIECE_BYTES - NEAR_BYTES + mark + 1 : at + PIECE_BYTES;
    while (isInside(text[end])) end--;
    pieces.push({ from: at, to: end, detectors });
    at = end;
  }
  pieces.push({ from: at, to, detectors });
  return pieces;
}

const isInside = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** Start of the first line of the table that a line at `from` belongs to: lines one above the other with two delimiters or more. */
function headOfTable(text: Uint8Array, from: number): number {
  if (from === 0 || text[from - 1] !== FEED) return from;
  const delimiter = delimiterOf(text, from);
  if (delimiter === 0) return from;
  let head = from;
  while (head > 0 && from - head < TABLE_BYTES) {
    const before = text.lastIndexOf(FEED, head - 2) + 1;
    if (from - before > TABLE_BYTES || delimiterOf(text, before) !== delimiter) break;
    head = before;
  }
  return head;
}

const DELIMITERS = [0x7c, 0x09, 0x2c, 0x3b]; // | tab , ;

/** The delimiter that stands twice or more in the line from a place on; 0 where none does. */
function delimiterOf(text: Uint8Array, from: number): number {
  const feed = text.indexOf(FEED, from);
  const line = text.subarray(from, Math.min(feed < 0 ? text.length : feed, from + LINE_BYTES));
  for (const delimiter of DELIMITERS) {
    const first = line.indexOf(delimiter);
    if (first >= 0 && line.indexOf(delimiter, first + 1) >= 0) return delimiter;
  }
  return 0;
}
