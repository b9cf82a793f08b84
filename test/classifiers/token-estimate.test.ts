import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { tokenEstimate } from "../../classifiers/token-estimate.ts";
import { openTokenizer } from "../../classifiers/tokenizer.ts";
import { loadKernels } from "../../engine/kernels/kernels.ts";
import { aBatch } from "../helpers/a-batch.ts";
import { corpora, corporaFolder } from "../helpers/corpora.ts";

it("is zero for nothing and grows with the text", () => {
  const batch = aBatch(["", "한 문장이다.", "한 문장이다. 또 한 문장이다.", "a ".repeat(100_000)]);
  const [nothing, one, two, many] = [0, 1, 2, 3].map((row) => tokenEstimate.count(batch, row));
  expect(nothing).toBe(0);
  expect(two as number).toBeGreaterThan(one as number);
  // More words than the kernel counts at once.
  expect(many as number).toBeGreaterThan(95_000);
});

it.skipIf(!existsSync(corporaFolder))("stays within a tenth of the exact count on a corpus of each language", async () => {
  const kernels = loadKernels();
  const exact = await openTokenizer("o200k", { kernels });
  for (const name of ["ko_personal-blog", "ko_ud_kaist", "en_wiki_xquad", "en_web_ewt_answers"]) {
    for (const { documents } of corpora(name)) {
      const batch = aBatch(
        documents.map(({ text }) => text),
        { kernels },
      );
      const sum = (count: (row: number) => number) => documents.reduce((total, _, row) => total + count(row), 0);
      const share = sum((row) => tokenEstimate.count(batch, row)) / sum((row) => exact.count(batch, row));
      expect(Math.abs(share - 1), name).toBeLessThan(0.1);
    }
  }
});
