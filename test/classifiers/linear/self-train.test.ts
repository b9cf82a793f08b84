import { describe, expect, it } from "vitest";
import { makeLearningSet } from "../../../classifiers/linear/learn.ts";
import { type Round, selfTrain } from "../../../classifiers/linear/self-train.ts";
import { TRAINING_DEFAULTS } from "../../../classifiers/linear/train-linear.ts";
import type { LabelledRow } from "../../../classifiers/training/labelled-rows.ts";
import { seededRandom } from "../../../classifiers/training/seeded-random.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";

const GOOD = "theorem proof because follows angle triangle equals sum therefore radius energy molecule pressure cell force".split(
  " ",
);
const BAD = "buy cheap click lol offer deal now free wow nice shop cart sale bonus hurry".split(" ");
const random = seededRandom(8);
const textOf = (score: number): string =>
  Array.from({ length: 40 }, () => {
    const list = random() < score / 5 ? GOOD : BAD;
    return list[Math.floor(random() * list.length)] as string;
  }).join(" ");
const rows: LabelledRow[] = Array.from({ length: 100 }, (_, index) => {
  const score = Math.floor(random() * 6);
  return {
    id: `l${index}`,
    text: textOf(score),
    lang: "en",
    source: `s${index % 10}`,
    score,
    annotator: "person",
    rubric: "planted",
  };
});
const unlabelled = Array.from({ length: 400 }, (_, index) => ({
  id: `u${index}`,
  text: textOf(random() * 5),
  lang: "en" as const,
  source: index < 40 ? `s${index % 10}` : `u${index % 15}`,
}));

describe("self-training", () => {
  it("adds texts that both views agree on, tells of each round, and never learns from frozen sources", () => {
    const set = makeLearningSet(rows, unlabelled, loadKernels(), TRAINING_DEFAULTS);
    const told: Round[] = [];
    const { rounds, rows: found, ended } = selfTrain(set, TRAINING_DEFAULTS, 2, (round) => told.push(round));
    expect(told).toEqual(rounds);
    expect(rounds[0]).toMatchObject({ round: 0, added: 0, addedGood: 0 });
    expect(rounds.length).toBeGreaterThan(1);
    expect(rounds[1]?.added).toBeGreaterThan(5);
    expect(rounds[1]?.addedGood).toBeLessThan(rounds[1]?.added as number);
    for (const { shareKept, frozenF1 } of rounds) {
      expect(shareKept.en).toBeGreaterThan(0.1);
      expect(shareKept.ko).toBe(0);
      expect(frozenF1).toBeGreaterThan(0.7);
    }
    expect(ended).toMatch(/round|rounds/);
    expect(found.slice(0, rows.length)).toEqual(set.rows);
    const again = selfTrain(
      makeLearningSet(rows, unlabelled, loadKernels(), TRAINING_DEFAULTS),
      TRAINING_DEFAULTS,
      2,
      () => undefined,
    );
    expect(again.rounds).toEqual(rounds);
  });
});
