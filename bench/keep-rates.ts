import { tokenEstimate } from "../classifiers/token-estimate.ts";
import type { Batch } from "../engine/batch.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import type { BatchJudge, Verdicts } from "../engine/stage.ts";
import { c4 } from "../stages/filter/c4.ts";
import { fineweb } from "../stages/filter/fineweb.ts";
import { fineweb2Kor } from "../stages/filter/fineweb2-kor.ts";
import { gopher } from "../stages/filter/gopher.ts";
import { gopherRepetition } from "../stages/filter/gopher-repetition.ts";
import { kijilEn } from "../stages/filter/kijil-en.ts";
import { kijilKo } from "../stages/filter/kijil-ko.ts";
import { language } from "../stages/filter/language.ts";
import { lineRepair } from "../stages/filter/line-repair.ts";
import type { TellingStage } from "../stages/filter/rules.ts";
import { aBatch } from "../test/helpers/a-batch.ts";
import { corpora } from "../test/helpers/corpora.ts";

/**
 * What share of the estimated tokens of each shared corpus the presets keep, and what takes the rest: `npm run bench:keep-rates [--
 * calibrate|report] [part of a file name]`. Limits were set on the documents of even number; those of odd number are the report.
 */
const half = process.argv[2] === "calibrate" ? 0 : 1;
const kernels = loadKernels();
const context = { seed: 1, kernels };
const nothing = () => undefined;
const hear = (heard: Partial<Verdicts<string>>): Verdicts<string> => {
  return { drop: nothing, edit: nothing, setNumber: nothing, setLabel: nothing, ...heard };
};
const detect = (await language().open(context)) as BatchJudge<string>;
const repair = (await lineRepair().open(context)) as BatchJudge<string>;
const ours: Readonly<Record<string, TellingStage>> = { ko: kijilKo(), en: kijilEn() };
const published: Readonly<Record<string, readonly TellingStage[]>> = {
  ko: [fineweb2Kor()],
  en: [gopherRepetition(), gopher(), c4({ off: ["no-terminal-mark"] }), fineweb()],
};
const tokens = (batch: Batch, row: number) => tokenEstimate.count(batch, row) as number;
const failuresOf = (stages: readonly TellingStage[], batch: Batch, row: number): string[] =>
  stages.flatMap((stage) => stage.failures(batch, row).map(({ reason }) => reason));

console.log(
  "| source | documents | published chain | ours, no repair | ours | tokens in lines taken out | which lines | reasons, % of tokens |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
for (const { name, documents } of corpora(process.argv[3])) {
  let all = 0;
  let chain = 0;
  let whole = 0;
  let kept = 0;
  let cut = 0;
  const reasons = new Map<string, number>();
  const lines = new Map<string, number>();
  const some = documents.filter((_, index) => index % 2 === half);
  for (let from = 0; from < some.length; from += 500) {
    const mark = kernels.mark();
    const batch = aBatch(
      some.slice(from, from + 500).map(({ text }) => text),
      { kernels },
    );
    const langs: string[] = [];
    const setLabel = (row: number, attribute: string, label: string) => {
      if (attribute === "lang") langs[row] = label;
    };
    detect.judgeBatch(batch, hear({ setLabel }));
    const before = Array.from({ length: batch.count }, (_, row) => tokens(batch, row));
    const count = (row: number, reason: string) => reasons.set(reason, (reasons.get(reason) ?? 0) + (before[row] as number));
    for (let row = 0; row < batch.count; row++) {
      const own = ours[langs[row] as string];
      all += before[row] as number;
      if (!own) continue;
      if (failuresOf(published[langs[row] as string] as readonly TellingStage[], batch, row).length === 0)
        chain += before[row] as number;
      if (failuresOf([own], batch, row).length === 0) whole += before[row] as number;
    }
    const litter = new Set<number>();
    const edit = (row: number, _: string, at: number, bytes: number) => batch.setText(row, at, bytes);
    const setNumber = (_: number, attribute: string, value: number) => {
      const rule = attribute.replace("repair.", "");
      if (rule !== "removed") lines.set(rule, (lines.get(rule) ?? 0) + value);
    };
    repair.judgeBatch(batch, hear({ edit, setNumber, drop: (row) => void litter.add(row) }));
    for (let row = 0; row < batch.count; row++) {
      const own = ours[langs[row] as string];
      const left = tokens(batch, row);
      cut += (before[row] as number) - left;
      const broken = !own ? ["other-language"] : litter.has(row) ? ["mostly-litter"] : failuresOf([own], batch, row);
      if (broken.length === 0) kept += left;
      else count(row, broken[0] as string);
    }
    kernels.release(mark);
  }
  const percent = (part: number) => (all === 0 ? "–" : ((100 * part) / all).toFixed(1));
  const why = [...reasons].sort(([, a], [, b]) => b - a).slice(0, 4);
  const taken = [...lines]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 4)
    .map(([rule, count]) => `${rule} ${count}`)
    .join(", ");
  console.log(
    `| ${name} | ${some.length} | ${percent(chain)} | ${percent(whole)} | ${percent(kept)} | ${percent(cut)} | ${taken} | ${why.map(([reason, count]) => `${reason} ${percent(count)}`).join(", ")} |`,
  );
}
