import type { UnitKind } from "../kernels.ts";
import { hash128 } from "./content-hash.ts";
import { foldText } from "./fold-text.ts";

/** A unit as the kernel `textUnits` writes it; `key` is the lower half of its hash. */
export interface TextUnit {
  readonly key: bigint;
  readonly start: number;
  readonly end: number;
  readonly characters: number;
  readonly feeds: number;
}

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;

/** The units of a text. */
export function textUnits(text: string, kind: UnitKind): TextUnit[] {
  const places =
    kind === "paragraph" ? paragraphs(text) : lines(text).flatMap((line) => (kind === "line" ? [line] : sentences(text, line)));
  return places.map(([start, end], index) => {
    const unit = text.slice(start, end);
    const behind = text.slice(end, places[index + 1]?.[0]);
    return {
      key: Buffer.from(hash128(encoder.encode(foldText(unit, true)))).readBigUInt64LE(),
      start: bytesOf(text.slice(0, start)),
      end: bytesOf(text.slice(0, end)),
      characters: [...unit.replace(/\p{White_Space}/gu, "")].length,
      feeds: behind.split("\n").length - 1,
    };
  });
}

type Place = readonly [start: number, end: number];

const paragraphs = (text: string): Place[] =>
  [...text.matchAll(/\P{White_Space}(?:[^\n]|\n(?!\p{White_Space}*(?:\n|$)))*/gu)].flatMap(trimmed);
const lines = (text: string): Place[] => [...text.matchAll(/[^\n]+/gu)].flatMap(trimmed);

function trimmed({ 0: found, index }: RegExpExecArray): Place[] {
  const from = found.search(/\P{White_Space}/u);
  if (from < 0) return [];
  return [[index + from, index + found.replace(/\p{White_Space}+$/u, "").length]];
}

const CLOSER = /^["')\]}»’”〉》」』】）]$/u;
const MARK = /^[.!?…。！．？｡]$/u;

/** A sentence ends behind a mark and what closes after it, where white space follows or the mark is full-width. */
function sentences(text: string, [start, end]: Place): Place[] {
  const pieces: Place[] = [];
  for (const word of text.slice(start, end).matchAll(/\P{White_Space}+/gu)) {
    let from = start + word.index;
    for (const piece of cutAtFullWidth(word[0])) {
      pieces.push([from, from + piece.length]);
      from += piece.length;
    }
  }
  const places: Place[] = [];
  let from = start;
  for (const [index, [begin, to]] of pieces.entries()) {
    const next = pieces[index + 1]?.[0];
    const ending = endingOf(text.slice(begin, to), begin === from);
    const goesOn = next !== undefined && next > to && ending === "weak" && /^[a-z]/.test(text.slice(next));
    if (next !== undefined && (ending === "none" || goesOn)) continue;
    places.push([from, to]);
    from = next ?? end;
  }
  return places;
}

/** A word in pieces that end behind a full-width mark and the marks and closers after it. */
const cutAtFullWidth = (word: string): string[] => word.match(/.*?[。！．？｡][.!?…。！．？｡"')\]}»’”〉》」』】）]*|.+$/gsu) ?? [];

/** How a piece of a word ends: weak, where a small letter behind it goes on with the sentence; `isFirst`: it begins its sentence. */
function endingOf(piece: string, isFirst: boolean): "none" | "weak" | "sure" {
  let end = piece.length;
  while (end > 0 && CLOSER.test(piece[end - 1] as string)) end--;
  let marks = end;
  while (marks > 0 && (MARK.test(piece[marks - 1] as string) || CLOSER.test(piece[marks - 1] as string))) marks--;
  const run = [...piece.slice(marks, end)].map((mark, index): "none" | "weak" | "sure" => {
    if (!MARK.test(mark)) return "none";
    if (mark !== ".") return "sure";
    return isShort(piece.slice(0, marks + index), isFirst) ? "none" : "weak";
  });
  return run.includes("sure") ? "sure" : run.includes("weak") ? "weak" : "none";
}

/** Whether a dot behind this is no end: one letter, a title, or digits with which the sentence begins. */
function isShort(before: string, isFirst: boolean): boolean {
  const word = /[\x21\x23-\x26\x29-\x5a\x5c-\x7f]*$/.exec(before)?.[0] ?? "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  if (word === "" || /[^\x00-\x7f]$/u.test(before.slice(0, before.length - word.length))) return false;
  if (isFirst && word === before && /^\d+$/.test(word)) return true;
  return /^(?:[a-z]|mr|ms|dr|st|vs|mrs|fig|prof)$/i.test(word);
}
