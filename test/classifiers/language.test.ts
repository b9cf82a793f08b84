import { describe, expect, it } from "vitest";
import { guessLanguage } from "../../classifiers/language.ts";
import { otherLanguages } from "../fixtures/other-languages.ts";

describe("guessLanguage", () => {
  it.each(["fr", "de", "es", "it", "nl", "sv", "fi", "pl", "cs", "hu", "ro", "tr", "vi"])("names %s", (code) => {
    const [, long] = otherLanguages[code] as readonly [string, string];
    expect(guessLanguage(long)).toMatchObject({ language: code, isReliable: true });
  });

  it("tells English with a score", () => {
    const { language, score, english } = guessLanguage("Nobody likes cold coffee after lunch");
    expect(language).toBe("en");
    expect(score).toBe(english);
    expect(score).toBeGreaterThan(0.5);
  });

  it("knows nothing of an empty text", () => {
    expect(guessLanguage(" \n ")).toEqual({ language: "", score: 0, english: 0, isReliable: false });
  });

  it("looks at the middle and the end of a long text too", () => {
    const [, french] = otherLanguages["fr"] as readonly [string, string];
    expect(guessLanguage(`${"Contact Home About Login Terms ".repeat(12)}${`${french} `.repeat(40)}`).language).toBe("fr");
  });
});
