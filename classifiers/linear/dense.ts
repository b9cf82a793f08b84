import { SCORE_COLUMNS, SCORE_ENDINGS, SCORE_PARTICLES, SCORE_WORDS } from "../../engine/kernels/score-layout.ts";

type Column = (typeof SCORE_COLUMNS)[number];

const ASCII = 128;
const COLUMN = Object.fromEntries(SCORE_COLUMNS.map((name, index) => [name, ASCII + index])) as Readonly<Record<Column, number>>;
const ENDINGS = ASCII + SCORE_COLUMNS.length;
const PARTICLES = ENDINGS + SCORE_ENDINGS.length;
const GROUPS = PARTICLES + SCORE_PARTICLES.length;
const MARKS = [...".,?!()[]{}<>=;:\"'`/\\_*#|-+%@&$~^"].map((mark) => mark.charCodeAt(0));

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
/** Shares of characters are small and span orders of magnitude. */
const perThousand = (count: number, characters: number): number => Math.log1p(ratio(1000 * count, characters));

type Measure = (at: (column: Column) => number, counts: Uint32Array, whole: Whole) => number;
interface Whole {
  readonly characters: number;
  readonly capitals: number;
  readonly small: number;
  readonly digits: number;
}

const sum = (counts: Uint32Array, first: number, last: number): number => {
  let total = 0;
  for (let column = first; column <= last; column++) total += counts[column] as number;
  return total;
};

/** Standard deviation over mean of values of which count, sum and sum of squares are known. */
const spread = (count: number, total: number, squares: number): number =>
  total === 0 ? 0 : Math.sqrt(Math.max(0, (squares * count) / (total * total) - 1));

const MEASURES: readonly (readonly [name: string, measure: Measure])[] = [
  ...MARKS.map((mark): [string, Measure] => [
    String.fromCharCode(mark),
    (_, counts, { characters }) => perThousand(counts[mark] as number, characters),
  ]),
  ["hangul", (at, _, { characters }) => ratio(at("syllables"), characters)],
  ["latin", (_, __, { small, capitals, characters }) => ratio(small + capitals, characters)],
  ["capitals", (_, __, { capitals, small }) => ratio(capitals, capitals + small)],
  ["digits", (_, __, { digits, characters }) => perThousand(digits, characters)],
  ...(["jamo", "han", "accented", "wide", "addresses"] as const).map((name): [string, Measure] => [
    name,
    (at, _, { characters }) => perThousand(at(name), characters),
  ]),
  ["characters a word", (at, _, { characters }) => Math.log(ratio(characters, at("words")) + 1)],
  ["spread of words", (at, counts, { characters }) => spread(at("words"), characters - sum(counts, 32, 32), at("wordSquares"))],
  ["longest word", (at) => Math.log1p(at("longestWord"))],
  ["letters a Latin run", (at) => ratio(at("latinLetters"), at("latinRuns"))],
  ["runs of six", (at) => ratio(at("sixRuns"), at("latinRuns"))],
  ["runs of eight", (at) => ratio(at("eightRuns"), at("latinRuns"))],
  ["capital runs", (at) => ratio(at("capitalRuns"), at("latinRuns"))],
  ["caps runs", (at) => ratio(at("capsRuns"), at("latinRuns"))],
  ["syllables a run", (at) => ratio(at("syllables"), at("hangulRuns"))],
  ["Latin runs", (at) => ratio(at("latinRuns"), at("runs"))],
  ["Hangul runs", (at) => ratio(at("hangulRuns"), at("runs"))],
  ["runs a word", (at) => ratio(at("runs"), at("words"))],
  ["solid lines", (at, _, { characters }) => perThousand(at("solidLines"), characters)],
  ["empty lines", (at) => ratio(at("lines") - at("solidLines"), at("lines"))],
  ...(
    [
      "shortLines",
      "longLines",
      "bulletLines",
      "numberedLines",
      "headingLines",
      "tableLines",
      "indentedLines",
      "terminalLines",
      "koreanLines",
      "repeatedLines",
    ] as const
  ).map((name): [string, Measure] => [name, (at) => ratio(at(name), at("solidLines"))]),
  ["fences", (at) => Math.min(3, at("fenceLines"))],
  ["longest line", (at) => Math.log1p(at("longestLine"))],
  ["marked sentences", (at) => Math.log1p(ratio(100 * at("marked"), at("words")))],
  ["words a sentence", (at) => Math.log1p(ratio(at("words"), at("sentences")))],
  ["spread of sentences", (at) => spread(at("sentences"), at("words"), at("sentenceSquares"))],
  ["longest sentence", (at) => Math.log1p(at("longestSentence"))],
  ["repeated early", (at) => ratio(at("earlyRepeated"), at("earlyRuns"))],
  ["repeated runs", (at) => ratio(at("repeatedRuns"), at("runs"))],
  ["recurring", (at) => ratio(at("recurring"), at("runs") - at("repeatedRuns"))],
  ["repeated pairs", (at) => ratio(at("repeatedPairs"), at("runs"))],
  ...(["politeEndings", "pleaseEndings", "plainEndings"] as const).map((name): [string, Measure] => [
    name,
    (at, _, { characters }) => perThousand(at(name), characters),
  ]),
  ...[...SCORE_ENDINGS, ...SCORE_PARTICLES].map(([name], index): [string, Measure] => [
    `${name}${index < SCORE_ENDINGS.length ? "." : ""}`,
    (_, counts, { characters }) => perThousand(counts[ENDINGS + index] as number, characters),
  ]),
  ...SCORE_WORDS.map(([name], index): [string, Measure] => [
    `words: ${name}`,
    (at, counts) => Math.sqrt(ratio(counts[GROUPS + index] as number, at("runs"))),
  ]),
];

/** Names of the dense features, in their order. */
export const DENSE_NAMES: readonly string[] = MEASURES.map(([name]) => name);

/** Statistics of a text that carry over to sources never seen: shapes of words, sentences and lines, marks, endings, groups of words. */
export function denseFeatures(counts: Uint32Array, into: Float64Array): void {
  const digits = sum(counts, 48, 57);
  const capitals = sum(counts, 65, 90);
  const small = sum(counts, 97, 122);
  const characters = Math.max(1, sum(counts, 0, COLUMN.wide));
  const whole = { characters, capitals, small, digits };
  const at = (column: Column): number => counts[COLUMN[column]] as number;
  for (let index = 0; index < MEASURES.length; index++)
    into[index] = (MEASURES[index] as (typeof MEASURES)[number])[1](at, counts, whole);
}
