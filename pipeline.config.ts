import { defineConfig } from "kijil";
import { kananaMixes } from "kijil/recipes/kanana";
import { htmlRemnants } from "kijil/stages/clean/html-remnants";
import { invisibleCharacters } from "kijil/stages/clean/invisible-characters";
import { mojibake } from "kijil/stages/clean/mojibake";
import { normaliseUnicode } from "kijil/stages/clean/normalise-unicode";
import { whiteSpace } from "kijil/stages/clean/white-space";
import { exactDuplicates } from "kijil/stages/dedup/exact";
import { nearDuplicates } from "kijil/stages/dedup/near";
import { language } from "kijil/stages/filter/language";
import { lineShape } from "kijil/stages/filter/line-shape";
import { scriptRatio } from "kijil/stages/filter/script-ratio";
import { symbolRatio } from "kijil/stages/filter/symbol-ratio";
import { textLength } from "kijil/stages/filter/text-length";
import { json } from "kijil/stages/read/json";
import { jsonl } from "kijil/stages/read/jsonl";
import { countTokens } from "kijil/stages/score/count-tokens";

// The small corpus written for this project; put your own files here.
const sources = [
  jsonl("web-en", { files: "examples/corpus/web-en.jsonl.gz" }),
  jsonl("web-ko", { files: "examples/corpus/web-ko.jsonl.gz" }),
  jsonl("code-docs", { files: "examples/corpus/code-docs.jsonl", metadata: ["title", "code_lang"] }),
  json("textbook", {
    files: "examples/corpus/textbook.json",
    records: "data.documents",
    id: "doc_id",
    text: "paragraphs_joined",
  }),
  jsonl("wiki-ko", { files: "examples/corpus/wiki-ko.jsonl", metadata: ["title"] }),
  // One of its 31 lines is broken, to show what happens then.
  jsonl("qa", { files: "examples/corpus/qa.jsonl", maxBadShare: 0.05 }),
] as const;

// Top to bottom is the order a document travels.
const stages = [
  mojibake(),
  htmlRemnants(),
  invisibleCharacters(),
  normaliseUnicode(),
  whiteSpace(),
  language({ keep: ["ko", "en"] }),
  textLength(),
  symbolRatio(),
  lineShape(),
  scriptRatio(),
  exactDuplicates(),
  nearDuplicates(),
  countTokens(),
] as const;

export default defineConfig({
  name: "sample",
  seed: 20261121,
  output: "out/sample",
  sources,
  stages,
  // Kanana's two phases, 2.7 T and 300 G tokens as published. The sample is too small for that proportion: stage2 is scaled less.
  mixes: kananaMixes(
    { sources, stages },
    {
      tokens: { stage1: 18_000, stage2: 12_000 },
      where: {
        instruction: { source: "qa" },
        encyclopedia: { source: "wiki-ko" },
        academic: { source: "textbook" },
        code: { source: "code-docs" },
        koreanWeb: { source: "web-ko", attributes: { lang: "ko" } },
        englishWeb: { source: "web-en", attributes: { lang: "en" } },
      },
    },
  ),
});
