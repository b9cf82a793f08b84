import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CascadeScorer } from "../../../classifiers/cascade-scorer.ts";
import type { EduScore, Scorer, TextToScore } from "../../../classifiers/scorer.ts";
import { Transformer } from "../../../classifiers/transformer/transformer.ts";
import { TransformerScorer } from "../../../classifiers/transformer/transformer-scorer.ts";
import { ConfigError, InputError } from "../../../engine/errors.ts";
import { writeTransformer } from "../../helpers/a-transformer.ts";
import { scratchFolders } from "../../helpers/scratch.ts";

const scratch = scratchFolders();
const english = (text: string): TextToScore => ({ text, lang: "en" });
const TEXTS = ["good", "bad atoms 원자은.", "", "원자 물질 good unknown-word good.", "bad ".repeat(13)].map(english);
const GRADES = Array.from({ length: 6 }, (_, grade) => `LABEL_${grade}`);

function aModel(shape: Parameters<typeof writeTransformer>[1]): string {
  const folder = join(scratch(), "model");
  writeTransformer(folder, shape);
  return folder;
}

describe("a transformer with a head", () => {
  it("of one class is read as a regression, one text at a time or many", async () => {
    const scorer = await TransformerScorer.open(aModel({ head: "sequence" }));
    const together = await scorer.scoreAll(TEXTS);
    const alone = await Promise.all(TEXTS.map(async (text) => (await scorer.scoreAll([text]))[0] as EduScore));
    for (const [index, { raw }] of together.entries()) expect(raw).toBeCloseTo((alone[index] as EduScore).raw, 5);
    expect(new Set(together.map(({ raw }) => raw)).size).toBe(TEXTS.length);
    expect(together.every(({ edu }) => edu >= 0 && edu <= 5)).toBe(true);
    await scorer.close();
  });

  it("of six grades gives the expected grade, of two classes the probability of the good one", async () => {
    const folder = aModel({ head: "sequence", labels: GRADES });
    const transformer = await Transformer.open(folder);
    const [logits] = await transformer.logits(["원자 물질 good"]);
    const powers = [...(logits as Float64Array)].map(Math.exp);
    const sum = powers.reduce((total, power) => total + power, 0);
    const expected = powers.reduce((total, power, grade) => total + (grade * power) / sum, 0);
    const scorer = await TransformerScorer.open(folder);
    expect((await scorer.scoreAll([english("원자 물질 good")]))[0]?.edu).toBeCloseTo(expected, 6);

    const binary = aModel({ head: "sequence", labels: ["web", "textbook"], seed: 5 });
    await expect(TransformerScorer.open(binary)).rejects.toThrow(ConfigError);
    const good = (await (await TransformerScorer.open(binary, { positive: "textbook" })).scoreAll(TEXTS)) as readonly EduScore[];
    const bad = (await (await TransformerScorer.open(binary, { positive: "web" })).scoreAll(TEXTS)) as readonly EduScore[];
    for (const [index, { edu, atLeastThree }] of good.entries()) {
      expect(edu + (bad[index] as EduScore).edu).toBeCloseTo(5, 5);
      expect(atLeastThree).toBeCloseTo(edu / 5, 9);
    }
  });

  it("averages over windows where a text is longer than its own", async () => {
    const transformer = await Transformer.open(aModel({ head: "sequence", tokens: 10 }));
    const [whole, first, second] = await transformer.logits([
      `${"good ".repeat(8)}${"bad ".repeat(8)}`,
      "good ".repeat(8),
      "bad ".repeat(8),
    ]);
    expect(whole?.[0]).toBeCloseTo(((first?.[0] as number) + (second?.[0] as number)) / 2, 5);
  });

  it("tells of its progress by windows and tokens", async () => {
    const seen: number[][] = [];
    const options = { onBatch: (at: { windows: number; allWindows: number; tokens: number }) => seen.push(Object.values(at)) };
    await (await TransformerScorer.open(aModel({ head: "sequence", tokens: 10 }), options)).scoreAll([
      english("good bad"),
      english("good ".repeat(9)),
    ]);
    expect(seen.at(-1)).toEqual([3, 3, 4 + 7 + 6]);
  });
});

describe("a transformer without a head for texts", () => {
  it("gives the mean of its last states", async () => {
    const transformer = await Transformer.open(aModel({ head: "none", hidden: 12 }));
    const [one, other] = await transformer.features(["good", "good good good bad bad"]);
    expect(one).toHaveLength(12);
    expect(one).not.toEqual(other);
    await expect(transformer.logits(["good"])).rejects.toThrow(/no logits for a whole text/);
  });

  it("with a head for tokens is refused as a scorer", async () => {
    const scorer = await TransformerScorer.open(aModel({ head: "token", labels: GRADES }));
    await expect(scorer.scoreAll(TEXTS)).rejects.toThrow(InputError);
  });
});

describe("a model that is not there", () => {
  it.each([
    ["no folder and no hub id", () => "not/a/hub/id", /no such folder/],
    ["a folder without config", () => scratch(), /holds no config\.json/],
    [
      "a folder without weights",
      () => {
        const folder = scratch();
        for (const file of ["config.json", "tokenizer.json"]) writeFileSync(join(folder, file), "{}");
        mkdirSync(join(folder, "onnx"));
        return folder;
      },
      /weights are not there/,
    ],
    [
      "weights that are none",
      () => {
        const folder = aModel({ head: "sequence" });
        writeFileSync(join(folder, "onnx/model.onnx"), "no weights");
        return folder;
      },
      /cannot be opened/,
    ],
  ])("is told of: %s", async (_, where, message) => {
    await expect(TransformerScorer.open(where())).rejects.toThrow(InputError);
    await expect(TransformerScorer.open(where())).rejects.toThrow(message);
  });
});

describe("a cascade", () => {
  const scorer = (id: string, edu: (text: string) => number, asked: string[]): Scorer => ({
    id,
    version: 1,
    languages: ["ko", "en"],
    scoreAll: (texts) =>
      texts.map(({ text }) => {
        asked.push(text);
        return { raw: 100 * edu(text), edu: edu(text), atLeastThree: edu(text) / 5 };
      }),
  });

  it("gives the second scorer only what the first lets pass", async () => {
    const [first, second]: [string[], string[]] = [[], []];
    const cascade = new CascadeScorer(
      scorer("a", (text) => text.length, first),
      scorer("b", () => 4, second),
      0.4,
    );
    const scores = await cascade.scoreAll(["a", "bb", "ccc"].map(english));
    expect(scores.map(({ raw, edu }) => [raw, edu])).toEqual([
      [1, 1],
      [4, 4],
      [4, 4],
    ]);
    expect([first, second]).toEqual([
      ["a", "bb", "ccc"],
      ["bb", "ccc"],
    ]);
    expect(cascade.counts).toEqual({ all: 3, passed: 2 });
  });
});
