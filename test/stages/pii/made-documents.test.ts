import { describe, expect, it } from "vitest";
import { DETECTORS } from "../../../stages/pii/detectors.ts";
import { findInText } from "../../../stages/pii/find-in-text.ts";
import { PROFILES } from "../../../stages/pii/score.ts";
import type { EntityType } from "../../../stages/pii/span.ts";
import { figuresOf } from "../../helpers/labelled-texts.ts";
import { madeDocuments } from "../../helpers/made-documents.ts";
import { MAKERS } from "../../helpers/made-values.ts";

const DOCUMENTS = 400;
const documents = madeDocuments(2026, DOCUMENTS);
const found = new Map(documents.map(({ text }) => [text, findInText(text, DETECTORS, PROFILES.balanced)]));
const find = (text: string) => found.get(text) ?? [];
const shareOf = (making: string) => documents.filter((document) => document.making === making).length / DOCUMENTS;

describe("documents made by chance", () => {
  it("are the same for a seed, and mixed as intended", () => {
    expect(madeDocuments(2026, 9)).toEqual(documents.slice(0, 9));
    expect(madeDocuments(2027, 9)).not.toEqual(documents.slice(0, 9));
    expect(shareOf("valid")).toBeGreaterThan(0.62);
    expect(shareOf("tail")).toBeGreaterThan(0.09);
    expect(shareOf("typo")).toBeGreaterThan(0.09);
  });

  it("name the place of every value", () => {
    for (const { text, spans } of documents)
      for (const { start, end, label } of spans) expect(text.slice(start, end), label).toMatch(/^\S.*\S$/);
  });

  const types = Object.keys(MAKERS) as EntityType[];
  it.each(types.filter((type) => type !== "BUSINESS_REG_NO"))("have every %s found, whatever its check digits", (type) => {
    const { precision, recall } = figuresOf(documents, type, type, find);
    expect(precision).toBe(1);
    // A mistyped card number is taken for none without its check digit.
    expect(recall).toBeGreaterThanOrEqual(type === "CREDIT_CARD" ? 0.8 : type === "PERSON" ? 0.95 : 1);
  });

  it("have nothing found in them but what was put there", () => {
    for (const { text, spans } of documents)
      for (const span of find(text))
        expect(
          spans.some(({ start, end }) => start < span.end && span.start < end),
          `${span.rule} in ${text}`,
        ).toBe(true);
  });
});
