import { COMMON_RULES, KOREAN_RULES } from "./kijil-rules.ts";
import { PAGE_RULES } from "./page-rules.ts";
import { defineRules } from "./rules.ts";

/** Korean documents worth reading, by limits that were set on one half of the shared corpora: `docs/filters.md` has the evidence. */
export const kijilKo = defineRules({
  name: "kijil-ko",
  version: 3,
  prefix: "ko",
  rules: { ...KOREAN_RULES, ...COMMON_RULES, ...PAGE_RULES },
  languages: ["ko"],
  words: "blanks",
  limits: {
    minHangulWords: 12,
    minEndings: 0.006,
    maxTalk: 0.1,
    maxCrammed: 0.3,
    minLetterWords: 0.5,
    maxAddresses: 0.45,
    maxShortListing: 0.3,
    maxRepeatedLines: 0.6,
    maxTopThree: 0.3,
    maxRepeatedTen: 0.4,
    maxLosses: 2,
    maxFiller: 0.2,
    maxMessage: 0.3,
    maxPolicy: 1.5,
    maxRepeatedSentences: 0.6,
  },
});
