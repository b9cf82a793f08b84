import { LINE_STATS } from "../kernels.ts";

/** Counts of a text's lines by the names of `LINE_STATS`. */
export type LineStats = Record<(typeof LINE_STATS)[number], number>;

const SPACE_AT_START = /^\p{White_Space}+/u;
const SPACE_AT_END = /\p{White_Space}+$/u;
const TERMINAL = /[!.?։؟۔।॥‼‽⁇⁈⁉。﹒﹖﹗！．？｡]$/u;
const SHORT = 30;

const length = (text: string): number => [...text].length;
const trimStart = (text: string): string => text.replace(SPACE_AT_START, "");
const trimEnd = (text: string): string => text.replace(SPACE_AT_END, "");

/** How many of the texts came before, and their characters. */
function repeated(texts: readonly string[]): { count: number; characters: number } {
  const met = new Set<string>();
  const later = texts.filter((text) => met.has(text) || !met.add(text));
  return { count: later.length, characters: later.reduce((sum, text) => sum + length(text), 0) };
}

/** What the kernel `lineStats` counts, written plainly. */
export function lineStats(text: string): LineStats {
  const stats = Object.fromEntries(LINE_STATS.map((column) => [column, 0])) as LineStats;
  const lines = text.split("\n");
  const solid = lines.filter((line) => trimStart(line) !== "");
  const count = (list: readonly string[], test: (line: string) => boolean) => list.filter(test).length;
  stats.hashes = text.split("#").length - 1;
  stats.ellipses = text.split("...").length + text.split("…").length - 2;
  stats.feeds = lines.length - 1;
  stats.solidLines = solid.length;
  stats.bulletLines = count(solid, (line) => /^[•-]/.test(trimStart(line)));
  stats.ellipsisLines = count(solid, (line) => /(?:\.\.\.|…)$/.test(trimEnd(line)));
  stats.plainBulletLines = count(lines, (line) => /^[*-]/.test(line));
  stats.plainEllipsisLines = count(lines, (line) => line.endsWith("…"));
  stats.terminalLines = count(solid, (line) => TERMINAL.test(line));
  stats.shortLines = count(solid, (line) => length(line) <= SHORT);
  const pieces = text.split(/\n+/);
  const ofPieces = repeated(pieces);
  stats.pieces = pieces.length;
  stats.repeatedPieces = ofPieces.count;
  stats.repeatedPieceCharacters = ofPieces.characters;
  stats.repeatedSolidCharacters = repeated(solid).characters;
  const first = new Set<string>();
  const again = new Set(lines.filter((line) => first.has(line) || !first.add(line)));
  const shared = lines.filter((line) => again.has(line));
  stats.sharedLines = shared.length;
  stats.sharedLineCharacters = shared.reduce((sum, line) => sum + length(line), 0);
  const paragraphs = trimEnd(trimStart(text)).split(/\n{2,}/);
  const ofParagraphs = repeated(paragraphs);
  stats.paragraphs = paragraphs.length;
  stats.repeatedParagraphs = ofParagraphs.count;
  stats.repeatedParagraphCharacters = ofParagraphs.characters;
  return stats;
}
