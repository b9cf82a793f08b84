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

const LABEL_BEFORE = /^([\s\S]*?)((?:[ \t]{0,3}\([^()\n]{1,12}\))?)([ \t]{0,8}[:：┃=|]?[ \t"'“「([]{0,8})$/u;

/** What stands before a name: whether a label, with or without a colon, or an office. */
export interface Lead {
  readonly label: boolean;
  readonly colon: boolean;
  readonly title: boolean;
}

/** What stands before the name that begins at `at`. */
export function leadOf(text: string, at: number): Lead {
  const none = { label: false, colon: false, title: false };
  const match = LABEL_BEFORE.exec(text.slice(Math.max(0, at - LOOK_BACK), at));
  if (!match) return none;
  const [, head = "", , gap = ""] = match;
  // The last words of the line, without the blanks inside a spaced label.
  const line = head.slice(head.lastIndexOf("\n") + 1);
  const colon = /[:：┃=]/.test(gap);
  const word = /[가-힣故子母父妻]+$/u.exec(line)?.[0] ?? "";
  const squeezed = line.replace(/[ \t]+/g, "");
  const label =
    (word.length > 1 && suffixIn(labels, word, LONGEST_LABEL, !colon)) ||
    (squeezed.length > 1 &&
      /[가-힣]$/.test(squeezed) &&
      /(?:[가-힣][ \t]{1,6}){1,3}[가-힣]$/u.test(line) &&
      suffixIn(labels, squeezed, LONGEST_LABEL, false)) ||
    /(?:받는|받으실|받으시는|보내는|보낸|보내신)[ ]?(?:사람|분|이)$/u.test(line);
  return {
    label: label && (colon || /[ \t(]/.test(gap)),
    colon,
    title:
      gap !== "" &&
      suffixIn(before, word, LONGEST_TITLE, false) &&
      !/[\d\p{L}]$/u.test(word.length === 1 ? line.slice(0, -1) : ""),
  };
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
