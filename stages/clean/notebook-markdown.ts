import { oneOf } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { notebookText } from "./notebook-text.ts";

const BRACE = 0x7b;
const MARK = Buffer.from('"nbformat"');

/** Turns documents whose text is the JSON of a Jupyter notebook into Markdown; leaves all others alone. */
export const notebookMarkdown = defineStage({
  name: "notebook-markdown",
  version: 1,
  options: {
    /** What cells printed: `drop` it, or `keep` it as plain text behind each cell. */
    outputs: oneOf(["drop", "keep"], "drop"),
  },
  reasons: { "notebook-to-markdown": "the text was a notebook's JSON and became Markdown" },
  edits: ["notebook-to-markdown"],
  open: (options) => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (!batch.alive[row]) continue;
        const { buffer, byteOffset, length } = batch.textView(row);
        const bytes = Buffer.from(buffer, byteOffset, length);
        if (!startsWithBrace(bytes) || !bytes.includes(MARK)) continue;
        const markdown = notebookText(bytes.toString(), options);
        if (markdown === undefined) continue;
        const text = Buffer.from(markdown);
        verdicts.edit(row, "notebook-to-markdown", batch.arena(text), text.length);
      }
    },
  }),
});

function startsWithBrace(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length && (bytes[at] as number) <= 0x20) at++;
  return bytes[at] === BRACE;
}
