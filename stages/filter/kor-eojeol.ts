import { FINEWEB_RULES } from "./fineweb-rules.ts";
import { GOPHER_RULES } from "./gopher-rules.ts";
import { REPETITION_RULES } from "./repetition-rules.ts";
import { defineRules } from "./rules.ts";

/**
 * FineWeb2's Korean chain over eojeol, words between blanks, for whoever wants its verdicts at a quarter of the cost: limits that decide as
 * the published ones do over morphemes, each fitted by itself on two of three documents of the shared corpora (`npm run
 * bench:eojeol-limits`). The rule of stop words is off: particles are no words here.
 */
export const korEojeol = defineRules({
  name: "kor-eojeol",
  version: 1,
  prefix: "eojeol",
  rules: { ...REPETITION_RULES, ...FINEWEB_RULES, ...GOPHER_RULES },
  languages: ["ko"],
  words: "blanks",
  off: ["maxRepeatedParagraphs", "maxRepeatedParagraphCharacters", "maxRepeatedLineCharacters", "maxShortLines", "minStopWords"],
  limits: {
    maxRepeatedParagraphs: 0.3,
    maxRepeatedParagraphCharacters: 0.2,
    maxRepeatedLines: 0.374,
    maxRepeatedLineCharacters: 0.2,
    maxTopTwo: 0.528,
    maxTopThree: 0.344,
    maxTopFour: 0.275,
    maxRepeatedFive: 0.071,
    maxRepeatedSix: 0.072,
    maxRepeatedSeven: 0.077,
    maxRepeatedEight: 0.084,
    maxRepeatedNine: 0.066,
    maxRepeatedTen: 0.07,
    minTerminalLines: 0.062,
    maxShortLines: 0.67,
    maxRepeatedCharacters: 0.1,
    maxFeeds: 0.435,
    minWords: 25,
    maxWords: 45_000,
    minMeanLength: 1,
    maxMeanLength: 20,
    maxHashes: 0.234,
    maxEllipses: 0.31,
    maxBulletLines: 0.9,
    maxEllipsisLines: 0.3,
    minLetterWords: 0.967,
    minStopWords: 2,
  },
});
