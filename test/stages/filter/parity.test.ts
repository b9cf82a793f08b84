import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { c4 } from "../../../stages/filter/c4.ts";
import { fineweb } from "../../../stages/filter/fineweb.ts";
import { fineweb2Kor } from "../../../stages/filter/fineweb2-kor.ts";
import { gopher } from "../../../stages/filter/gopher.ts";
import { gopherRepetition } from "../../../stages/filter/gopher-repetition.ts";
import type { TellingStage } from "../../../stages/filter/rules.ts";
import { aBatch } from "../../helpers/a-batch.ts";
import { corpora } from "../../helpers/corpora.ts";
import { openStage } from "../../helpers/judge-records.ts";

/** What datatrove decided, one line a document and preset; its README tells how it was made. */
const verdictsFile = new URL("../../../../shared/data/F_filters/decisions.jsonl.gz", import.meta.url);
const isThere = existsSync(verdictsFile);
/** Every so many documents are judged. */
const EVERY = 9;

interface Verdict {
  readonly keep: boolean;
  readonly v?: { readonly n_words?: number; readonly out_sha?: string };
}

const RULES: Readonly<Record<string, readonly [stage: TellingStage, least: number]>> = {
  gopher_quality: [gopher(), 0.97],
  gopher_repetition: [gopherRepetition(), 0.98],
  fineweb_quality: [fineweb(), 0.97],
  chain_fineweb2_ko: [fineweb2Kor(), 0.93],
};
const C4 = { c4: c4(), c4_fineweb: c4({ off: ["no-terminal-mark"] }) } as const;

/** Agreements and documents, all of them and those of at least 50 words. */
const tally: Record<string, { all: [number, number]; long: [number, number] }> = {};
let sameTexts = 0;
let editedTexts = 0;

function count(preset: string, agrees: boolean, isLong: boolean): void {
  tally[preset] ??= { all: [0, 0], long: [0, 0] };
  for (const pair of isLong ? [tally[preset].all, tally[preset].long] : [tally[preset].all]) {
    pair[0] += Number(agrees);
    pair[1]++;
  }
}

describe.skipIf(!isThere)("agreement with datatrove's verdicts", () => {
  beforeAll(async () => {
    const theirs = new Map<string, Record<string, Verdict>>();
    for (const line of gunzipSync(readFileSync(verdictsFile)).toString().split("\n")) {
      if (line === "") continue;
      const { source, id, preset, keep, v } = JSON.parse(line) as Verdict & { source: string; id: string; preset: string };
      const key = `${source}|${id}`;
      theirs.set(key, { ...theirs.get(key), [preset]: { keep, ...(v === undefined ? {} : { v }) } });
    }
    const kernels = loadKernels();
    const judges = { c4: await openStage(C4.c4), c4_fineweb: await openStage(C4.c4_fineweb) };
    for (const { name, documents } of corpora()) {
      const sample = documents.filter(({ id }, index) => index % EVERY === 0 && theirs.has(`${name}|${id}`));
      if (sample.length === 0) continue;
      const mark = kernels.mark();
      const batch = aBatch(
        sample.map(({ text }) => text),
        { kernels },
      );
      sample.forEach(({ id }, row) => {
        const verdicts = theirs.get(`${name}|${id}`) as Record<string, Verdict>;
        const isLong = ((verdicts["gopher_quality"] ?? verdicts["fw2kor_gopher_quality"])?.v?.n_words ?? 0) >= 50;
        for (const [preset, [stage]] of Object.entries(RULES)) {
          const verdict = verdicts[preset];
          if (verdict) count(preset, (stage.failures(batch, row).length === 0) === verdict.keep, isLong);
        }
      });
      kernels.release(mark);
      if (!name.startsWith("en")) continue;
      for (const preset of ["c4", "c4_fineweb"] as const) {
        judges[preset](sample.map(({ text }) => text)).forEach((answer, row) => {
          const verdicts = theirs.get(`${name}|${sample[row]?.id}`) as Record<string, Verdict>;
          const verdict = verdicts[preset] as Verdict;
          const isKept = answer.action !== "drop";
          count(preset, isKept === verdict.keep, (verdicts["gopher_quality"]?.v?.n_words ?? 0) >= 50);
          if (!isKept || verdict.v?.out_sha === undefined) return;
          editedTexts++;
          if (createHash("sha256").update(answer.text).digest("hex").startsWith(verdict.v.out_sha)) sameTexts++;
        });
      }
    }
  });

  test.each([
    ...Object.entries(RULES).map(([preset, [, least]]) => [preset, least] as const),
    ["c4", 0.97],
    ["c4_fineweb", 0.97],
  ] as const)("%s: at least %d, of documents of 50 words and more too", (preset, least) => {
    for (const [agreements, documents] of Object.values(tally[preset] as (typeof tally)[string])) {
      expect(documents).toBeGreaterThan(500);
      expect(agreements / documents).toBeGreaterThanOrEqual(least);
    }
  });

  test("C4 leaves the same text", () => {
    expect(editedTexts).toBeGreaterThan(1000);
    expect(sameTexts).toBe(editedTexts);
  });
});
