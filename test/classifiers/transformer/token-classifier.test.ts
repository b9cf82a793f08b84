import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { TokenClassifier } from "../../../classifiers/transformer/token-classifier.ts";
import { labelWindows, placedTokens } from "../../../classifiers/transformer/word-tokens.ts";
import { InputError } from "../../../engine/errors.ts";
import { writeTransformer } from "../../helpers/a-transformer.ts";
import { scratchFolders } from "../../helpers/scratch.ts";

const scratch = scratchFolders();
const WORDS = ["한", "##나", "##린", "##에게", "길", "##동", "편지", "를", "썼다", "hana", "lee", "wrote", "to"];
const LABELS = ["O", "B-PS", "I-PS"];

function aModel(tokens = 16): string {
  const folder = join(scratch(), "model");
  const labelOf = { 한: "B-PS", "##나": "I-PS", "##린": "I-PS", "##에게": "I-PS", hana: "B-PS", lee: "I-PS" };
  writeTransformer(folder, { head: "token", labels: LABELS, words: WORDS, labelOf, tokens });
  return folder;
}

describe("a token classifier", () => {
  it("gives every label the characters it stands for, in windows shorter than the text", async () => {
    const classifier = await TokenClassifier.open(aModel());
    const line = "편지 한나린에게 썼다, Hana Lee wrote! ";
    const texts = [line.repeat(9), "", "  길동  ", "\ud800 한나린"];
    const spans = await classifier.label(texts);
    expect(spans.map((of, text) => of.map(({ start, end }) => texts[text]?.slice(start, end)))).toEqual([
      Array.from({ length: 9 }, () => ["한나린에게", "Hana Lee"]).flat(),
      [],
      [],
      ["한나린"],
    ]);
    expect(spans[0]?.every(({ label, score }) => label === "PS" && score > 0.9)).toBe(true);
    await classifier.close();
  });

  it("refuses a model without a head for tokens, by what to give instead", async () => {
    const folder = join(scratch(), "model");
    writeTransformer(folder, { head: "sequence" });
    const classifier = await TokenClassifier.open(folder);
    await expect(classifier.label(["good"])).rejects.toThrow(InputError);
    await expect(classifier.label(["good"])).rejects.toThrow("token classification");
    await classifier.close();
  });
});

describe("windows of tokens", () => {
  const tokensOf = (word: string) => ({
    ids: [...word].map(() => 1),
    forms: [...word].map((each, at) => (at === 0 ? each : `##${each}`)),
  });
  const text = "가나다 라 마바사아 자차 카타파하 ".repeat(20);
  const tokens = placedTokens(text, tokensOf);

  it.each([12, 17, 64, 400])("of %i tokens keep each token once, and begin at words", (most) => {
    const windows = labelWindows(tokens, most, 6);
    expect(windows[0]?.keepFrom).toBe(0);
    for (const [index, { from, to, keepFrom, keepTo }] of windows.entries()) {
      expect(to - from).toBeLessThanOrEqual(most);
      expect(keepFrom).toBeGreaterThanOrEqual(from);
      expect(keepTo).toBeLessThanOrEqual(to);
      expect(keepTo).toBe(windows[index + 1]?.keepFrom ?? tokens.length);
      expect(tokens[from]?.beginsWord).toBe(true);
    }
  });

  it("lie where their letters lie, also where the tokenizer folds them", () => {
    const folded = placedTokens("ＡＢ é", (word) => ({ ids: [1], forms: [word === "é" ? "e" : "ab"] }));
    expect(folded.map(({ start, end }) => [start, end])).toEqual([
      [0, 2],
      [3, 4],
    ]);
  });
});

const model = fileURLToPath(new URL("../../../../shared/models/ko-ner-klue-e5small", import.meta.url));

describe.skipIf(!existsSync(model))("a real Korean model", () => {
  it("finds a name in a text longer than its window, at its characters", async () => {
    const classifier = await TokenClassifier.open(model, { threads: 1 });
    const text = `${"서울에서 열린 회의는 오후에 끝났다. ".repeat(60)}홍길동 대표는 이영희 교수에게 편지를 썼다.`;
    const [spans = []] = await classifier.label([text]);
    const names = spans.filter(({ label }) => label === "PS").map(({ start, end }) => text.slice(start, end));
    expect(names.some((name) => name.startsWith("홍길동"))).toBe(true);
    expect(names.some((name) => name.startsWith("이영희"))).toBe(true);
    await classifier.close();
  });
});
