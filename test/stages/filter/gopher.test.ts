import { expect, it } from "vitest";
import { gopher } from "../../../stages/filter/gopher.ts";
import { GOPHER_RULES } from "../../../stages/filter/gopher-rules.ts";
import { aBatch } from "../../helpers/a-batch.ts";
import { describeEachRule } from "../../helpers/each-rule.ts";
import { describeStage } from "../../helpers/stage-contract.ts";
import { GOPHER, PLAIN } from "./texts-for-rules.ts";

describeEachRule(gopher, GOPHER_RULES, GOPHER);

describeStage(gopher(), {
  keeps: [PLAIN.repeat(5), { text: "짧은 글", attributes: { lang: "ko" } }],
  drops: { "too-few-words": [PLAIN, { text: PLAIN, attributes: { lang: "en" } }, ""] },
  unreachable: Object.values(GOPHER_RULES).map(({ reason }) => reason),
  attributes: [
    [PLAIN, { "gopher.words": 11, "gopher.letter-words": 11 / 12, "gopher.stop-words": 5, "gopher.mean-length": 41 / 11 }],
  ],
});

it("tells every rule that a document breaks", () => {
  const batch = aBatch(["- 1 2 3"]);
  expect(
    gopher()
      .failures(batch, 0)
      .map(({ reason }) => reason),
  ).toEqual(["too-few-words", "short-words", "mostly-bullets", "few-letter-words", "few-stop-words"]);
});

it("refuses published limits over words of another rule", () => {
  expect(gopher({ words: "blanks" }).problems.map(({ message }) => message)).toEqual([
    "gopher: words is blanks, and the published limits belong to words of the rule english. Give every limit anew, or leave words out",
  ]);
  expect(gopher().withOptions({ minWords: 3 }).options).toMatchObject({ minWords: 3, maxWords: 100_000 });
});
