import type { Batch } from "../../engine/batch.ts";
import { fourPlaces } from "../../engine/four-places.ts";
import { above, below } from "../../engine/measured.ts";
import { number } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { SYLLABLE_WEIGHT } from "./letters.ts";

/**
 * Drops texts by the shape of their lines: nothing but list items, one endless line, or hardly a line that ends like a sentence. Lines of
 * white space alone do not count.
 */
export const lineShape = defineStage({
  name: "line-shape",
  version: 2,
  options: {
    /** Largest share of lines that begin with a bullet or a number and a dot (Gopher, A1.1: 0.9). */
    maxBullets: number(0.9, { min: 0, max: 1 }),
    /** Texts with fewer lines are not judged by bullets. */
    fewestLines: number(4, { min: 1 }),
    /**
     * Lists whose lines have this many characters on average are prose in points (개조식, the style of Korean reports and minutes) and
     * pass. A syllable of Hangul counts as 2.5 characters.
     */
    longItem: number(60, { min: 0 }),
    /** Most characters in one line: beyond it stand encoded data and minified code, not paragraphs. */
    maxLine: number(100_000, { min: 1 }),
    /** Least share of lines that end with a full stop, a question mark …; 0 asks for none. FineWeb asks for 0.12, FineWeb2 for 0.062 in Korean. */
    minTerminal: number(0, { min: 0, max: 1 }),
  },
  reasons: {
    "mostly-bullets": "more than `maxBullets` of the lines are list items, and short ones",
    "endless-line": "a line has more than `maxLine` characters",
    "few-sentences": "fewer than `minTerminal` of the lines end like a sentence",
  },
  thresholds: ({ maxBullets, maxLine, minTerminal }) => ({
    "mostly-bullets": maxBullets,
    "endless-line": maxLine,
    "few-sentences": minTerminal,
  }),
  measures: {
    "mostly-bullets": above("text.bullets"),
    "endless-line": above("text.longest-line"),
    "few-sentences": below("text.terminal"),
  },
  writes: {
    /** Characters of the longest line. */
    "text.longest-line": "number",
    /** Share of lines that are list items, 0–1. */
    "text.bullets": "number",
    /** Share of lines that end like a sentence, 0–1. */
    "text.terminal": "number",
  },
  open: ({ maxBullets, fewestLines, longItem, maxLine, minTerminal }) => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (!batch.alive[row]) continue;
        const lines = Math.max(batch.stat(row, "lines"), 1);
        const longest = batch.stat(row, "longestLine");
        const bullets = fourPlaces(batch.stat(row, "bulletLines") / lines);
        const terminal = fourPlaces(batch.stat(row, "terminalLines") / lines);
        verdicts.setNumber(row, "text.longest-line", longest);
        verdicts.setNumber(row, "text.bullets", bullets);
        verdicts.setNumber(row, "text.terminal", terminal);
        if (longest > maxLine) verdicts.drop(row, "endless-line", longest);
        else if (bullets > maxBullets && lines >= fewestLines && weightedLength(batch, row) < longItem * lines)
          verdicts.drop(row, "mostly-bullets", bullets);
        else if (terminal < minTerminal) verdicts.drop(row, "few-sentences", terminal);
      }
    },
  }),
});

const weightedLength = (batch: Batch, row: number): number =>
  batch.stat(row, "wordCharacters") + (SYLLABLE_WEIGHT - 1) * batch.stat(row, "hangul");
