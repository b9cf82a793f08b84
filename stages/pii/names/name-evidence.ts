import { particleOnly } from "./korean-name.ts";
import { NAME_LABELS, TITLES_BEFORE, TITLES_BEHIND } from "./person-words.ts";

/** Why a name is taken for a person's. */
export interface Evidence {
  readonly rule: string;
  readonly score: number;
  readonly labelled: boolean;
  /** Whether the name is certain enough to be found everywhere in its document. */
  readonly spreads: boolean;
}

export const evidence = (rule: string, score: number, labelled: boolean, spreads: boolean): Evidence => ({
  rule,
  score,
  labelled,
  spreads,
});

const labels = new Set(NAME_LABELS);
const before = new Set(TITLES_BEFORE);
const behind = new Set(TITLES_BEHIND);
const longest = (words: readonly string[]) => Math.max(...words.map((word) => word.length));
const LONGEST_LABEL = longest(NAME_LABELS);
const LONGEST_TITLE = longest([...TITLES_BEFORE, ...TITLES_BEHIND]);
/** How much of the text before a name can tell what it is. */
export const LOOK_BACK = 40;

/** What stands before a name: whether a label, with or without a colon, or an office. */
export interface Lead {
  readonly label: boolean;
  readonly colon: boolean;
  readonly title: boolean;
}

const NONE: Lead = { label: false, colon: false, title: false };
/** What may stand between a label and the name, but for the colon. */
const GAP = " \t\"'“「([";
const COLONS = ":：┃=";

/** What stands before the name that begins at `at`: read backwards, since most words have none of it. */
export function leadOf(text: string, at: number): Lead {
  const least = Math.max(0, at - LOOK_BACK);
  let end = at;
  const skip = (characters: string) => {
    while (end > least && characters.includes(text.charAt(end - 1))) end--;
  };
  skip(GAP);
  const colon = end > least && COLONS.includes(text.charAt(end - 1));
  if (colon) end--;
  if (end === at) return NONE;
  skip(" \t");
  if (text.charAt(end - 1) === ")") {
    const open = text.slice(least, end).lastIndexOf("(");
    if (open > 0 && end - least - open <= 14) end = least + open;
    skip(" \t");
  }
  let from = end;
  while (from > least && isOfWord(text.charCodeAt(from - 1))) from--;
  if (from === end) return NONE;
  const word = text.slice(from, end);
  const label = suffixIn(labels, word, LONGEST_LABEL, !colon) || (word.length <= 2 && isSpacedLabel(text.slice(least, end)));
  const title = suffixIn(before, word, LONGEST_TITLE, false) && !(word.length === 1 && /[\d\p{L}]/u.test(text.charAt(from - 1)));
  return { label: label && (word.length > 1 || isSpacedLabel(text.slice(least, end))), colon, title };
}

/** Hangul, or one of the characters that stand for kin and the late. */
const isOfWord = (unit: number): boolean =>
  (unit >= 0xac00 && unit <= 0xd7a3) || "故子母父妻".includes(String.fromCharCode(unit));

/** Whether a label with blanks between its syllables ends a text: 성  명, 받는 사람. */
function isSpacedLabel(text: string): boolean {
  const line = text.slice(text.lastIndexOf("\n") + 1);
  if (/(?:받는|받으실|받으시는|보내는|보낸|보내신)[ ]?(?:사람|분|이)$/u.test(line)) return true;
  return /(?:[가-힣][ \t]{1,6}){1,3}[가-힣]$/u.test(line) && suffixIn(labels, line.replace(/[ \t]+/g, ""), LONGEST_LABEL, false);
}

/** Whether a word of the set ends `text`; `whole` asks for all of it. */
function suffixIn(set: ReadonlySet<string>, text: string, most: number, whole: boolean): boolean {
  if (whole || text.length === 1) return set.has(text);
  for (let length = Math.min(most, text.length); length > 1; length--) if (set.has(text.slice(-length))) return true;
  return false;
}

/** Whether an office or honorific begins `text`, with nothing but a particle behind it. */
export function titleBegins(text: string): boolean {
  for (let length = Math.min(LONGEST_TITLE, text.length); length > 0; length--)
    if (behind.has(text.slice(0, length)) && particleOnly(text.slice(length))) return true;
  return false;
}
