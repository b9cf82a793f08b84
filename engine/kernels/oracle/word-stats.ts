import { ENGLISH_STOP_WORDS, KOREAN_STOP_WORDS } from "../assembly/tables/word-lists.ts";
import { WORD_STATS, type WordRule } from "../kernels.ts";
import { characterClass } from "./character-class.ts";
import { splitWords } from "./split-words.ts";

/** Counts of a text's words by the names of `WORD_STATS`. */
export type WordStats = Record<(typeof WORD_STATS)[number], number>;

const LETTERS: ReadonlySet<string> = new Set(["hangul", "latin", "han", "kana", "otherLetters"]);
const ORDERS = ["Five", "Six", "Seven", "Eight", "Nine", "Ten"] as const;

const classes = (word: string): string[] => Array.from(word, (each) => characterClass(each.codePointAt(0) as number));
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is asked for
const isSolid = (word: string): boolean => Array.from(word).some((each) => !/[\0-\x1f\x7f]/.test(each) && !isPunctuation(each));
const isPunctuation = (character: string): boolean => characterClass(character.codePointAt(0) as number) === "punctuation";
const charactersOf = (words: readonly string[]): number => words.reduce((sum, word) => sum + [...word].length, 0);

/** What the kernels `splitWords` and `wordStats` count, written plainly. */
export function wordStats(text: string, rule: WordRule): WordStats {
  const words = splitWords(text, rule);
  const stats = Object.fromEntries(WORD_STATS.map((column) => [column, 0])) as WordStats;
  if (words.length === 0) return stats;
  const lengths = words.map((word) => [...word].length).sort((a, b) => a - b);
  const solid = words.filter(isSolid);
  const stopWords = (rule === "korean" ? KOREAN_STOP_WORDS : ENGLISH_STOP_WORDS).split(" ");
  stats.words = words.length;
  stats.solidWords = solid.length;
  stats.wordCharacters = charactersOf(words);
  stats.solidWordCharacters = charactersOf(solid);
  stats.doubledMedian = (lengths[(words.length - 1) >> 1] as number) + (lengths[words.length >> 1] as number);
  stats.letterWords = words.filter((word) => classes(word).some((each) => LETTERS.has(each))).length;
  stats.symbolWords = words.filter((word) => /[#…]/.test(word)).length;
  stats.longestWord = lengths.at(-1) as number;
  stats.stopWords = words.filter((word) => stopWords.includes(word)).length;
  stats.distinctStopWords = stopWords.filter((word) => words.includes(word)).length;
  for (const [order, name] of [
    [2, "Two"],
    [3, "Three"],
    [4, "Four"],
  ] as const) {
    const counts = countGrams(words, order);
    for (const { count, characters } of counts.values()) {
      if (count > stats[`top${name}Count`]) {
        stats[`top${name}Count`] = count;
        stats[`top${name}Characters`] = characters;
      }
    }
  }
  ORDERS.forEach((name, index) => {
    const counts = [...countGrams(words, index + 5).values()];
    stats[`later${name}`] = laterCharacters(words, index + 5);
    stats[`shared${name}`] = counts.reduce((sum, { count, characters }) => sum + (count > 1 ? count * characters : 0), 0);
    stats[`all${name}`] = counts.reduce((sum, { count, characters }) => sum + count * characters, 0);
  });
  return stats;
}

/** Every n-gram of an order, in order of first place. */
function countGrams(words: readonly string[], order: number): Map<string, { count: number; characters: number }> {
  const counts = new Map<string, { count: number; characters: number }>();
  for (let at = 0; at + order <= words.length; at++) {
    const gram = words.slice(at, at + order);
    const key = gram.join("\n");
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { count: 1, characters: charactersOf(gram) });
  }
  return counts;
}

function laterCharacters(words: readonly string[], order: number): number {
  const met = new Set<string>();
  let characters = 0;
  for (let at = 0; at + order <= words.length; ) {
    const gram = words.slice(at, at + order);
    const key = gram.join("\n");
    if (met.has(key)) {
      characters += charactersOf(gram);
      at += order;
    } else {
      met.add(key);
      at++;
    }
  }
  return characters;
}
