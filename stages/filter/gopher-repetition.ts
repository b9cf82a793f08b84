import { REPETITION_RULES } from "./repetition-rules.ts";
import { defineRules } from "./rules.ts";

/** Gopher's repetition rules with the limits of the paper (table A1), measured as datatrove does. Dolma's way: the stage `dolma`. */
export const gopherRepetition = defineRules({
  name: "gopher-repetition",
  version: 1,
  prefix: "repetition",
  rules: REPETITION_RULES,
  languages: ["en"],
  words: "english",
  limits: {
    maxRepeatedParagraphs: 0.3,
    maxRepeatedParagraphCharacters: 0.2,
    maxRepeatedLines: 0.3,
    maxRepeatedLineCharacters: 0.2,
    maxTopTwo: 0.2,
    maxTopThree: 0.18,
    maxTopFour: 0.16,
    maxRepeatedFive: 0.15,
    maxRepeatedSix: 0.14,
    maxRepeatedSeven: 0.13,
    maxRepeatedEight: 0.12,
    maxRepeatedNine: 0.11,
    maxRepeatedTen: 0.1,
  },
});
