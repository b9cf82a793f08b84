import { defineStage } from "../../engine/stage.ts";
import { stripHtml } from "./html-text.ts";

/**
 * Removes what is left of HTML in a text: tags, comments, scripts and styles go, blocks become lines, entities their characters. Fenced,
 * indented and inline code of Markdown stays as it is, and so does everything in angle brackets that is not a tag of HTML. An entity
 * stays as written where decoding it would make a tag (`&lt;div&gt;` in a text about HTML).
 */
export const htmlRemnants = defineStage({
  name: "html-remnants",
  version: 1,
  options: {},
  reasons: { "removed-html": "tags, comments or entities of HTML were removed or decoded" },
  edits: ["removed-html"],
  open: () => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (!batch.alive[row] || !(batch.needs(row, "tag") || batch.needs(row, "entity"))) continue;
        const { buffer, byteOffset, length } = batch.textView(row);
        const text = Buffer.from(buffer, byteOffset, length).toString("latin1");
        const stripped = stripHtml(text);
        if (stripped === text) continue;
        const at = batch.kernels.alloc(stripped.length);
        Buffer.from(batch.kernels.bytes().buffer, at, stripped.length).write(stripped, "latin1");
        verdicts.edit(row, "removed-html", at, stripped.length);
      }
    },
  }),
});
