/** What a character, or a cluster that begins with it, is folded to, and how many code units it takes in the text. */
export interface Fold {
  /** At most as many code units as `length`. */
  readonly text: string;
  readonly length: number;
}

/** Characters that show nothing: soft hyphen, fillers, marks of direction, zero-width characters, variation selectors, control characters. */
const INVISIBLE: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
];
const isInvisible = (unit: number): boolean => INVISIBLE.some(([first, last]) => unit >= first && unit <= last);
const DASH = /[\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]/;
const MIDDLE_DOT = /[\u00b7\u2022\u2027\u2219\u22c5\u30fb\u318d\uff65]/;
const BLANK = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;
const DIGIT = /^\p{Nd}$/u;
/** Circled, parenthesised and full-stopped digits, and capital or small letters in circles that stand for a zero. */
const ENCLOSED = /^[\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792]$/;
const CIRCLED_O = /^[\u24c4\u24de]$/;

const LEADS = 19;
const VOWELS = 21;
const TAILS = 28;
const FIRST_LEAD = 0x1100;
const FIRST_VOWEL = 0x1161;
const FIRST_TAIL = 0x11a7;
const FIRST_SYLLABLE = 0xac00;

/** Folds the character at `at`, together with the marks that compose with it. */
export function foldOf(original: string, at: number): Fold {
  const unit = original.charCodeAt(at);
  // Half of most texts: letters, digits and signs that stay.
  if ((unit >= 0x20 && unit < 0x7f) || (unit >= FIRST_SYLLABLE && unit <= 0xd7a3)) return withMarks(original, at, unit);
  if (unit >= FIRST_LEAD && unit < FIRST_LEAD + LEADS) return syllable(original, at, unit);
  if (unit >= 0xff01 && unit <= 0xff5e) return { text: String.fromCharCode(unit - 0xfee0), length: 1 };
  const character = String.fromCodePoint(original.codePointAt(at) as number);
  const { length } = character;
  if (isInvisible(unit)) return { text: "", length };
  if (DASH.test(character)) return { text: "-", length };
  if (MIDDLE_DOT.test(character)) return { text: isBetweenDigits(original, at) ? "-" : character, length };
  if (BLANK.test(character)) return { text: " ", length };
  if (DIGIT.test(character)) return { text: String(digitValue(character)), length };
  if (ENCLOSED.test(character)) return { text: character.normalize("NFKC").replace(/[().]/g, "").slice(-1), length };
  if (CIRCLED_O.test(character)) return { text: "O", length };
  return { text: character, length };
}

/** A Latin letter with the combining marks behind it, composed where there is one character for all of it. */
function withMarks(original: string, at: number, unit: number): Fold {
  let end = at + 1;
  while (end < original.length && isMark(original.charCodeAt(end))) end++;
  if (end === at + 1) return { text: original.charAt(at), length: 1 };
  if (unit >= FIRST_SYLLABLE) return { text: original.charAt(at), length: 1 };
  const composed = original.slice(at, end).normalize("NFC");
  return { text: composed.length <= end - at ? composed : original.slice(at, end), length: end - at };
}

const isMark = (unit: number): boolean => unit >= 0x300 && unit <= 0x36f && unit !== 0x34f;

/** A syllable of two or three conjoining letters, as NFD writes it. */
function syllable(original: string, at: number, lead: number): Fold {
  const vowel = original.charCodeAt(at + 1) - FIRST_VOWEL;
  if (!(vowel >= 0 && vowel < VOWELS)) return { text: original.charAt(at), length: 1 };
  const tail = original.charCodeAt(at + 2) - FIRST_TAIL;
  const hasTail = tail > 0 && tail < TAILS;
  const code = FIRST_SYLLABLE + ((lead - FIRST_LEAD) * VOWELS + vowel) * TAILS + (hasTail ? tail : 0);
  return { text: String.fromCharCode(code), length: hasTail ? 3 : 2 };
}

/** Digits of every script stand in tens, in order, from a code point that ends the run of digits before it. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) as number;
  if (code >= 0x1d7ce && code <= 0x1d7ff) return (code - 0x1d7ce) % 10;
  let below = 0;
  while (below < 9 && DIGIT.test(String.fromCodePoint(code - below - 1))) below++;
  return below;
}

/** Whether a middle dot joins digits, as in 010·1234·5678; elsewhere it parts words. */
function isBetweenDigits(original: string, at: number): boolean {
  return /\p{Nd}$/u.test(original.slice(Math.max(0, at - 2), at)) && /^\p{Nd}/u.test(original.slice(at + 1, at + 3));
}
