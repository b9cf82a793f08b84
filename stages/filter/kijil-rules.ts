import type { Batch } from "../../engine/batch.ts";
import { laterRuns, linesThat, matchesInWords, repeated, topRun, wordsThat } from "./rule-spans.ts";
import { type Rule, share } from "./rules.ts";

/** Beyond so many words, running text beside code and tables need not be more. */
const LONG_WORDS = 1500;
/** A document of fewer words than this is short enough to be a listing and nothing else. */
const SHORT_WORDS = 150;

// What the kernels count, as expressions, to show it to people; a test holds the two equal.
const BULLET = /^(?:[-*•·‣▪○●■□▶]|[0-9]{1,3}[.)](?![0-9]))/u;
const ENDING = /[가-힣][다요까죠음함임오라](?=[.!?,"')”’:]*[.!?])[.!?,"')”’:]+$/u;
const STOP_WORDS = new Set("the be to of and that have with".split(" "));
const jamoRuns = matchesInWords(/[ㄱ-ㅣ]{2,}/gu);
const MARK_RUN = /[!?~.^]{2,}|[…♡♥★☆]/gu;
const markRuns = matchesInWords(MARK_RUN, (word) => /[ㄱ-ㅣ가-힣]/u.test(word) && !word.includes("]("));

/** Runs of marks that the kernel counts in words with a link: the dots of `[개요](../a.md)` are no talk. */
function marksInLinks(batch: Batch, row: number): number {
  if (batch.proseStat(row, "markRuns") === 0) return 0;
  const text = batch.textView(row);
  if (!Buffer.from(text.buffer, text.byteOffset, text.length).includes("](")) return 0;
  const words = batch.text(row).match(/\S*\]\(\S*/g) ?? [];
  return words.filter((word) => /[ㄱ-ㅣ가-힣]/u.test(word)).reduce((sum, word) => sum + (word.match(MARK_RUN)?.length ?? 0), 0);
}

const ofCharacters =
  (count: (batch: Batch, row: number) => number) =>
  (batch: Batch, row: number): number =>
    share(count(batch, row), batch.stat(row, "characters"));

/** Rules that hold for Korean and English alike, over words between blanks. */
export const COMMON_RULES = {
  minLetterWords: {
    reason: "few-letter-words",
    says: "fewer than `minLetterWords` of the words hold a letter: tables, data, machine output",
    attribute: "letter-words",
    spans: wordsThat(({ hasLetter }) => !hasLetter),
    measure: (batch, row) => share(batch.wordStat(row, "blanks", "letterWords"), batch.wordStat(row, "blanks", "words")),
  },
  maxAddresses: {
    reason: "link-list",
    says: "web addresses make up more than `maxAddresses` of the characters",
    attribute: "addresses",
    spans: wordsThat(({ word }) => /:\/\/|^www\./.test(word)),
    measure: ofCharacters((batch, row) => batch.proseStat(row, "addressCharacters")),
  },
  maxShortListing: {
    reason: "short-listing",
    says: `a document of fewer than ${SHORT_WORDS} words with list items in more than \`maxShortListing\` of its lines: stubs of references`,
    attribute: "listing",
    spans: linesThat((line) => BULLET.test(line)),
    measure: (batch, row) =>
      batch.wordStat(row, "blanks", "words") >= SHORT_WORDS ? 0 : share(batch.stat(row, "bulletLines"), batch.stat(row, "lines")),
  },
  maxRepeatedLines: {
    reason: "repeated-lines",
    says: "lines that came before make up more than `maxRepeatedLines` of the characters",
    attribute: "repeated-lines",
    spans: repeated("lines"),
    measure: ofCharacters((batch, row) => batch.lineStat(row, "repeatedPieceCharacters")),
  },
  maxTopThree: {
    reason: "top-three-gram",
    says: "the most frequent run of three words, where it repeats, makes up more than `maxTopThree` of the characters",
    attribute: "top-three",
    spans: topRun(3),
    measure: ofCharacters((batch, row) => {
      const count = batch.wordStat(row, "blanks", "topThreeCount");
      return count < 2 ? 0 : count * batch.wordStat(row, "blanks", "topThreeCharacters");
    }),
  },
  maxRepeatedTen: {
    reason: "repeated-ten-grams",
    says: "runs of ten words that came before make up more than `maxRepeatedTen` of the characters",
    attribute: "repeated-ten",
    spans: laterRuns(10),
    measure: ofCharacters((batch, row) => batch.wordStat(row, "blanks", "laterTen")),
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** Rules of Korean alone: eojeol, particles, endings and the marks of talk. */
export const KOREAN_RULES = {
  minHangulWords: {
    reason: "too-few-words",
    says: "fewer than `minHangulWords` words with Hangul",
    attribute: "words",
    measure: (batch, row) => batch.proseStat(row, "hangulWords"),
  },
  minEndings: {
    reason: "few-sentences",
    says: "fewer than `minEndings` of the words with Hangul end a sentence",
    attribute: "endings",
    spans: wordsThat(({ word }) => ENDING.test(word)),
    measure: (batch, row) => share(batch.proseStat(row, "endingWords"), batch.proseStat(row, "hangulWords")),
  },
  maxTalk: {
    reason: "talk",
    says: "runs of ㅋㅋ, ㅠㅠ, !! and .. are more than `maxTalk` of the words with a particle: chat, comments, one-line reviews",
    attribute: "talk",
    spans: (text, words) => [...jamoRuns(text, words), ...markRuns(text, words)].sort(([a], [b]) => a - b),
    measure: (batch, row) =>
      share(
        batch.proseStat(row, "jamoRuns") + batch.proseStat(row, "markRuns") - marksInLinks(batch, row),
        Math.max(1, batch.proseStat(row, "particleWords")),
      ),
  },
  maxCrammed: {
    reason: "crammed",
    says: "runs of 14 and more syllables make up more than `maxCrammed` of the syllables: Korean without blanks",
    attribute: "crammed",
    spans: matchesInWords(/[가-힣]{14,}/gu),
    measure: (batch, row) => share(batch.proseStat(row, "crammedSyllables"), batch.proseStat(row, "syllables")),
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** Rules of English alone. */
export const ENGLISH_RULES = {
  minWords: {
    reason: "too-few-words",
    says: "fewer than `minWords` words between blanks",
    attribute: "words",
    measure: (batch, row) => batch.wordStat(row, "blanks", "words"),
  },
  minStopWords: {
    reason: "few-stop-words",
    says: `fewer than \`minStopWords\` of the words, of ${LONG_WORDS} at most, are among Gopher's eight stop words: no running text`,
    attribute: "stop-words",
    spans: wordsThat(({ word }) => STOP_WORDS.has(word)),
    measure: (batch, row) =>
      share(batch.wordStat(row, "blanks", "stopWords"), Math.min(LONG_WORDS, batch.wordStat(row, "blanks", "words"))),
  },
} as const satisfies Readonly<Record<string, Rule>>;
