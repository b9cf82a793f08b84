import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FastTextModel } from "../../../classifiers/fasttext/fasttext-model.ts";
import { type FastTextTraining, trainFastText } from "../../../classifiers/fasttext/trainer.ts";
import { seededRandom } from "../../../classifiers/training/seeded-random.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { scratchFolders } from "../../helpers/scratch.ts";

const kernels = loadKernels();
const scratch = scratchFolders();
const WORDS = {
  chemistry: ["원자는", "분자를", "반응이", "energy", "molecule", "가열하면"],
  market: ["할인", "쿠폰", "구매하세요", "sale", "cheap", "무료배송"],
  law: ["제1조", "법률은", "시행한다", "court", "shall", "공포한"],
};
const TRAINING: FastTextTraining = {
  dimensions: 8,
  epochs: 12,
  learningRate: 0.5,
  minCount: 2,
  wordNgrams: 2,
  bucket: 500,
  minn: 2,
  maxn: 3,
  seed: 4,
};

const random = seededRandom(11);
const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)] as string;
const everyWord = Object.values(WORDS).flat();
const lines = Array.from({ length: 300 }, (_, index) => {
  const label = Object.keys(WORDS)[index % 3] as keyof typeof WORDS;
  return { label, text: [...Array.from({ length: 6 }, () => pick(WORDS[label])), pick(everyWord), pick(everyWord)].join(" ") };
});

function probabilities(model: FastTextModel, text: string): Record<string, number> {
  const mark = kernels.mark();
  const bytes = Buffer.from(text);
  const at = kernels.alloc(bytes.length);
  kernels.bytes().set(bytes, at);
  const found = new Float64Array(model.labels.length);
  model.predict(at, bytes.length, found);
  kernels.release(mark);
  return Object.fromEntries(model.labels.map((label, index) => [label, found[index] as number]));
}

const best = (found: Record<string, number>): string => Object.entries(found).sort(([, a], [, b]) => b - a)[0]?.[0] as string;

describe("training as fastText does", () => {
  const file = trainFastText(lines.slice(0, 200), TRAINING, kernels);

  it("tells unseen lines apart", () => {
    const path = join(scratch(), "trained.bin");
    writeFileSync(path, file);
    const model = FastTextModel.open(path, kernels);
    const right = lines.slice(200).filter(({ text, label }) => best(probabilities(model, text)) === label);
    expect(right.length).toBeGreaterThan(90);
  });

  it("gives the same bytes from the same lines and seed, and others from another seed", () => {
    expect(trainFastText(lines.slice(0, 200), TRAINING, kernels).equals(file)).toBe(true);
    expect(trainFastText(lines.slice(0, 200), { ...TRAINING, seed: 5 }, kernels).equals(file)).toBe(false);
  });

  const python = process.env["KIJIL_PYTHON"];
  it.skipIf(python === undefined)("writes what fastText itself reads, with the same answers (KIJIL_PYTHON with fasttext)", () => {
    const path = join(scratch(), "trained.bin");
    writeFileSync(path, file);
    const program = `import fasttext, json, sys
model = fasttext.load_model(sys.argv[1])
print(json.dumps([{b: a for a, b in model.f.predict(text + "\\n", -1, 0.0, "strict")} for text in json.loads(sys.argv[2])]))`;
    const texts = lines.slice(200, 220).map(({ text }) => text);
    const theirs = JSON.parse(
      execFileSync(python as string, ["-c", program, path, JSON.stringify(texts)], {
        stdio: ["ignore", "pipe", "ignore"],
      }).toString(),
    ) as Record<string, number>[];
    const model = FastTextModel.open(path, kernels);
    for (const [index, text] of texts.entries())
      for (const [label, probability] of Object.entries(probabilities(model, text)))
        expect(theirs[index]?.[`__label__${label}`]).toBeCloseTo(probability, 5);
  });
});
