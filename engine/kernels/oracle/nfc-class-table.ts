import { classRunsSource } from "./class-runs-source.ts";

/** Class of the code points of which isSurelyNfc is never sure: NFC_Quick_Check No or Maybe, and those not assigned yet. */
export const UNSURE = 255;

const LAST_CODE_POINT = 0x10ffff;
const SURROGATES = { first: 0xd800, last: 0xdfff };
const CCC_1 = "\u0334"; // combining tilde overlay, of the lowest class
const CCC_240 = "\u0345"; // combining ypogegrammeni, of the highest class

/**
 * Class of every code point for the NFC quick check (UAX #15 §9): 0 a starter that is always itself, 1, 2, 3 … the rank of the
 * canonical combining class of a mark, {@link UNSURE}. All of it follows from what `normalize` does with short strings: which
 * marks it swaps shows their order, which characters it composes shows those that may join the one before.
 */
export function nfcClasses(): Uint8Array {
  const classes = new Uint8Array(LAST_CODE_POINT + 1);
  const marks: string[] = [];
  for (let codePoint = 0; codePoint <= LAST_CODE_POINT; codePoint++) {
    if (codePoint >= SURROGATES.first && codePoint <= SURROGATES.last) continue;
    const character = String.fromCodePoint(codePoint);
    if (/\p{Cn}/u.test(character) || character.normalize("NFC") !== character) classes[codePoint] = UNSURE;
    else if (isMark(character)) marks.push(character);
  }
  marks.sort(byCombiningClass);
  let rank = 1;
  for (const [index, mark] of marks.entries()) {
    const before = marks[index - 1];
    if (before !== undefined && byCombiningClass(before, mark) < 0) rank++;
    classes[mark.codePointAt(0)!] = rank;
  }
  if (rank >= UNSURE) throw new RangeError(`nfc classes: too many combining classes, got ${rank}, wanted fewer than ${UNSURE}.`);
  for (const joining of joiningCharacters()) classes[joining] = UNSURE;
  return classes;
}

/** The table module of the kernel. */
export function nfcClassSource(): string {
  return classRunsSource(nfcClasses(), "write-nfc-classes.ts", "oracle/nfc-class-table.ts");
}

/** Whether the canonical combining class of a character is not 0: then it changes places with a mark of another class. */
function isMark(character: string): boolean {
  return swaps(character, CCC_1) || swaps(CCC_240, character);
}

function byCombiningClass(a: string, b: string): number {
  if (swaps(a, b)) return 1;
  return swaps(b, a) ? -1 : 0;
}

function swaps(first: string, second: string): boolean {
  return first !== second && (first + second).normalize("NFD") === second + first;
}

/**
 * Characters that composition may join to the one before: all but the first of every decomposition that composes again, and the
 * characters whose own decomposition begins with one of these (in some scripts of India and Nepal a vowel doubled is a vowel).
 */
function joiningCharacters(): Set<number> {
  const joining = new Set<number>();
  const firsts = new Map<number, number>();
  for (let codePoint = 0; codePoint <= LAST_CODE_POINT; codePoint++) {
    const character = String.fromCodePoint(codePoint);
    const parts = character.normalize("NFD");
    if (parts === character || parts.normalize("NFC") !== character) continue;
    const [first = 0, ...rest] = [...parts].map((part) => part.codePointAt(0)!);
    for (const part of rest) joining.add(part);
    firsts.set(codePoint, first);
  }
  for (const [codePoint, first] of firsts) if (joining.has(first)) joining.add(codePoint);
  return joining;
}
