import { fourPlaces } from "../../engine/four-places.ts";
import { above } from "../../engine/measured.ts";
import { number } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";

/**
 * Drops texts that are made of signs rather than words: number tables, ruled lines, price lists, machine output. Gopher (A1.1) and
 * FineWeb2 for Korean ask for a letter in 80 and 79 % of the words; counted in characters, technical pages with tables and code reach
 * 40 % of signs, so that the limit stands well above.
 */
export const symbolRatio = defineStage({
  name: "symbol-ratio",
  version: 2,
  options: {
    /** Largest share of punctuation, digits and symbols among characters that are not white space. */
    maxShare: number(0.6, { min: 0, max: 1 }),
  },
  reasons: { "too-many-symbols": "punctuation, digits and symbols make up more than `maxShare` of the text" },
  thresholds: ({ maxShare }) => ({ "too-many-symbols": maxShare }),
  measures: { "too-many-symbols": above("text.symbols") },
  writes: {
    /** Share of punctuation, digits and symbols among characters that are not white space, 0–1; 0 for an empty text. */
    "text.symbols": "number",
  },
  open: ({ maxShare }) => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (!batch.alive[row]) continue;
        const signs = batch.stat(row, "punctuation") + batch.stat(row, "digits") + batch.stat(row, "symbols");
        const share = signs === 0 ? 0 : fourPlaces(signs / batch.stat(row, "wordCharacters"));
        verdicts.setNumber(row, "text.symbols", share);
        if (share > maxShare) verdicts.drop(row, "too-many-symbols", share);
      }
    },
  }),
});
