import { FINEWEB_RULES } from "./fineweb-rules.ts";
import { GOPHER_RULES } from "./gopher-rules.ts";
import { REPETITION_RULES } from "./repetition-rules.ts";
import { defineRules } from "./rules.ts";

/**
 * FineWeb2's Korean chain (configs/kor_Hang.yml of huggingface/fineweb-2): repetition, FineWeb's rules, then Gopher's, with the limits that
 * were calibrated on Kiwi's morphemes, over words cut about as Kiwi cuts (`WORD_RULES.korean`). Rules that the chain leaves out are off.
 */
export const fineweb2Kor = defineRules({
  name: "fineweb2-kor",
  version: 1,
  prefix: "kor",
  rules: { ...REPETITION_RULES, ...FINEWEB_RULES, ...GOPHER_RULES },
  languages: ["ko"],
  words: "korean",
  off: ["maxRepeatedParagraphs", "maxRepeatedParagraphCharacters", "maxRepeatedLineCharacters", "maxShortLines"],
  limits: {
    maxRepeatedParagraphs: 0.3,
    maxRepeatedParagraphCharacters: 0.2,
    maxRepeatedLines: 0.374,
    maxRepeatedLineCharacters: 0.2,
    maxTopTwo: 0.282,
    maxTopThree: 0.228,
    maxTopFour: 0.185,
    maxRepeatedFive: 0.201,
    maxRepeatedSix: 0.184,
    maxRepeatedSeven: 0.168,
    maxRepeatedEight: 0.154,
    maxRepeatedNine: 0.14,
    maxRepeatedTen: 0.127,
    minTerminalLines: 0.062,
    maxShortLines: 0.67,
    maxRepeatedCharacters: 0.1,
    maxFeeds: 0.196,
    minWords: 50,
    maxWords: 100_000,
    minMeanLength: 1,
    maxMeanLength: 6,
    maxHashes: 0.1,
    maxEllipses: 0.1,
    maxBulletLines: 0.9,
    maxEllipsisLines: 0.3,
    minLetterWords: 0.791,
    minStopWords: 2,
  },
});
