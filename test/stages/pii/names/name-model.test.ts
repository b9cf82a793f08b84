import { describe, expect, it } from "vitest";
import { bareName, modelCandidates, withModel } from "../../../../stages/pii/names/name-model.ts";
import type { Candidate } from "../../../../stages/pii/span.ts";

const rule = (start: number, end: number, type: Candidate["type"] = "PERSON"): Candidate => ({
  start,
  end,
  type,
  score: 0.7,
  rule: "by-rule",
});
const model = (start: number, end: number): Candidate => ({ start, end, type: "PERSON", score: 0.9, rule: "model-person" });

describe("names from a model", () => {
  it.each([
    ["김하늘에게서", "김하늘"],
    ["김가은", "김가은"],
    ["이순신은", "이순신"],
    ["홍길동 씨", "홍길동"],
    ["박은", "박은"],
    ["Ada Example", "Ada Example"],
  ])("%s is %s", (word, name) => expect(bareName(word)).toBe(name));

  it("are taken when the model is sure, and nothing else is", () => {
    const text = "홍길동은 서울 달빛로 12에 산다";
    const labelled = [
      { start: 0, end: 4, label: "PS", score: 0.9 },
      { start: 5, end: 7, label: "LC", score: 0.99 },
      { start: 5, end: 14, label: "ADDRESS", score: 0.9 },
      { start: 15, end: 17, label: "PS", score: 0.5 },
    ];
    expect(modelCandidates(text, labelled).map(({ start, end, type }) => [text.slice(start, end), type])).toEqual([
      ["홍길동", "PERSON"],
      ["서울 달빛로 12", "ADDRESS"],
    ]);
  });

  it("are added where no rule has found anything", () => {
    const rules = [rule(10, 13), rule(20, 33, "PHONE")];
    expect(withModel(rules, [model(0, 3), model(9, 14), model(30, 34), model(40, 43), model(42, 45)])).toEqual([
      model(0, 3),
      ...rules,
      model(40, 43),
    ]);
  });
});
