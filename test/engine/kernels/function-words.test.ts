import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FUNCTION_WORDS, functionWords } from "../../../engine/kernels/oracle/function-words.ts";
import { realFiles, realTexts, run, tables, texts } from "./text-kernels.ts";

describe("English function words", () => {
  test.each([
    ["", 0, 0],
    ["The cat and THE dog", 3, 5],
    ["theatre thé the-end don’t", 1, 6],
    ["the안녕the 123of", 3, 3],
    ["Ｔｈｅ the", 1, 2],
    ["é ß Ñandú", 0, 3],
  ])("%j", (text, matches, words) => {
    expect(functionWords(text)).toEqual({ matches, words });
    expect(run.functionWords(text)).toEqual({ matches, words });
  });

  test("both lists hold the same words", () => {
    const source = readFileSync(new URL("../../../engine/kernels/assembly/function-words.ts", import.meta.url), "utf8");
    expect(/LIST =\s+"([^"]+)"/.exec(source)?.[1]?.split(" ")).toEqual([...FUNCTION_WORDS]);
    for (const word of FUNCTION_WORDS)
      expect([word, run.functionWords(word.toUpperCase())]).toEqual([word, { matches: 1, words: 1 }]);
  });

  // Paragraphs written for this test; those of other languages hold the words they share with English on purpose.
  test.each([
    [
      "en",
      10,
      23,
      "The old mill stood by the river, and its wheel had not turned since the flood. They said that someone would buy it.",
    ],
    [
      "fr",
      0,
      24,
      "Le marché du samedi se tient sur la place, devant la mairie. On y trouve des légumes, du fromage et du pain encore chaud.",
    ],
    [
      "de",
      0,
      22,
      "Am Samstag war der Markt voll. Man will eine Melone riechen und nicht nur ansehen, also blieb ich, so war es damals.",
    ],
    [
      "nl",
      2,
      26,
      "Het was koud op de markt of in de stad, en we hadden een honger. Je vond er groente, kaas of warm brood van het land.",
    ],
    [
      "es",
      1,
      20,
      "El mercado se celebra en la plaza, frente al ayuntamiento. ¿Has visto alguna vez una plaza tan llena de gente?",
    ],
    [
      "it",
      0,
      19,
      "Il mercato si tiene in piazza, davanti al municipio. Si trovano verdure di stagione, formaggio e pane ancora caldo.",
    ],
    [
      "id",
      0,
      21,
      "Pasar hari Sabtu diadakan di alun-alun, di depan balai kota. Di sana ada sayur, keju, dan roti yang masih hangat.",
    ],
    ["pl", 0, 19, "To był piękny dzień, a to, co tam sprzedawano, to głównie warzywa. Jak to zwykle bywa, zerwał się wiatr."],
    [
      "da",
      1,
      23,
      "Man kunne købe ost og brød, og for børnene var der kirsebær. Vi skulle have været hjemme før regnen, men vejret var godt.",
    ],
  ])("paragraph in %s: %i of %i words", (_language, matches, words, text) => {
    expect(functionWords(text)).toEqual({ matches, words });
    expect(run.functionWords(text)).toEqual({ matches, words });
  });

  test("the count stops at 65535 words", () => {
    expect(run.functionWords("of a ".repeat(40_000))).toEqual({ matches: 32_768, words: 65_535 });
  });

  test("kernel = oracle on tables, random texts and random words", () => {
    const check = (text: string): void => void expect(run.functionWords(text)).toEqual(functionWords(text));
    for (const table of tables) check(table);
    fc.assert(fc.property(texts, check), { numRuns: 3_000 });
    const word = fc.constantFrom(
      "the",
      "The",
      "tHat",
      "would",
      "because",
      "becausé",
      "weather",
      "longer-than",
      "x",
      "é",
      "한",
      "1",
      "OF",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => check(words.join(" "))),
      { numRuns: 1_000 },
    );
  });

  test.skipIf(realFiles.length === 0).each(realFiles.length ? realFiles : ["shared data is absent"])(
    "kernel = oracle on %s",
    (file) => {
      for (const text of realTexts(file)) expect(run.functionWords(text)).toEqual(functionWords(text));
    },
  );
});
