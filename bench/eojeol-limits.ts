import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Batch } from "../engine/batch.ts";
import { loadKernels, type WordRule } from "../engine/kernels/kernels.ts";
import { FINEWEB_RULES } from "../stages/filter/fineweb-rules.ts";
import { fineweb2Kor } from "../stages/filter/fineweb2-kor.ts";
import { GOPHER_RULES } from "../stages/filter/gopher-rules.ts";
import { korEojeol } from "../stages/filter/kor-eojeol.ts";
import { REPETITION_RULES } from "../stages/filter/repetition-rules.ts";
import type { Rule } from "../stages/filter/rules.ts";
import { aBatch } from "../test/helpers/a-batch.ts";
import { corpora } from "../test/helpers/corpora.ts";

/**
 * Limits over eojeol that decide as FineWeb2's limits over morphemes do, each rule by itself: on two documents of three the limit with the
 * fewest unlike verdicts is looked for; on the third `kor-eojeol` is held against datatrove's verdicts with Kiwi: `npm run
 * bench:eojeol-limits`.
 */
const rules: Readonly<Record<string, Rule>> = { ...REPETITION_RULES, ...FINEWEB_RULES, ...GOPHER_RULES };
const published = fineweb2Kor().options as unknown as Readonly<Record<string, number>> & { readonly off: readonly string[] };
const names = Object.keys(rules).filter((name) => !published.off.includes(name) && name !== "minStopWords");
const kernels = loadKernels();
const values = Object.fromEntries(names.map((name) => [name, [] as (readonly [korean: number, blanks: number])[]]));
const measure = (name: string, batch: Batch, row: number, words: WordRule) => (rules[name] as Rule).measure(batch, row, words);

const theirs = new Map<string, boolean>();
const file = new URL("../../shared/data/F_filters/decisions.jsonl.gz", import.meta.url);
for (const line of gunzipSync(readFileSync(file)).toString().split("\n")) {
  if (!line.includes('"chain_fineweb2_ko"')) continue;
  const { source, id, keep } = JSON.parse(line) as { source: string; id: string; keep: boolean };
  theirs.set(`${source}|${id}`, keep);
}
const agreement = { all: [0, 0], long: [0, 0] } as const satisfies Record<string, readonly number[]>;
const tally = { all: [0, 0], long: [0, 0] } as Record<keyof typeof agreement, [number, number]>;
const stage = korEojeol();
for (const { name: source, documents } of corpora("ko_")) {
  documents.forEach(({ id, text }, index) => {
    const verdict = theirs.get(`${source}|${id}`);
    if (verdict === undefined) return;
    const mark = kernels.mark();
    const batch = aBatch([text], { kernels });
    if (index % 3 !== 2) {
      for (const name of names) values[name]?.push([measure(name, batch, 0, "korean"), measure(name, batch, 0, "blanks")]);
    } else {
      const agrees = (stage.failures(batch, 0).length === 0) === verdict;
      const isLong = batch.wordStat(0, "korean", "solidWords") >= 50;
      for (const kind of isLong ? (["all", "long"] as const) : (["all"] as const)) {
        tally[kind][0] += Number(agrees);
        tally[kind][1]++;
      }
    }
    kernels.release(mark);
  });
}
console.log("| limit | morphemes | eojeol | unlike verdicts | broken over morphemes |\n| --- | --- | --- | --- | --- |");
for (const name of names) {
  const limit = published[name] as number;
  const pairs = values[name] as (readonly [number, number])[];
  const isLeast = name.startsWith("min");
  const { best, unlike } = limitOf(
    pairs.map(([korean, blanks]) => [isLeast ? korean < limit : korean > limit, blanks]),
    isLeast,
  );
  const broken = pairs.filter(([korean]) => (isLeast ? korean < limit : korean > limit)).length;
  console.log(`| ${name} | ${limit} | ${Number(best.toPrecision(3))} | ${unlike} of ${pairs.length} | ${broken} |`);
}
for (const [kind, [same, all]] of Object.entries(tally))
  console.log(`${kind}: ${same} of ${all} verdicts as datatrove's, ${((100 * same) / all).toFixed(2)} %`);

/** The limit with the fewest unlike verdicts; of equals the middle one. */
function limitOf(pairs: (readonly [broken: boolean, value: number])[], isLeast: boolean): { best: number; unlike: number } {
  const sorted = pairs.toSorted((a, b) => a[1] - b[1]);
  // Below a place everything is on one side: begin with the limit below all values.
  let unlike = sorted.filter(([broken]) => broken === isLeast).length;
  let least = unlike;
  let equals: number[] = [(sorted[0]?.[1] ?? 0) - 1e-9];
  sorted.forEach(([broken, value], index) => {
    unlike += broken === isLeast ? -1 : 1;
    const next = sorted[index + 1]?.[1] ?? value * 1.05;
    if (next === value) return;
    const between = (value + next) / 2;
    if (unlike < least) equals = [];
    if (unlike <= least) equals.push(between);
    least = Math.min(least, unlike);
  });
  return { best: equals[equals.length >> 1] as number, unlike: least };
}
