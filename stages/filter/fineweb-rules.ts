import { type Rules, share } from "./rules.ts";

/** FineWeb's own document rules (Penedo et al. 2024, arXiv 2406.17557) as datatrove 0.10 measures them, over lines that are not blank. */
export const FINEWEB_RULES = {
  minTerminalLines: {
    reason: "few-terminal-lines",
    says: "fewer than `minTerminalLines` of the lines end with a sentence-final mark; a quote or a blank behind the mark counts against it",
    attribute: "terminal-lines",
    measure: (batch, row) => share(batch.lineStat(row, "terminalLines"), batch.lineStat(row, "solidLines")),
  },
  maxShortLines: {
    reason: "many-short-lines",
    says: "more than `maxShortLines` of the lines have at most 30 characters",
    attribute: "short-lines",
    measure: (batch, row) => share(batch.lineStat(row, "shortLines"), batch.lineStat(row, "solidLines")),
  },
  maxRepeatedCharacters: {
    reason: "repeated-characters",
    says: "lines that came before make up more than `maxRepeatedCharacters` of the characters",
    attribute: "repeated-characters",
    measure: (batch, row) =>
      share(batch.lineStat(row, "repeatedSolidCharacters"), batch.stat(row, "characters") - batch.lineStat(row, "feeds")),
  },
  maxFeeds: {
    reason: "many-line-feeds",
    says: "more than `maxFeeds` line feeds a word: a list",
    attribute: "feeds",
    measure: (batch, row, words) => share(batch.lineStat(row, "feeds"), batch.wordStat(row, words, "words")),
  },
} as const satisfies Rules;
