import { describe, expect, it } from "vitest";
import { address } from "../../../../stages/pii/addresses/address.ts";
import { birthDate } from "../../../../stages/pii/birth-date.ts";
import { findInText } from "../../../../stages/pii/find-in-text.ts";
import { person } from "../../../../stages/pii/names/person.ts";
import { PROFILES } from "../../../../stages/pii/score.ts";
import { figuresOf, haveLabelledTexts, labelledTexts } from "../../../helpers/labelled-texts.ts";

const find = (text: string) => findInText(text, [person, address, birthDate], PROFILES.balanced);
/** The half that no rule was tuned on. */
const unseen = (name: string) => labelledTexts(name).filter(({ number }) => number % 2 === 0);

describe.skipIf(!haveLabelledTexts)("names, addresses and births of documents that no rule was tuned on", () => {
  it("administrative documents", () => {
    const texts = unseen("ko_pii_admin540");
    const persons = figuresOf(texts, "PERSON", "PERSON", find);
    expect(persons.precision).toBeGreaterThanOrEqual(0.95);
    expect(persons.f1).toBeGreaterThanOrEqual(0.9);
    expect(figuresOf(texts, "ADDRESS", "ADDRESS", find).f1).toBeGreaterThanOrEqual(0.9);
    expect(figuresOf(texts, "DATE_OF_BIRTH", "DT_BIRTH", find).f1).toBeGreaterThanOrEqual(0.85);
  });

  it("web documents", () => {
    const texts = unseen("webdev300");
    expect(figuresOf(texts, "PERSON", "PERSON", find).precision).toBeGreaterThanOrEqual(0.82);
    expect(figuresOf(texts, "ADDRESS", "ADDRESS", find).recall).toBeGreaterThanOrEqual(0.8);
  });

  it("news sentences: nothing but persons is taken for personal data, at most twice", () => {
    const wrong = labelledTexts("ko_ner_klue").flatMap(({ text, spans }) =>
      find(text)
        .filter(({ start, end }) => !spans.some((span) => span.label === "PS" && span.start < end && start < span.end))
        .map(({ start, end }) => text.slice(start, end)),
    );
    expect(wrong.length).toBeLessThanOrEqual(2);
  });
});
