import { describe, expect, it } from "vitest";
import { bySource } from "../../../classifiers/evaluation/bootstrap.ts";
import { heldOutFigures, scoreHeldOut } from "../../../classifiers/evaluation/held-out.ts";
import type { LabelledRow } from "../../../classifiers/training/labelled-rows.ts";
import { seededRandom } from "../../../classifiers/training/seeded-random.ts";
import { sourceFolds } from "../../../classifiers/training/source-folds.ts";

const random = seededRandom(11);
const rows: LabelledRow[] = Array.from({ length: 400 }, (_, index) => {
  const score = Math.floor(random() * 6);
  const source = `source-${Math.floor(random() ** 2 * 20)}`;
  return {
    id: String(index),
    text: String(score),
    lang: index % 3 === 0 ? "en" : "ko",
    source,
    score,
    annotator: "person",
    rubric: "r",
  };
});
const sources = rows.map(({ source }) => source);

describe("held-out sources", () => {
  it("lie in one fold whole, in folds of like size, another way for each seed", () => {
    const folds = sourceFolds(sources, 5, 0);
    for (const source of new Set(sources)) expect(new Set(folds.filter((_, row) => sources[row] === source)).size).toBe(1);
    for (let fold = 0; fold < 5; fold++) expect(folds.filter((each) => each === fold).length).toBeGreaterThan(40);
    expect(sourceFolds(sources, 5, 0)).toEqual(folds);
    expect(sourceFolds(sources, 5, 1)).not.toEqual(folds);
  });

  it("are never seen by the model that scores them, and every row is scored once a seed", async () => {
    const runs = await scoreHeldOut(rows, (train, test) => {
      const seen = new Set(train.map(({ source }) => source));
      expect(test.filter(({ source }) => seen.has(source))).toEqual([]);
      expect(train.length + test.length).toBe(rows.length);
      return test.map(({ text }) => Number(text));
    });
    expect(runs).toHaveLength(3);
    for (const { scores } of runs) expect(Array.from(scores)).toEqual(rows.map(({ score }) => score));
    const figures = heldOutFigures(rows, runs, "ko");
    expect(figures).toMatchObject({ auroc: { value: 1, low: 1, high: 1 }, f1: { value: 1 } });
    expect(figures.rows).toBe(rows.filter(({ lang }) => lang === "ko").length);
  });

  it("give scores of chance an interval around one half", async () => {
    const runs = await scoreHeldOut(rows, (_, test) => test.map(() => random()));
    const { auroc } = heldOutFigures(rows, runs);
    expect(auroc.low).toBeLessThan(0.5);
    expect(auroc.high).toBeGreaterThan(0.5);
    expect(auroc.high - auroc.low).toBeLessThan(0.2);
  });

  it("make intervals wider where few sources carry the figure", () => {
    const measure = (drawn: readonly number[]) => drawn.reduce((sum, row) => sum + (row < 50 ? 1 : 0), 0) / drawn.length;
    const one = bySource(
      Array.from({ length: 100 }, (_, row) => (row < 50 ? "a" : `b${row}`)),
      measure,
    );
    const many = bySource(
      Array.from({ length: 100 }, (_, row) => `c${row}`),
      measure,
    );
    expect(one.value).toBe(0.5);
    expect(one.high - one.low).toBeGreaterThan(2 * (many.high - many.low));
  });
});
