import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applyHead, fitHead } from "../../../classifiers/encoder/encoder-head.ts";
import { EncoderScorer } from "../../../classifiers/encoder/encoder-scorer.ts";
import { headFile } from "../../../classifiers/encoder/head-file.ts";
import { calibrated, fitCalibration } from "../../../classifiers/encoder/score-calibration.ts";
import type { EduScore, Scorer } from "../../../classifiers/scorer.ts";
import { seededRandom } from "../../../classifiers/training/seeded-random.ts";
import { Transformer } from "../../../classifiers/transformer/transformer.ts";
import { ConfigError, IntegrityError } from "../../../engine/errors.ts";
import { writeTransformer } from "../../helpers/a-transformer.ts";
import { scratchFolders } from "../../helpers/scratch.ts";

const scratch = scratchFolders();
const TEXTS = ["good good", "bad", "원자 물질", "long bad bad", "물질 good ."];
const SCORES = [4, 0, 5, 1, 3];
const five: Scorer = {
  id: "linear:five",
  version: 1,
  languages: ["ko", "en"],
  scoreAll: (texts) => texts.map(() => ({ raw: 5, edu: 5, atLeastThree: 1 })),
};
const plain = { slope: 1, offset: 0, steepness: 2, shift: -5 };

async function aHead(): Promise<{ encoder: string; path: string; alone: readonly number[] }> {
  const encoder = join(scratch(), "encoder");
  writeTransformer(encoder, { head: "none" });
  const transformer = await Transformer.open(encoder);
  const features = await transformer.features(TEXTS);
  const head = fitHead(features, SCORES);
  const path = join(scratch(), "head.json");
  const calibrations = { en: plain };
  const stack = { share: 0.25, linear: five.id, calibrations };
  writeFileSync(path, headFile({ encoder: transformer.id, head, calibrations, stack, card: { labels: 5 } }));
  return { encoder, path, alone: features.map((row) => applyHead(head, row)) };
}

describe("a scorer on a frozen encoder", () => {
  it("scores as its head was fitted, alone and beside the scorer that it was stacked with", async () => {
    const { encoder, path, alone } = await aHead();
    const texts = TEXTS.map((text) => ({ text, lang: "en" as const }));
    const scorer = await EncoderScorer.open(path, encoder);
    const stacked = await EncoderScorer.open(path, encoder, { linear: five });
    expect([scorer.languages, scorer.id]).toEqual([["en"], expect.stringMatching(/^encoder:[0-9a-f]{12}$/)]);
    const [own, both] = [await scorer.scoreAll(texts), await stacked.scoreAll(texts)];
    for (const [index, score] of alone.entries()) {
      expect(own[index]?.raw).toBeCloseTo(score, 4);
      expect(both[index]?.raw).toBeCloseTo(0.75 * score + 1.25, 4);
      expect(own[index]).toEqual(calibrated((own[index] as EduScore).raw, plain));
    }
  });

  it("refuses another encoder, another linear scorer and a changed file", async () => {
    const { encoder, path } = await aHead();
    const other = join(scratch(), "other");
    writeTransformer(other, { head: "none", seed: 2 });
    await expect(EncoderScorer.open(path, other)).rejects.toThrow(/trained on another encoder/);
    await expect(EncoderScorer.open(path, encoder, { prefix: "passage: " })).rejects.toThrow(ConfigError);
    await expect(EncoderScorer.open(path, encoder, { linear: { ...five, id: "linear:six" } })).rejects.toThrow(
      /another linear scorer/,
    );
    writeFileSync(path, readFileSync(path, "utf8").replace('"share": 0.25', '"share": 0.35'));
    await expect(EncoderScorer.open(path, encoder)).rejects.toThrow(IntegrityError);
    writeFileSync(path, "{}");
    await expect(EncoderScorer.open(path, encoder)).rejects.toThrow(/it is no head/);
  });
});

describe("a calibration", () => {
  it("finds the line and the curve that labels were drawn by", () => {
    const random = seededRandom(6);
    const raw = Array.from({ length: 4_000 }, () => 4 * random() - 2);
    const labels = raw.map((value) => (random() < 1 / (1 + Math.exp(-(3 * value - 1))) ? 4 : 1));
    const found = fitCalibration(raw, labels);
    expect(found.steepness).toBeCloseTo(3, 0);
    expect(found.shift).toBeCloseTo(-1, 0);
    const mean = raw.reduce((sum, value) => sum + calibrated(value, found).atLeastThree, 0) / raw.length;
    expect(mean).toBeCloseTo(labels.filter((label) => label === 4).length / raw.length, 2);
  });

  it("stays finite where the classes are parted cleanly, and where nothing varies", () => {
    for (const [raw, labels] of [
      [
        [0, 1, 2, 3],
        [0, 0, 5, 5],
      ],
      [
        [1, 1, 1],
        [0, 5, 3],
      ],
      [
        [1, 2, 3],
        [1, 1, 1],
      ],
    ] as const) {
      const { edu, atLeastThree } = calibrated(1.5, fitCalibration(raw, labels));
      expect(edu >= 0 && edu <= 5 && atLeastThree > 0 && atLeastThree < 1).toBe(true);
    }
  });
});
