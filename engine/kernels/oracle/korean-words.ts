import { KOREAN_ENDINGS, KOREAN_WHOLE_WORDS } from "../assembly/tables/korean-endings.ts";
import { characterClass } from "./character-class.ts";

const ENDINGS: ReadonlyMap<string, string> = new Map(
  KOREAN_ENDINGS.split(" ").map((ending) => [ending.replace(/[|~]/g, ""), ending] as const),
);
const WHOLE = new Set(KOREAN_WHOLE_WORDS.split(" "));
const LONGEST_ENDING = 4;
const ROUNDS = 2;
/** A stem of so many syllables is a compound. */
const COMPOUND = 4;
const ADDRESS = /^(?:https?|ftp):\/\/[^가-힣]+/u;
const FINAL_BIEUP = 17;
const FINAL_SSANGSIOS = 20;

const isSyllable = (character: string | undefined): boolean => character !== undefined && /^[가-힣]$/.test(character);
const isJamo = (character: string | undefined): boolean => character !== undefined && /^[ㄱ-ㅎㅏ-ㅣ]$/.test(character);
const isDigit = (character: string | undefined): boolean => character !== undefined && /^[0-9]$/.test(character);
const isOtherLetter = (character: string | undefined): boolean =>
  character !== undefined &&
  !isSyllable(character) &&
  !isJamo(character) &&
  ["hangul", "latin", "han", "kana", "otherLetters"].includes(characterClass(character.codePointAt(0) as number));
const finalOf = (syllable: string | undefined): number => ((syllable?.codePointAt(0) ?? 0xac00) - 0xac00) % 28;

/** Cuts a run between white space as a Korean analyser would, about; see `splitWords` of the kernels for the rule. */
export function koreanWords(run: readonly string[]): string[] {
  const words: string[] = [];
  for (let at = 0; at < run.length; ) {
    const first = run[at] as string;
    let end = at + 1;
    const goOn = (fits: (character: string | undefined) => boolean) => {
      while (end < run.length && fits(run[end])) end++;
    };
    const address = first === "h" || first === "f" ? ADDRESS.exec(run.slice(at).join(""))?.[0] : undefined;
    if (isSyllable(first)) {
      goOn(isSyllable);
      words.push(...syllableWords(run.slice(at, end)));
      at = end;
      continue;
    }
    if (address !== undefined) end = at + [...address].length;
    else if (isJamo(first)) goOn(isJamo);
    else if (isOtherLetter(first)) goOn(isOtherLetter);
    else if (isDigit(first)) {
      while (end < run.length && (isDigit(run[end]) || (".,:/-".includes(run[end] as string) && isDigit(run[end + 1])))) end++;
    } else goOn((each) => each === first);
    words.push(run.slice(at, end).join(""));
    at = end;
  }
  return words;
}

/** Words of a run of Hangul syllables: its stem, then what `KOREAN_ENDINGS` makes of its endings. */
function syllableWords(run: readonly string[]): string[] {
  if (WHOLE.has(run.join(""))) return [run.join("")];
  const tails: string[] = [];
  let end = run.length;
  for (let round = 0; round < ROUNDS && end > round; round++) {
    const length = endingLength(run, end - round, end);
    const isNida = round === 0 && run.slice(-2).join("") === "니다" && finalOf(run.at(-3)) === FINAL_BIEUP;
    if (isNida && length < 3) return [...stemWords(run.slice(0, -2), false), run.slice(-3).join("")];
    if (length === 0) break;
    tails.unshift(...pieces(ENDINGS.get(run.slice(end - length, end).join("")) as string));
    end -= length;
  }
  return end === 0 ? tails : [...stemWords(run.slice(0, end), tails.length > 0), ...tails];
}

function stemWords(whole: readonly string[], hasEnding: boolean): string[] {
  const words: string[] = [];
  const last = whole.at(-1) as string;
  let stem = whole;
  for (; stem.length >= COMPOUND; stem = stem.slice(2)) words.push(stem.slice(0, 2).join(""));
  if (hasEnding && stem.length > 1 && (last === "하" || last === "되")) return [...words, stem.slice(0, -1).join(""), last];
  words.push(stem.join(""));
  if (hasEnding && finalOf(last) === FINAL_SSANGSIOS && !"있겠았었였".includes(last)) words.push(last);
  return words;
}

/** Syllables, at most `most`, of the longest ending of `run` before `end`. */
function endingLength(run: readonly string[], most: number, end: number): number {
  for (let length = Math.min(LONGEST_ENDING, most); length > 0; length--) {
    if (ENDINGS.has(run.slice(end - length, end).join(""))) return length;
  }
  return 0;
}

function pieces(ending: string): string[] {
  return ending.split("|").flatMap((piece) => {
    const characters = [...piece];
    const mark = characters.indexOf("~");
    if (mark < 0) return [piece];
    const rest = characters.slice(mark + 1);
    return [rest[0] as string, rest.join("")];
  });
}
