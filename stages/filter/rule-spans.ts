import { type Kernels, WORD_RECORD_BYTES, WORD_RULES, type WordRule, wordRoom } from "../../engine/kernels/kernels.ts";

/** A piece of a text, in UTF-16 units. */
export type Span = readonly [start: number, end: number];

/** A word where it stands; `hasLetter` as the kernel sees it. */
export interface PlacedWord {
  readonly start: number;
  readonly end: number;
  readonly word: string;
  readonly hasLetter: boolean;
}

/** Which pieces of a text a rule counts; `words` are those of the rule of words that it judges by. */
export type FindSpans = (text: string, words: readonly PlacedWord[]) => readonly Span[];

const encoder = new TextEncoder();

/** The words of a text by a rule, as the kernel cuts them. */
export function placedWords(text: string, rule: WordRule, kernels: Kernels): readonly PlacedWord[] {
  const mark = kernels.mark();
  const bytes = encoder.encode(text);
  const at = kernels.alloc(bytes.length);
  kernels.bytes().set(bytes, at);
  const records = kernels.alloc(wordRoom(bytes.length, rule));
  const count = kernels.call.splitWords(at, bytes.length, WORD_RULES[rule], records);
  const columns = kernels.words().slice(records >>> 2, (records + count * WORD_RECORD_BYTES) >>> 2);
  kernels.release(mark);
  const unitAt = unitsOf(bytes);
  return Array.from({ length: count }, (_, index) => {
    const [address, length, flags] = columns.subarray(index * 3, index * 3 + 3) as unknown as [number, number, number];
    const start = unitAt[address - at] as number;
    const end = unitAt[address - at + length] as number;
    return { start, end, word: text.slice(start, end), hasLetter: (flags & 1) === 1 };
  });
}

/** For each byte of UTF-8, and the place behind the last, which UTF-16 unit it begins. */
export function unitsOf(bytes: Uint8Array): Uint32Array {
  const units = new Uint32Array(bytes.length + 1);
  let unit = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    units[at] = unit;
    if (byte < 0x80 || (byte >= 0xc0 && byte < 0xf0)) unit++;
    else if (byte >= 0xf0) unit += 2;
    // Bytes in the middle of a character stand for its end, so that a cut there does not split it.
    if ((byte & 0xc0) === 0x80) units[at] = unit;
  }
  units[bytes.length] = unit;
  return units;
}

const spanOf = ({ start, end }: PlacedWord): Span => [start, end];

/** Words for which something holds. */
export const wordsThat =
  (holds: (word: PlacedWord) => boolean): FindSpans =>
  (_, words) =>
    words.filter(holds).map(spanOf);

/** What an expression, which must be global, finds in the text. */
export const matchesOf =
  (expression: RegExp): FindSpans =>
  (text) =>
    Array.from(text.matchAll(expression), ({ index, 0: found }): Span => [index, index + found.length]);

/** The same in each word for which something holds. */
export const matchesInWords =
  (expression: RegExp, holds: (word: string) => boolean = () => true): FindSpans =>
  (_, words) =>
    words
      .filter(({ word }) => holds(word))
      .flatMap(({ word, start }) =>
        Array.from(word.matchAll(expression), ({ index, 0: found }): Span => [start + index, start + index + found.length]),
      );

/** Lines for which something holds of their text, trimmed. */
export const linesThat =
  (holds: (line: string) => boolean): FindSpans =>
  (text) =>
    matchesOf(/[^\n]+/g)(text, []).filter(([start, end]) => holds(text.slice(start, end).trim()));

/** Lines, or paragraphs between two and more line feeds, that came before. */
export const repeated =
  (pieces: "lines" | "paragraphs"): FindSpans =>
  (text) => {
    const met = new Set<string>();
    // Python strips the text, not the paragraphs.
    const end = text.trimEnd().length;
    const starts = pieces === "lines" ? 0 : text.length - text.trimStart().length;
    const cuts = pieces === "lines" ? /\n+/g : /\n{2,}/g;
    const spans: Span[] = [];
    let at = starts;
    for (const [from, to] of [...matchesOf(cuts)(text, []), [pieces === "lines" ? text.length : end, text.length] as const]) {
      if (from < at) continue;
      const piece = text.slice(at, from);
      if (piece !== "" && met.has(piece)) spans.push([at, from]);
      met.add(piece);
      at = to;
      if (pieces === "paragraphs" && at >= end) break;
    }
    return spans;
  };

/** Every occurrence of the most frequent run of so many words; of equals the first. Nothing where none comes twice. */
export const topRun =
  (order: number): FindSpans =>
  (_, words) => {
    const places = new Map<string, number[]>();
    let top: readonly number[] = [];
    for (let at = 0; at + order <= words.length; at++) {
      const key = keyOf(words, at, order);
      const known = places.get(key);
      if (known) known.push(at);
      else places.set(key, [at]);
    }
    for (const each of places.values()) if (each.length > top.length) top = each;
    return top.length < 2
      ? []
      : top.map((at): Span => [(words[at] as PlacedWord).start, (words[at + order - 1] as PlacedWord).end]);
  };

/** Runs of so many words that came before, going on behind each that was found. */
export const laterRuns =
  (order: number): FindSpans =>
  (_, words) => {
    const met = new Set<string>();
    const spans: Span[] = [];
    for (let at = 0; at + order <= words.length; ) {
      const key = keyOf(words, at, order);
      if (met.has(key)) {
        spans.push([(words[at] as PlacedWord).start, (words[at + order - 1] as PlacedWord).end]);
        at += order;
      } else {
        met.add(key);
        at++;
      }
    }
    return spans;
  };

const keyOf = (words: readonly PlacedWord[], at: number, order: number): string =>
  words
    .slice(at, at + order)
    .map(({ word }) => word)
    .join("\n");
