import { loadKernels } from "../engine/kernels/kernels.ts";
import type { DocumentStage, Verdicts } from "../engine/stage.ts";
import { htmlRemnants } from "../stages/clean/html-remnants.ts";
import { invisibleCharacters } from "../stages/clean/invisible-characters.ts";
import { mojibake } from "../stages/clean/mojibake.ts";
import { normaliseUnicode } from "../stages/clean/normalise-unicode.ts";
import { whiteSpace } from "../stages/clean/white-space.ts";
import { exactDuplicates } from "../stages/dedup/exact.ts";
import { language } from "../stages/filter/language.ts";
import { lineShape } from "../stages/filter/line-shape.ts";
import { scriptRatio } from "../stages/filter/script-ratio.ts";
import { symbolRatio } from "../stages/filter/symbol-ratio.ts";
import { textLength } from "../stages/filter/text-length.ts";
import { aBatch } from "../test/helpers/a-batch.ts";
import { corpora } from "../test/helpers/corpora.ts";

/** Prints what each stage of pass 1 takes on the shared corpora, in the order of travel, on one thread, and how many documents it edits or drops. */
const stages: readonly DocumentStage[] = [
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
];
const kernels = loadKernels();
const judges = await Promise.all(stages.map((stage) => stage.open({ seed: 1, kernels })));
const exact = exactDuplicates();
const sketcher = await exact.openSketch({ seed: 1, kernels });
const taken = new Map(stages.map(({ name }) => [name, { ms: 0, edits: 0, drops: 0 }]));
let sketchMs = 0;
let bytes = 0;
let documentsRead = 0;

for (let round = 0; round < 2; round++) {
  if (round === 1) {
    for (const each of taken.values()) Object.assign(each, { ms: 0, edits: 0, drops: 0 });
    sketchMs = bytes = documentsRead = 0;
  }
  for (const { documents } of corpora(process.argv[2])) {
    for (let from = 0; from < documents.length; from += 1000) {
      const mark = kernels.mark();
      const batch = aBatch(documents.slice(from, from + 1000), {
        kernels,
        specs: Object.assign({}, ...stages.map(({ writes }) => writes)),
      });
      documentsRead += batch.count;
      for (let row = 0; row < batch.count; row++) bytes += batch.textBytes[row] as number;
      judges.forEach((judge, index) => {
        const own = taken.get((stages[index] as DocumentStage).name) as { ms: number; edits: number; drops: number };
        const verdicts: Verdicts<string> = {
          drop: (row) => {
            own.drops++;
            batch.alive[row] = 0;
          },
          edit: (row, _reason, at, length) => {
            own.edits++;
            batch.setText(row, at, length);
          },
          setNumber: (row, name, value) => batch.setNumber(row, name, value),
          setLabel: (row, name, label) => batch.setLabel(row, name, label),
        };
        const start = performance.now();
        if (typeof judge !== "function") judge.judgeBatch(batch, verdicts);
        own.ms += performance.now() - start;
      });
      const start = performance.now();
      sketcher.sketchBatch(batch, new Uint32Array(batch.count * exact.sketchWords), 0, { append: () => 0 });
      sketchMs += performance.now() - start;
      kernels.release(mark);
    }
  }
}
const line = (name: string, ms: number, rest = "") =>
  console.log(
    name.padEnd(24),
    `${ms.toFixed(0)} ms`.padStart(9),
    `${(bytes / 1e3 / ms).toFixed(0)} MB/s`.padStart(12),
    `${((1000 * ms) / documentsRead).toFixed(2)} µs/document`.padStart(20),
    rest,
  );
console.log(`${documentsRead} documents, ${(bytes / 1e6).toFixed(1)} MB of text; the first stage that asks pays for a signal`);
for (const [name, { ms, edits, drops }] of taken) line(name, ms, `  ${edits} edited, ${drops} dropped`);
line("sketch for exact", sketchMs);
line(
  "together",
  [...taken.values()].reduce((sum, { ms }) => sum + ms, sketchMs),
);
