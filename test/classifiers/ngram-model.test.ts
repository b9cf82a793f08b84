import { existsSync } from "node:fs";
import { eld } from "eld/small";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadNgramModel, scoreNgrams } from "../../classifiers/ngram-model.ts";
import { otherLanguages } from "../fixtures/other-languages.ts";
import { corpora, corporaFolder } from "../helpers/corpora.ts";

const model = loadNgramModel();
const english = model.languages.indexOf("en");

/** What the packed model and the package that it was packed from say of a text. */
function both(text: string) {
  const { best, score, asked, isReliable } = scoreNgrams(model, text, english);
  const found = eld.detect(text);
  const scores = found.getScores();
  return {
    ours: { language: model.languages[best] ?? "", score, asked, isReliable },
    theirs: {
      language: found.language,
      score: scores[found.language] ?? 0,
      asked: scores["en"] ?? 0,
      isReliable: found.isReliable(),
    },
  };
}

const expectEqual = (text: string) => {
  const { ours, theirs } = both(text);
  expect(ours, JSON.stringify(text)).toEqual(theirs);
};

describe("scoreNgrams answers as eld itself does", () => {
  it("on sentences of many languages", () => {
    for (const texts of Object.values(otherLanguages)) for (const text of texts as readonly string[]) expectEqual(text);
  });

  it("on nothing, apostrophes, long words and cuts", () => {
    for (const text of [
      "",
      " ",
      "a",
      "ab",
      "abc",
      "abcd",
      "don't 'tis rock ’n’ roll ' ''x",
      "İstanbul ẞ",
      "né ".repeat(200),
      "𝔘 x 😀y",
    ])
      expectEqual(text);
    for (let length = 60; length < 90; length++) expectEqual(`${"abcdefg".repeat(20).slice(0, length)} word`);
    for (let length = 340; length < 390; length++) expectEqual(`${"é x".repeat(200).slice(0, length)} and so on`);
  });

  it("on any text", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."abcdeéßñøł'’ .,ABÇ가".split("")), maxLength: 500 });
    fc.assert(fc.property(letters, expectEqual), { numRuns: 500 });
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), expectEqual), { numRuns: 500 });
  });

  it.skipIf(!existsSync(corporaFolder))("on the shared corpora", () => {
    for (const { documents } of corpora()) for (const { text } of documents.slice(0, 15)) expectEqual(text.slice(0, 400));
  });
});
