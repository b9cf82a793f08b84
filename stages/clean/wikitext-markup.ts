import { drop, edit, keep } from "../../engine/decision.ts";
import { oneOf, strings } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { stripWikitext } from "./wikitext.ts";

/** Marks that only wikitext has, and marks that it shares with other languages. */
const OWN =
  /^(?:==+[^=\n]+==+[ \t]*$|\{\|[^\n]*$)|\[\[(?:분류|파일|그림|category|file|image):|'''[^'\n]+'''|\{\{[^{}|\n]{1,60}\||<ref[ >]/im;
const SHARED = /\[\[[^\][\n]{1,200}\]\]|\{\{[^{}]{1,500}\}\}/;
const REDIRECT = /^\s*#\s*(?:redirect|넘겨주기)\s*:?\s*\[\[/i;

/**
 * Turns wikitext (MediaWiki dumps) into plain text: templates, tables, references, files and categories go, links become what they show,
 * headings and list items their text. A document without wikitext of its own kind stays as it is, unless its source is named.
 */
export const wikitextMarkup = defineStage({
  name: "wikitext-markup",
  version: 1,
  options: {
    /** Sources that are wikitext for sure; of all others a document has to show it. */
    sources: strings([]),
    /** `keep` writes a table's rows as lines, cells set apart by ` | `. */
    tables: oneOf(["drop", "keep"], "drop"),
  },
  reasons: {
    "removed-wikitext": "templates, tables, references or the marks of links and headings were removed",
    "wiki-redirect": "the page only sends its readers to another",
  },
  edits: ["removed-wikitext"],
  open:
    ({ sources, tables }) =>
    (document) => {
      const { text } = document;
      if (REDIRECT.test(text)) return drop("wiki-redirect");
      if (!sources.includes(document.source) && !(OWN.test(text) && SHARED.test(text))) return keep;
      const stripped = stripWikitext(text, { tables });
      return stripped === text ? keep : edit(stripped, "removed-wikitext");
    },
});
