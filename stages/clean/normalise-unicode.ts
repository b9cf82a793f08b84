import { defineStage } from "../../engine/stage.ts";
import { editText } from "./tidy-text.ts";

/**
 * Brings text into Unicode normal form C (UAX #15): Hangul written as conjoining jamo becomes syllables, letters with combining marks
 * become one character, CJK compatibility ideographs their unified ones. Compatibility forms (full-width letters, ㅋ) stay.
 */
export const normaliseUnicode = defineStage({
  name: "normalise-unicode",
  version: 1,
  options: {},
  reasons: { "composed-characters": "the text was not in Unicode normal form C" },
  edits: ["composed-characters"],
  open: () => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (!batch.alive[row] || !batch.needs(row, "notSurelyNfc")) continue;
        const text = batch.text(row);
        editText(batch, row, text, text.normalize("NFC"), "composed-characters", verdicts);
      }
    },
  }),
});
