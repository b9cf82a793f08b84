import { UNITS, WHOLE_WORDS } from "../assembly/tables/word-lists.ts";
import { characterClass } from "./character-class.ts";

const encoder = new TextEncoder();
const listed = (list: string): ReadonlySet<string> => new Set(list.split(" "));
const WHOLE = listed(WHOLE_WORDS);
const UNIT = listed(UNITS);
const QUOTES = new Set("'\"”“`‘´’‚„»«「」『』（）〔〕【】《》〈〉⟦⟧");
const MARKS = new Set("…,:;!?¿؟¡()[]{}<>_#*&。？！，、；：～·।،۔؛٪");
const CURRENCY = new Set("$£€¥฿₩₽₹₫₺₴₱");
const BEFORE = new Set("§%=—–");
const CONTRACTED = /^[A-Za-z]+(?=['’](?:ll|re|ve|[dmDM]|LL|RE|VE)$)/;
const NEGATED = /^[A-Za-z]+(?=[nN]['’][tT]$)/;

const code = (character: string | undefined): number => character?.codePointAt(0) ?? 0;
const isDigit = (character: string | undefined): boolean => character !== undefined && /^[0-9]$/.test(character);
const isLetter = (character: string | undefined): boolean =>
  character !== undefined && ["hangul", "latin", "han", "kana", "otherLetters"].includes(characterClass(code(character)));
const isForeignLetter = (character: string | undefined): boolean => isLetter(character) && code(character) >= 0x80;
const isLower = (character: string | undefined): boolean => /^[a-z]$/.test(character ?? "") || isForeignLetter(character);
const isUpper = (character: string | undefined): boolean => /^[A-Z]$/.test(character ?? "") || isForeignLetter(character);
const isQuote = (character: string | undefined): boolean => QUOTES.has(character ?? "");

/** Signs that stand for themselves: emoji, arrows that are no operators, boxes, © ® ¦ (about the category So). */
function isIcon(character: string | undefined): boolean {
  const point = code(character);
  if (point === 0xa6 || point === 0xa9 || point === 0xae) return true;
  if (point < 0x2100 || characterClass(point) !== "symbols") return false;
  if (point >= 0x2190 && point <= 0x2194) return false;
  if (point >= 0x2200 && point <= 0x22ff) return false;
  if (point >= 0x27c0 && point <= 0x27ff) return false;
  if (point >= 0x2900 && point <= 0x2aff) return false;
  return !(point >= 0xe000 && point <= 0xfe2f) && point < 0xe0000;
}

const isWhole = (word: string): boolean => encoder.encode(word).length <= 8 && WHOLE.has(word);

/** Cuts a run between white space into words as spaCy's tokenizer for English does; see `splitWords` of the kernels for the rule. */
export function englishWords(run: readonly string[]): string[] {
  const before: string[] = [];
  const after: string[] = [];
  let start = 0;
  let end = run.length;
  const core = () => run.slice(start, end).join("");
  while (start < end && !isWhole(core())) {
    const first = prefix(run, start, end);
    if (first > 0) {
      before.push(run.slice(start, start + first).join(""));
      start += first;
      continue;
    }
    const last = suffix(run, start, end);
    if (last === 0) break;
    after.unshift(run.slice(end - last, end).join(""));
    end -= last;
  }
  if (start < end) before.push(...coreWords(run.slice(start, end)));
  return [...before, ...after];
}

function prefix(run: readonly string[], start: number, end: number): number {
  const first = run[start] as string;
  if (first === ".") {
    const dots = run.slice(start, end).findIndex((each) => each !== ".");
    const length = dots < 0 ? end - start : dots;
    return length > 1 ? length : 0;
  }
  if (first === "+") return start + 1 < end && isDigit(run[start + 1]) ? 0 : 1;
  return MARKS.has(first) || QUOTES.has(first) || CURRENCY.has(first) || BEFORE.has(first) || isIcon(first) ? 1 : 0;
}

function suffix(run: readonly string[], start: number, end: number): number {
  const at = (back: number) => (end - back >= start ? run[end - back] : undefined);
  const last = at(1) as string;
  if ((last === "s" || last === "S") && (at(2) === "'" || at(2) === "’")) return 2;
  if (last === ".") {
    let dots = 1;
    while (at(dots + 1) === ".") dots++;
    if (dots > 1) return dots;
    const one = at(2);
    if (one === undefined) return 0;
    if (isLower(one) || isDigit(one) || "%²-+".includes(one) || isQuote(one) || MARKS.has(one)) return 1;
    return isUpper(one) && isUpper(at(3)) ? 1 : 0;
  }
  if (MARKS.has(last) || QUOTES.has(last) || last === "—" || last === "–" || isIcon(last)) return 1;
  if ((last === "+" || CURRENCY.has(last)) && isDigit(at(2))) return 1;
  for (let length = 1; length <= 4; length++) {
    if (isDigit(at(length))) return 0;
    if (isDigit(at(length + 1))) return UNIT.has(run.slice(end - length, end).join("")) ? length : 0;
  }
  return 0;
}

function coreWords(core: readonly string[]): string[] {
  const word = core.join("");
  if (isWhole(word)) return [word];
  if (word === "cannot" || word === "Cannot") return [word.slice(0, 3), word.slice(3)];
  const stem = CONTRACTED.exec(word)?.[0] ?? NEGATED.exec(word)?.[0];
  if (stem !== undefined) return [stem, word.slice(stem.length)];
  return isAddress(core) ? [word] : infixWords(core);
}

/** `scheme://…`, or a host whose last label is two or more small letters, with or without what may follow a host. */
function isAddress(core: readonly string[]): boolean {
  const word = core.join("");
  if (/^[A-Za-z0-9_+.-]{2,}:\/\/./u.test(word)) return true;
  let at = 0;
  let dots = 0;
  let letters = 0; // small letters since the last dot, -1 when something else stands there
  for (; at < core.length; at++) {
    const each = core[at] as string;
    if (each === ".") {
      if (at === 0 || core[at - 1] === ".") return false;
      dots++;
      letters = 0;
    } else if (/^[a-z]$/.test(each)) letters = letters < 0 ? -1 : letters + 1;
    else if (/^[A-Z0-9_-]$/.test(each) || code(each) >= 0xa1) letters = -1;
    else break;
  }
  if (dots === 0 || letters < 2) return false;
  if (at === core.length) return true;
  const next = core[at] as string;
  return next === "/" || next === "?" || next === "#" || (next === ":" && isDigit(core[at + 1]));
}

function infixWords(core: readonly string[]): string[] {
  const words: string[] = [];
  let start = 0;
  for (let at = 0; at < core.length; ) {
    const length = infix(core, at);
    if (length === 0) {
      at++;
      continue;
    }
    if (at > start) words.push(core.slice(start, at).join(""));
    words.push(core.slice(at, at + length).join(""));
    at += length;
    start = at;
  }
  if (start < core.length) words.push(core.slice(start).join(""));
  return words;
}

function infix(core: readonly string[], at: number): number {
  const each = core[at] as string;
  const before = core[at - 1];
  const next = core[at + 1];
  if (each === ".") {
    let dots = 1;
    while (core[at + dots] === ".") dots++;
    if (dots > 1) return dots;
    return (isLower(before) || isQuote(before)) && (isUpper(next) || isQuote(next)) ? 1 : 0;
  }
  if (each === "…" || isIcon(each)) return 1;
  if ("+-*^".includes(each) && isDigit(before) && (isDigit(next) || next === "-")) return 1;
  if (each === "," && isLetter(before) && isLetter(next)) return 1;
  if (!isLetter(before) && !isDigit(before)) return 0;
  if (":<>=/".includes(each)) return isLetter(next) ? 1 : 0;
  if (each === "–" || each === "~") return isLetter(next) ? 1 : 0;
  const most = each === "-" ? 3 : each === "—" ? 2 : 0;
  let length = 0;
  while (length < most && core[at + length] === each) length++;
  return length > 0 && isLetter(core[at + length]) ? length : 0;
}
