import type { DocumentStage } from "../engine/stage.ts";
import { lineShape } from "../stages/filter/line-shape.ts";
import { scriptRatio } from "../stages/filter/script-ratio.ts";
import { symbolRatio } from "../stages/filter/symbol-ratio.ts";
import { textLength } from "../stages/filter/text-length.ts";
import { corpora } from "../test/helpers/corpora.ts";
import { openStage } from "../test/helpers/judge-records.ts";

/** Prints what share of each shared corpus the filters keep, each alone and with its default thresholds, and the middle 98 % of the number it measures. */
const stages: readonly DocumentStage[] = [textLength(), symbolRatio(), lineShape(), scriptRatio()];
const judges = await Promise.all(stages.map((stage) => openStage(stage)));
const measured = ["text.characters", "text.symbols", "text.bullets", "text.script"];

console.log(
  "source".padEnd(44),
  ...stages.map(({ name }) => `${name} %`.padStart(15)),
  ...measured.map((name) => `${name} 1–99 %`.padStart(23)),
  " dropped",
);
for (const { name, documents } of corpora(process.argv[2])) {
  const lang = name.slice(0, 2);
  const dropped: Record<string, number> = {};
  const cells: string[] = [];
  const ranges: string[] = [];
  judges.forEach((judge, index) => {
    let kept = 0;
    const values: number[] = [];
    for (let from = 0; from < documents.length; from += 500) {
      for (const { action, reason, set } of judge(
        documents.slice(from, from + 500).map(({ text }) => ({ text, attributes: { lang } })),
      )) {
        if (action === "keep") kept++;
        else dropped[reason as string] = (dropped[reason as string] ?? 0) + 1;
        values.push(set[measured[index] as string] as number);
      }
    }
    values.sort((a, b) => a - b);
    const at = (share: number) => Number(values[Math.floor((values.length - 1) * share)]?.toFixed(2));
    cells.push(((100 * kept) / documents.length).toFixed(1).padStart(15));
    ranges.push(`${at(0.01)}–${at(0.99)}`.padStart(23));
  });
  console.log(name.padEnd(44), ...cells, ...ranges, "", JSON.stringify(dropped).replace(/[{}"]/g, ""));
}
