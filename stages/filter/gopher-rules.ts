import type { Batch } from "../../engine/batch.ts";
import { linesThat, matchesOf, wordsThat } from "./rule-spans.ts";
import { type Rules, share } from "./rules.ts";

/**
 * The document rules of Gopher (Rae et al. 2021, arXiv 2112.11446, A1.1) as datatrove 0.10 measures them: shares are taken of all words,
 * of which punctuation marks are some; length and number of words are those of words that are more than punctuation.
 */
export const GOPHER_RULES = {
  minWords: {
    reason: "too-few-words",
    says: "fewer words than `minWords`, punctuation not counted",
    attribute: "words",
    measure: (batch, row, words) => batch.wordStat(row, words, "solidWords"),
  },
  maxWords: {
    reason: "too-many-words",
    says: "more words than `maxWords`, punctuation not counted",
    attribute: "words",
    measure: (batch, row, words) => batch.wordStat(row, words, "solidWords"),
  },
  minMeanLength: {
    reason: "short-words",
    says: "fewer than `minMeanLength` characters a word in the mean",
    attribute: "mean-length",
    measure: (batch, row, words) =>
      share(batch.wordStat(row, words, "solidWordCharacters"), batch.wordStat(row, words, "solidWords")),
  },
  maxMeanLength: {
    reason: "long-words",
    says: "more than `maxMeanLength` characters a word in the mean",
    attribute: "mean-length",
    measure: (batch, row, words) =>
      share(batch.wordStat(row, words, "solidWordCharacters"), batch.wordStat(row, words, "solidWords")),
  },
  maxHashes: {
    reason: "many-hashes",
    says: "more than `maxHashes` signs # a word",
    attribute: "hashes",
    spans: matchesOf(/#/g),
    measure: (batch, row, words) => share(batch.lineStat(row, "hashes"), batch.wordStat(row, words, "words")),
  },
  maxEllipses: {
    reason: "many-ellipses",
    says: "more than `maxEllipses` ellipses a word",
    attribute: "ellipses",
    spans: matchesOf(/…|\.\.\./g),
    measure: (batch, row, words) => share(batch.lineStat(row, "ellipses"), batch.wordStat(row, words, "words")),
  },
  maxBulletLines: {
    reason: "mostly-bullets",
    says: "more than `maxBulletLines` of the lines begin with a bullet",
    attribute: "bullet-lines",
    spans: linesThat((line) => /^[•-]/.test(line)),
    measure: (batch, row) => share(batch.lineStat(row, "bulletLines"), linesOf(batch, row)),
  },
  maxEllipsisLines: {
    reason: "many-ellipsis-lines",
    says: "more than `maxEllipsisLines` of the lines end with an ellipsis",
    attribute: "ellipsis-lines",
    spans: linesThat((line) => /(?:…|\.\.\.)$/.test(line)),
    measure: (batch, row) => share(batch.lineStat(row, "ellipsisLines"), linesOf(batch, row)),
  },
  minLetterWords: {
    reason: "few-letter-words",
    says: "fewer than `minLetterWords` of the words hold a letter",
    attribute: "letter-words",
    spans: wordsThat(({ hasLetter }) => !hasLetter),
    measure: (batch, row, words) => share(batch.wordStat(row, words, "letterWords"), batch.wordStat(row, words, "words")),
  },
  minStopWords: {
    reason: "few-stop-words",
    says: "fewer than `minStopWords` unlike stop words",
    attribute: "stop-words",
    measure: (batch, row, words) => batch.wordStat(row, words, "distinctStopWords"),
  },
} as const satisfies Rules;

/** Lines as Python's splitlines has them: a feed at the end begins no further one. */
function linesOf(batch: Batch, row: number): number {
  const feeds = batch.lineStat(row, "feeds");
  const bytes = batch.textBytes[row] as number;
  const endsInFeed = bytes > 0 && batch.view((batch.textAt[row] as number) + bytes - 1, 1)[0] === 10;
  return bytes === 0 ? 0 : feeds + (endsInFeed ? 0 : 1);
}
