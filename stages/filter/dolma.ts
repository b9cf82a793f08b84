import { GOPHER_RULES } from "./gopher-rules.ts";
import { DOLMA_REPETITION_RULES } from "./repetition-rules.ts";
import { defineRules, share } from "./rules.ts";

/**
 * The document rules of Dolma's web mixes (v1.5 and v1.6: tagger `gopher_v1` and the limits of its mixer) over words between blanks. The
 * published configs name their 2- to 4-gram attributes otherwise than the tagger writes them, so that those rules never match there; here
 * they do. `off: ["maxTopTwo", "maxTopThree", "maxTopFour"]` gives the rules as they ran.
 */
export const dolma = defineRules({
  name: "dolma",
  version: 1,
  prefix: "dolma",
  rules: {
    minWords: {
      ...GOPHER_RULES.minWords,
      says: "fewer words than `minWords`",
      measure: (batch, row, words) => batch.wordStat(row, words, "words"),
    },
    maxWords: {
      ...GOPHER_RULES.maxWords,
      says: "more words than `maxWords`",
      measure: (batch, row, words) => batch.wordStat(row, words, "words"),
    },
    minMedianLength: {
      reason: "short-words",
      says: "fewer than `minMedianLength` characters in the middle word by length",
      attribute: "median-length",
      measure: (batch, row, words) => batch.wordStat(row, words, "doubledMedian") / 2,
    },
    maxMedianLength: {
      reason: "long-words",
      says: "more than `maxMedianLength` characters in the middle word by length",
      attribute: "median-length",
      measure: (batch, row, words) => batch.wordStat(row, words, "doubledMedian") / 2,
    },
    maxSymbolWords: {
      reason: "many-symbol-words",
      says: "more than `maxSymbolWords` of the words hold # or …",
      attribute: "symbol-words",
      measure: (batch, row, words) => share(batch.wordStat(row, words, "symbolWords"), batch.wordStat(row, words, "words")),
    },
    minLetterWords: GOPHER_RULES.minLetterWords,
    minStopWords: {
      ...GOPHER_RULES.minStopWords,
      says: "fewer than `minStopWords` occurrences of stop words",
      measure: (batch, row, words) => batch.wordStat(row, words, "stopWords"),
    },
    maxBulletLines: {
      ...GOPHER_RULES.maxBulletLines,
      says: "more than `maxBulletLines` of the lines begin with * or -",
      measure: (batch, row) => share(batch.lineStat(row, "plainBulletLines"), batch.lineStat(row, "feeds") + 1),
    },
    maxEllipsisLines: {
      ...GOPHER_RULES.maxEllipsisLines,
      says: "more than `maxEllipsisLines` of the lines end with …",
      measure: (batch, row) => share(batch.lineStat(row, "plainEllipsisLines"), batch.lineStat(row, "feeds") + 1),
    },
    ...DOLMA_REPETITION_RULES,
  },
  languages: ["en"],
  words: "blanks",
  limits: {
    minWords: 50,
    maxWords: 100_000,
    minMedianLength: 3,
    maxMedianLength: 10,
    maxSymbolWords: 0.1,
    minLetterWords: 0.8,
    minStopWords: 2,
    maxBulletLines: 0.9,
    maxEllipsisLines: 0.3,
    maxRepeatedLines: 0.3,
    maxRepeatedLineCharacters: 0.3,
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
