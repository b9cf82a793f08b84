import { BERT_CLASSES, bertClasses, ORDERED, small, withoutAccents } from "./bert-character.ts";

const classes = bertClasses();

/** Settings of BERT's normaliser. */
export interface BertSettings {
  readonly clean: boolean;
  readonly chinese: boolean;
  readonly strip: boolean;
  readonly lower: boolean;
}

const is = (codePoint: number, name: keyof typeof BERT_CLASSES): boolean =>
  ((classes[codePoint] as number) & BERT_CLASSES[name]) !== 0;
const codePoints = (text: string): number[] => [...text].map((character) => character.codePointAt(0) as number);
const BLANK = 0x20;

const combiningClass = (codePoint: number): number =>
  ORDERED.find(([first, last]) => codePoint >= first && codePoint <= last)?.[2] ?? 0;

/** Marks that part what is put in order; they go when it is done. */
const BARRIER = -1;

/** Puts neighbours with a combining class in its order, those of one class as they stood. */
function inOrder(text: readonly number[]): number[] {
  const sorted: number[] = [];
  for (let at = 0; at < text.length; ) {
    let end = at;
    while (end < text.length && combiningClass(text[end] as number) > 0) end++;
    sorted.push(...text.slice(at, end).sort((a, b) => combiningClass(a) - combiningClass(b)));
    if (end < text.length) sorted.push(text[end] as number);
    at = end + 1;
  }
  return sorted.filter((codePoint) => codePoint !== BARRIER);
}

/** Words of a text as BERT's normaliser and split leave them, step after step as they are told. */
export function bertWords(text: string, { clean, chinese, strip, lower }: BertSettings): string[] {
  let characters = codePoints(text);
  if (clean) {
    characters = characters.filter((each) => !is(each, "control")).map((each) => (is(each, "white") ? BLANK : each));
  }
  if (chinese) characters = characters.flatMap((each) => (is(each, "chinese") ? [BLANK, each, BLANK] : [each]));
  if (strip) {
    characters = inOrder(
      characters.flatMap((each) => (is(each, "mark") ? (is(each, "barrier") ? [BARRIER] : []) : withoutAccents(each))),
    );
  }
  if (lower) characters = characters.flatMap((each) => small(each));
  const words: string[] = [];
  let word = "";
  const end = (): void => {
    if (word !== "") words.push(word);
    word = "";
  };
  for (const each of characters) {
    if (is(each, "white")) end();
    else if (is(each, "punctuation")) {
      end();
      words.push(String.fromCodePoint(each));
    } else word += String.fromCodePoint(each);
  }
  end();
  return words;
}

/** The longest token that begins a word, then the longest with ## before it that goes on; or the unknown token alone. */
export function wordPieces(word: string, tokens: ReadonlyMap<string, number>, unknown: number, mostCharacters: number): number[] {
  const characters = [...word];
  if (characters.length > mostCharacters) return [unknown];
  const ids: number[] = [];
  for (let at = 0; at < characters.length; ) {
    let end = characters.length;
    const token = (): number | undefined => tokens.get((at > 0 ? "##" : "") + characters.slice(at, end).join(""));
    while (end > at && token() === undefined) end--;
    const id = token();
    if (end === at || id === undefined) return [unknown];
    ids.push(id);
    at = end;
  }
  return ids;
}
