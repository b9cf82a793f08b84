import type { Batch } from "../../engine/batch.ts";
import { TIDY } from "../../engine/kernels/kernels.ts";
import { number } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { tidyText } from "./tidy-text.ts";

const ALL = TIDY.control | TIDY.zeroWidth | TIDY.replacement;
const REPLACEMENT = Buffer.from("\u{FFFD}");

/** Removes control, zero-width and replacement characters, and drops texts that consist of replacement characters to a notable share. */
export const invisibleCharacters = defineStage({
  name: "invisible-characters",
  version: 1,
  options: {
    /**
     * Largest share of a text's characters that may be U+FFFD. Korean read in the wrong encoding has one or more per syllable; English
     * with only its quotation marks and dashes broken stays below 2 %.
     */
    maxBroken: number(0.03, { min: 0, max: 1 }),
  },
  reasons: {
    "removed-invisible": "control, zero-width or replacement characters were removed",
    "mostly-broken": "more replacement characters (U+FFFD) than `maxBroken` allows: the text was read in a wrong encoding",
  },
  edits: ["removed-invisible"],
  thresholds: ({ maxBroken }) => ({ "mostly-broken": maxBroken }),
  open: ({ maxBroken }) => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (!batch.alive[row]) continue;
        const isBroken = batch.needs(row, "replacement");
        const share = isBroken ? countReplacements(batch, row) / batch.stat(row, "characters") : 0;
        if (share > maxBroken) verdicts.drop(row, "mostly-broken", share);
        else if (isBroken || batch.needs(row, "control") || batch.needs(row, "zeroWidth")) {
          tidyText(batch, row, ALL, "removed-invisible", verdicts);
        }
      }
    },
  }),
});

function countReplacements(batch: Batch, row: number): number {
  const { buffer, byteOffset, length } = batch.textView(row);
  const bytes = Buffer.from(buffer, byteOffset, length);
  let count = 0;
  for (let at = bytes.indexOf(REPLACEMENT); at >= 0; at = bytes.indexOf(REPLACEMENT, at + REPLACEMENT.length)) count++;
  return count;
}
