import { TIDY } from "../../engine/kernels/kernels.ts";
import { defineStage } from "../../engine/stage.ts";
import { tidyText } from "./tidy-text.ts";

/**
 * Tidies white space: line ends become `\n`, exotic blanks (NBSP, U+3000 …) plain ones, blanks before a line end go, three or more line
 * ends become two, and the text is trimmed. Indentation and runs of blanks inside a line stay: they carry meaning in code and tables.
 */
export const whiteSpace = defineStage({
  name: "white-space",
  version: 1,
  options: {},
  reasons: { "tidied-space": "line ends, exotic blanks or superfluous white space were tidied" },
  edits: ["tidied-space"],
  open: () => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (batch.alive[row] && batch.needs(row, "space")) tidyText(batch, row, TIDY.space, "tidied-space", verdicts);
      }
    },
  }),
});
