import { GOPHER_RULES } from "./gopher-rules.ts";
import { defineRules } from "./rules.ts";

/** Gopher's document rules with the limits of the paper, over English words as datatrove splits them (about: `WORD_RULES.english`). */
export const gopher = defineRules({
  name: "gopher",
  version: 1,
  prefix: "gopher",
  rules: GOPHER_RULES,
  languages: ["en"],
  words: "english",
  limits: {
    minWords: 50,
    maxWords: 100_000,
    minMeanLength: 3,
    maxMeanLength: 10,
    maxHashes: 0.1,
    maxEllipses: 0.1,
    maxBulletLines: 0.9,
    maxEllipsisLines: 0.3,
    minLetterWords: 0.8,
    minStopWords: 2,
  },
});
