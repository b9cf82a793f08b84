import { COMMON_RULES, ENGLISH_RULES } from "./kijil-rules.ts";
import { PAGE_RULES } from "./page-rules.ts";
import { defineRules } from "./rules.ts";

/** English documents worth reading, by limits that were set on one half of the shared corpora: `docs/filters.md` has the evidence. */
export const kijilEn = defineRules({
  name: "kijil-en",
  version: 3,
  prefix: "en",
  rules: { ...ENGLISH_RULES, ...COMMON_RULES, ...PAGE_RULES },
  languages: ["en"],
  words: "blanks",
  limits: {
    minWords: 20,
    minStopWords: 0.03,
    minLetterWords: 0.5,
    maxAddresses: 0.33,
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
