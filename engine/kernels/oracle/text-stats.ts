import { TEXT_STATS } from "../kernels.ts";
import { characterClass } from "./character-class.ts";

/** Counts of a text by the names of `TEXT_STATS`. */
export type TextStats = Record<(typeof TEXT_STATS)[number], number>;

const TERMINAL = /[.!?…。！？]["')\]}»’”›〉》」』】〕＂＇）］｝]*$/u;
const BULLET = /^(?:[-*•·‣▪○●■□▶]|[0-9]{1,3}[.)](?![0-9]))/u;
const SPACE = /\p{White_Space}/u;

/** What the kernel `textStats` counts, written plainly. */
export function textStats(text: string): TextStats {
  const stats = Object.fromEntries(TEXT_STATS.map((column) => [column, 0])) as TextStats;
  for (const character of text) {
    stats.characters++;
    stats[characterClass(character.codePointAt(0) ?? 0)]++;
  }
  stats.wordCharacters = stats.characters - stats.space;
  stats.words = text.split(/\p{White_Space}+/u).filter((word) => word !== "").length;
  for (const line of text.split("\n")) {
    stats.longestLine = Math.max(stats.longestLine, [...line].length);
    const bare = trim(line);
    if (bare === "") continue;
    stats.lines++;
    if (TERMINAL.test(bare)) stats.terminalLines++;
    if (BULLET.test(bare)) stats.bulletLines++;
  }
  return stats;
}

/** Trims White_Space; `String.trim` differs (it knows U+FEFF as space and U+0085 not). */
function trim(line: string): string {
  const characters = [...line];
  const solid = (character: string) => !SPACE.test(character);
  return characters.slice(characters.findIndex(solid), characters.findLastIndex(solid) + 1).join("");
}
