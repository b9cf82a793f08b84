import type { Batch } from "../../engine/batch.ts";
import { above } from "../../engine/measured.ts";
import { number } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { SYLLABLE_WEIGHT } from "./letters.ts";

/**
 * Drops texts that are too short to teach anything and those too long to be one document. Lengths are characters (code points), white
 * space included. Korean says as much in two to three times fewer characters than English, hence a minimum of its own.
 */
export const textLength = defineStage({
  name: "text-length",
  version: 1,
  options: {
    /** Fewest characters of a text that is mostly Hangul: about five words. */
    minCharactersKorean: number(20, { min: 0 }),
    /** Fewest characters of any other text: about nine English words. */
    minCharacters: number(50, { min: 0 }),
    /** Most characters; Gopher (Rae et al. 2021, arXiv 2112.11446, A1.1) stops at 100,000 words. */
    maxCharacters: number(1_000_000, { min: 1 }),
  },
  reasons: {
    "too-short-korean": "a text mostly in Hangul with fewer characters than `minCharactersKorean`",
    "too-short": "a text not mostly in Hangul with fewer characters than `minCharacters`",
    "too-long": "more characters than `maxCharacters`",
  },
  thresholds: ({ minCharactersKorean, minCharacters, maxCharacters }) => ({
    "too-short-korean": minCharactersKorean,
    "too-short": minCharacters,
    "too-long": maxCharacters,
  }),
  check: ({ minCharactersKorean, minCharacters, maxCharacters }) =>
    Math.max(minCharactersKorean, minCharacters) > maxCharacters
      ? `the least length is above maxCharacters, got ${Math.max(minCharactersKorean, minCharacters)} and ${maxCharacters}. Nothing could pass.`
      : undefined,
  measures: { "too-long": above("text.characters") },
  writes: {
    /** Characters (code points) of the text. */
    "text.characters": "number",
  },
  open: ({ minCharactersKorean, minCharacters, maxCharacters }) => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (!batch.alive[row]) continue;
        const characters = batch.stat(row, "characters");
        verdicts.setNumber(row, "text.characters", characters);
        if (characters > maxCharacters) verdicts.drop(row, "too-long", characters);
        else if (isMostlyHangul(batch, row)) {
          if (characters < minCharactersKorean) verdicts.drop(row, "too-short-korean", characters);
        } else if (characters < minCharacters) verdicts.drop(row, "too-short", characters);
      }
    },
  }),
});

function isMostlyHangul(batch: Batch, row: number): boolean {
  const hangul = batch.stat(row, "hangul");
  return hangul > 0 && hangul * SYLLABLE_WEIGHT >= batch.stat(row, "latin");
}
