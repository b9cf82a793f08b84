/** Digits that stand together, with what parts them: as it is written, and how it is read. */
export interface NumberRun {
  /** Digits and separators (`-`, `.`, blank, brackets, `+`), read from spelt, spaced or disguised digits where it has to be. */
  readonly text: string;
  /** Whether it had to be read from something else than digits. */
  readonly isDisguised: boolean;
  /** Start in the folded text of the character that `text` has at an index. */
  startOf(index: number): number;
  /** End in the folded text of what ends before an index of `text`. */
  endOf(index: number): number;
}

/** A separator is one or two marks with a blank on either side, or one or two blanks; a dash may end a line. */
const SEPARATOR = String.raw`(?:[ \t]?[-.()]{1,2}[ \t]?|[ \t]{1,2}|-\r?\n|\r?\n-|[ \t]?\|[ \t]?)`;
const PLAIN_RUN = new RegExp(String.raw`[+(]?\d+(?:${SEPARATOR}\d+)*`, "g");
/** Digits spelt in Hangul or Han, mixed with plain ones, eight at least. */
const SPELT_RUN =
  /[ㅇ공영빵일이삼사오육륙칠팔구〇零一二三四五六七八九\d](?:[ \t.,~-]{0,3}[ㅇ공영빵일이삼사오육륙칠팔구〇零一二三四五六七八九\d]){7,39}/g;
const SPELT_DIGIT = /[ㅇ공영빵일이삼사오육륙칠팔구〇零一二三四五六七八九]/;
/** Letters that look like digits, among digits. */
const LIKE_RUN = /[0-9OoIl|](?:[ \t]?[-.]?[ \t]?[0-9OoIl|]){6,24}/g;
const FEWEST_DIGITS = 9;

const VALUES: Readonly<Record<string, string>> = Object.fromEntries(
  ["ㅇ공영빵〇零Oo", "일一Il|", "이二", "삼三", "사四", "오五", "육륙六", "칠七", "팔八", "구九"].flatMap((spelt, value) =>
    [...spelt].map((letter) => [letter, String(value)]),
  ),
);

/** Runs of nine digits or more in a folded text, in order of kind and place; spelt and disguised ones may overlap plain ones. */
export function numberRuns(text: string): NumberRun[] {
  const runs: NumberRun[] = [];
  for (const { 0: found, index } of text.matchAll(PLAIN_RUN)) {
    if (countDigits(found) >= FEWEST_DIGITS) runs.push(squeezed(found, index));
  }
  if (/[ㅇ공영빵〇零]/.test(text) || /[팔구칠육][공영이일삼사오]/.test(text)) {
    for (const { 0: all, index } of text.matchAll(SPELT_RUN)) {
      const found = withoutParticle(all);
      if (isSpelt(found)) runs.push(read(found, index));
    }
  }
  if (/[0-9][OoIl|]|[OoIl|][0-9]/.test(text)) {
    for (const { 0: found, index } of text.matchAll(LIKE_RUN)) {
      const isWord = /[A-Za-z]/.test(text.charAt(index - 1)) || /[A-Za-z]/.test(text.charAt(index + found.length));
      if (!isWord && /[OoIl|]/.test(found) && countDigits(found) >= 2) runs.push(read(found, index));
    }
  }
  return runs;
}

function countDigits(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) count++;
  return count;
}

/**
 * Spelt numbers of persons begin with 0 or 1 (telephones) or have the six and seven digits of a resident number. Songs, dates and amounts
 * do neither: 삼일운동, 일이삼사오육칠팔구십.
 */
function isSpelt(found: string): boolean {
  if (!SPELT_DIGIT.test(found)) return false;
  const digits = found.replace(/[ \t.,~-]/g, "");
  const isPhone = /^[ㅇ공영빵0〇零][일1一이2二]/.test(digits) && digits.length >= 9 && digits.length <= 12;
  return isPhone || (digits.length === 13 && /^.{6}[ \t]?-?[ \t]?.{7}$/.test(found));
}

/** Behind plain digits the last syllable is a particle or the next word: 010-2345-6781이, 010-2345-6781, 이메일. */
const withoutParticle = (found: string): string => found.replace(/(?<=\d)[ \t.,~-]*[일이사오구]$/, "");

/** Reads letters for digits. */
function read(found: string, index: number): NumberRun {
  return {
    text: [...found].map((letter) => VALUES[letter] ?? (letter === "," || letter === "~" ? "-" : letter)).join(""),
    isDisguised: true,
    startOf: (at) => index + at,
    endOf: (at) => index + at,
  };
}

/** Takes the blanks (or dots) out between single digits, as in `0 1 0 - 1 2 3 4`. */
function squeezed(found: string, index: number): NumberRun {
  if (!/(?:^|\D)\d(?:[ .]\d){2}/.test(found)) {
    return { text: found, isDisguised: false, startOf: (at) => index + at, endOf: (at) => index + at };
  }
  const places: number[] = [];
  let text = "";
  const isDigit = (at: number) => /\d/.test(found.charAt(at));
  const isSingle = (at: number) => isDigit(at) && !isDigit(at - 1) && !isDigit(at + 1);
  for (let at = 0; at < found.length; at++) {
    if (/[ .]/.test(found.charAt(at)) && isSingle(at - 1) && isSingle(at + 1)) continue;
    text += found.charAt(at);
    places.push(index + at);
  }
  const isSqueezed = text.length <= found.length - 6;
  if (!isSqueezed) return { text: found, isDisguised: false, startOf: (at) => index + at, endOf: (at) => index + at };
  return {
    text,
    isDisguised: true,
    startOf: (at) => places[at] as number,
    endOf: (at) => (places[at - 1] as number) + 1,
  };
}
