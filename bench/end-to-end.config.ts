import { join } from "node:path";
import { defineConfig } from "kijil";
import { htmlRemnants } from "kijil/stages/clean/html-remnants";
import { invisibleCharacters } from "kijil/stages/clean/invisible-characters";
import { mojibake } from "kijil/stages/clean/mojibake";
import { normaliseUnicode } from "kijil/stages/clean/normalise-unicode";
import { whiteSpace } from "kijil/stages/clean/white-space";
import { exactDuplicates } from "kijil/stages/dedup/exact";
import { language } from "kijil/stages/filter/language";
import { lineShape } from "kijil/stages/filter/line-shape";
import { scriptRatio } from "kijil/stages/filter/script-ratio";
import { symbolRatio } from "kijil/stages/filter/symbol-ratio";
import { textLength } from "kijil/stages/filter/text-length";
import { jsonl } from "kijil/stages/read/jsonl";

/** Every stage of the default recipe but the counting of tokens; everything that comes through is written once, with all attributes. */
export default defineConfig({
  name: "end-to-end",
  sources: [jsonl("corpus", { files: join(process.env["KIJIL_BENCH_CORPUS"] ?? "corpus", "*.jsonl.zst") })],
  stages: [
    mojibake(),
    htmlRemnants(),
    invisibleCharacters(),
    normaliseUnicode(),
    whiteSpace(),
    language(),
    textLength(),
    symbolRatio(),
    lineShape(),
    scriptRatio(),
    exactDuplicates(),
  ],
  mixes: { stage1: { buckets: [{ name: "all", where: {}, repeat: 1 }] } },
});
