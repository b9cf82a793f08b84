import { describe, expect, it } from "vitest";
import { learn, makeLearningSet } from "../../../classifiers/linear/learn.ts";
import { LinearScorer } from "../../../classifiers/linear/linear-scorer.ts";
import { decodeModel, encodeModel, FEATURE_SPEC } from "../../../classifiers/linear/model-file.ts";
import { randomUnits } from "../../../classifiers/linear/random-units.ts";
import { FeatureMaker } from "../../../classifiers/linear/text-features.ts";
import { prepareRows, rawScore, TRAINING_DEFAULTS } from "../../../classifiers/linear/train-linear.ts";
import type { LabelledRow } from "../../../classifiers/training/labelled-rows.ts";
import { seededRandom } from "../../../classifiers/training/seeded-random.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";

const LESSON = "물이 끓는 까닭은 압력과 온도로 설명된다. 예를 들어 산 위에서는 압력이 낮으므로 더 낮은 온도에서 끓는다. ".split(
  " ",
);
const TALK = "오늘 진짜 너무 졸려요 ㅋㅋ 밥은 먹었어 그냥 집에 갈래 ".split(" ");
const GOOD =
  "The boiling point depends on pressure, because molecules need energy to escape. For example, water boils sooner on a mountain.".split(
    " ",
  );
const BAD = "lol i just want free stuff click here and buy now best deal ever my friend".split(" ");
const random = seededRandom(3);

/** Texts whose quality is the share of words of teaching, from sources that say nothing about it. */
const rows: LabelledRow[] = Array.from({ length: 160 }, (_, index) => {
  const lang = index % 2 === 0 ? "ko" : "en";
  const score = Math.floor(random() * 6);
  const [good, bad] = lang === "ko" ? [LESSON, TALK] : [GOOD, BAD];
  const words = Array.from({ length: 60 }, () => {
    const list = random() < score / 5 ? good : bad;
    return list[Math.floor(random() * list.length)] as string;
  });
  return {
    id: String(index),
    text: words.join(" "),
    lang,
    source: `s${index % 7}`,
    score,
    annotator: "person",
    rubric: "planted",
  };
});
const kernels = loadKernels();
const set = makeLearningSet(rows, [], kernels, TRAINING_DEFAULTS);
const bytes = encodeModel(learn(set, TRAINING_DEFAULTS));
const model = decodeModel(bytes, "model");

describe("a linear model", () => {
  it("is the same bytes from the same rows, below 2 MB", () => {
    const again = encodeModel(learn(makeLearningSet(rows, [], loadKernels(), TRAINING_DEFAULTS), TRAINING_DEFAULTS));
    expect(Buffer.compare(again, bytes)).toBe(0);
    expect(bytes.length).toBeLessThan(2_000_000);
  });

  it("finds planted quality in texts of its kind", () => {
    const scorer = new LinearScorer(model, kernels);
    const [good, bad, well, badly] = scorer.scoreAll([
      { text: LESSON.join(" ").repeat(3), lang: "ko" },
      { text: TALK.join(" ").repeat(3), lang: "ko" },
      { text: GOOD.join(" ").repeat(3), lang: "en" },
      { text: BAD.join(" ").repeat(3), lang: "en" },
    ]);
    expect(good?.edu).toBeGreaterThan(3.5);
    expect(well?.edu).toBeGreaterThan(3.5);
    expect(bad?.edu).toBeLessThan(1.5);
    expect(badly?.edu).toBeLessThan(1.5);
    expect(good?.atLeastThree).toBeGreaterThan(0.9);
    expect(good?.bucket).toBeGreaterThan(bad?.bucket ?? 19);
  });

  it("scores in kernel memory what the definition says", () => {
    const scorer = new LinearScorer(model, kernels);
    const maker = new FeatureMaker(loadKernels());
    const units = randomUnits();
    for (const { text, lang } of [
      ...rows.slice(0, 20),
      { text: "", lang: "en" as const },
      { text: "가".repeat(5000), lang: "ko" as const },
    ]) {
      const [score] = scorer.scoreAll([{ text, lang }]);
      expect(score?.raw).toBeCloseTo(rawScore(model, maker.of(text), units), 9);
    }
  });

  it("gives the same score to composed and decomposed text", () => {
    const scorer = new LinearScorer(model, kernels);
    const text = LESSON.join(" ");
    expect(scorer.scoreAll([{ text: text.normalize("NFD"), lang: "ko" }])).toEqual(scorer.scoreAll([{ text, lang: "ko" }]));
  });

  it("is refused when a byte is another, when it is no model, and when its features are others", () => {
    for (const place of [20, 400_000, bytes.length - 1]) {
      const damaged = Uint8Array.from(bytes);
      damaged[place] = (damaged[place] as number) ^ 1;
      expect(() => decodeModel(damaged, "m.bin")).toThrow(/m\.bin: the model is damaged/);
    }
    expect(() => decodeModel(Buffer.from("{}"), "m.bin")).toThrow(/m\.bin: not a model of kijil train/);
    const text = Buffer.from(bytes).toString("latin1").replace(FEATURE_SPEC, "0".repeat(64));
    expect(() => decodeModel(Buffer.from(text, "latin1"), "m.bin")).toThrow(/damaged/);
  });
});

describe("rows of several rubrics", () => {
  const row = (id: string, score: number, rubric: string): LabelledRow => ({ ...(rows[0] as LabelledRow), id, score, rubric });
  it("are moved to the scale of the main one by the texts that were scored under both", () => {
    const given = [
      row("a", 1, "main"),
      row("b", 2, "main"),
      row("c", 3, "main"),
      row("a", 2, "kind"),
      row("b", 3, "kind"),
      row("d", 4, "kind"),
    ];
    const maker = new FeatureMaker(kernels);
    const prepared = prepareRows([...given, row("e", 1, "main")], ({ text }) => maker.of(text), 0.3);
    expect(prepared.map(({ row: { id }, target, importance }) => [id, target, importance])).toEqual([
      ["a", 1, 1],
      ["b", 2, 1],
      ["c", 3, 1],
      ["d", 3, 0.3],
      ["e", 1, 1],
    ]);
  });
});
