import type { Batch, LineStat, WordStat } from "../../engine/batch.ts";
import type { WordRule } from "../../engine/kernels/kernels.ts";
import { laterRuns, repeated, topRun } from "./rule-spans.ts";
import { type Rule, share } from "./rules.ts";

const ORDERS = { Two: 2, Three: 3, Four: 4, Five: 5, Six: 6, Seven: 7, Eight: 8, Nine: 9, Ten: 10 } as const;
type TopOrder = "Two" | "Three" | "Four";
type HighOrder = "Five" | "Six" | "Seven" | "Eight" | "Nine" | "Ten";

const characters = (batch: Batch, row: number): number => batch.stat(row, "characters");

function lines(part: string, limit: string, attribute: string, counted: LineStat, whole: LineStat | "characters"): Rule {
  return {
    reason: `repeated-${attribute}`,
    says: `${part} that came before are more than \`${limit}\``,
    attribute,
    spans: repeated(part.includes("paragraphs") ? "paragraphs" : "lines"),
    measure: (batch, row) =>
      share(batch.lineStat(row, counted), whole === "characters" ? characters(batch, row) : batch.lineStat(row, whole)),
  };
}

function top(order: TopOrder): Rule {
  const name = order.toLowerCase();
  return {
    reason: `top-${name}-gram`,
    says: `the most frequent run of ${name} words makes up more than \`maxTop${order}\` of the characters`,
    attribute: `top-${name}`,
    spans: topRun(ORDERS[order]),
    // Words of an n-gram are joined by blanks; one that occurs once counts too.
    measure: (batch, row, words) => {
      const count = batch.wordStat(row, words, `top${order}Count`);
      const length = batch.wordStat(row, words, `top${order}Characters`) + ORDERS[order] - 1;
      return share(count * length, count === 0 ? 0 : characters(batch, row));
    },
  };
}

function later(order: HighOrder): Rule {
  return {
    reason: `repeated-${order.toLowerCase()}-grams`,
    says: `runs of ${order.toLowerCase()} words that came before make up more than \`maxRepeated${order}\` of the characters`,
    attribute: `repeated-${order.toLowerCase()}`,
    spans: laterRuns(ORDERS[order]),
    measure: (batch, row, words) => share(batch.wordStat(row, words, `later${order}`), characters(batch, row)),
  };
}

/**
 * Repetition as Gopher (A1.1, table A1) asks for it and datatrove 0.10 measures it: later copies only, of the characters of the text.
 * Two n-grams are the same when their words are, where datatrove joins the words by nothing and takes `ab c` for `a bc`.
 */
export const REPETITION_RULES = {
  maxRepeatedParagraphs: lines("paragraphs", "maxRepeatedParagraphs", "paragraphs", "repeatedParagraphs", "paragraphs"),
  maxRepeatedParagraphCharacters: lines(
    "characters of paragraphs",
    "maxRepeatedParagraphCharacters",
    "paragraph-characters",
    "repeatedParagraphCharacters",
    "characters",
  ),
  maxRepeatedLines: lines("lines", "maxRepeatedLines", "lines", "repeatedPieces", "pieces"),
  maxRepeatedLineCharacters: lines(
    "characters of lines",
    "maxRepeatedLineCharacters",
    "line-characters",
    "repeatedPieceCharacters",
    "characters",
  ),
  maxTopTwo: top("Two"),
  maxTopThree: top("Three"),
  maxTopFour: top("Four"),
  maxRepeatedFive: later("Five"),
  maxRepeatedSix: later("Six"),
  maxRepeatedSeven: later("Seven"),
  maxRepeatedEight: later("Eight"),
  maxRepeatedNine: later("Nine"),
  maxRepeatedTen: later("Ten"),
} as const;

const ofWords =
  (part: WordStat) =>
  (batch: Batch, row: number, words: WordRule): number =>
    share(batch.wordStat(row, words, part), batch.wordStat(row, words, "wordCharacters"));

function topOfWords(order: TopOrder): Rule {
  return {
    ...top(order),
    measure: (batch, row, words) =>
      batch.wordStat(row, words, `top${order}Count`) * ofWords(`top${order}Characters`)(batch, row, words),
  };
}

function shared(order: HighOrder): Rule {
  return {
    reason: `repeated-${order.toLowerCase()}-grams`,
    says: `runs of ${order.toLowerCase()} words that occur twice or more make up more than \`maxRepeated${order}\` of all of them`,
    attribute: `repeated-${order.toLowerCase()}`,
    measure: (batch, row, words) =>
      share(batch.wordStat(row, words, `shared${order}`), batch.wordStat(row, words, `all${order}`)),
  };
}

/** The same table as Dolma's tagger measures it: every copy counts, characters are those of words, empty lines are lines. */
export const DOLMA_REPETITION_RULES = {
  maxRepeatedLines: {
    reason: "repeated-lines",
    attribute: "lines",
    says: "lines that occur twice or more, empty ones too, are more than `maxRepeatedLines`",
    measure: (batch: Batch, row: number) => share(batch.lineStat(row, "sharedLines"), batch.lineStat(row, "feeds") + 1),
  },
  maxRepeatedLineCharacters: {
    reason: "repeated-line-characters",
    attribute: "line-characters",
    says: "characters of lines that occur twice or more are more than `maxRepeatedLineCharacters` of those of words",
    measure: (batch: Batch, row: number, words: WordRule) =>
      share(batch.lineStat(row, "sharedLineCharacters"), batch.wordStat(row, words, "wordCharacters")),
  },
  maxTopTwo: topOfWords("Two"),
  maxTopThree: topOfWords("Three"),
  maxTopFour: topOfWords("Four"),
  maxRepeatedFive: shared("Five"),
  maxRepeatedSix: shared("Six"),
  maxRepeatedSeven: shared("Seven"),
  maxRepeatedEight: shared("Eight"),
  maxRepeatedNine: shared("Nine"),
  maxRepeatedTen: shared("Ten"),
} as const;
