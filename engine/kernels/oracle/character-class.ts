/** The class of a character: its column in `TEXT_STATS`. */
export type CharacterClass =
  | "hangul"
  | "latin"
  | "han"
  | "kana"
  | "otherLetters"
  | "digits"
  | "space"
  | "punctuation"
  | "symbols";

/** The rules in the order they are tried; the first that fits gives the class, and a character that fits none is a symbol. */
const RULES: readonly (readonly [CharacterClass, RegExp])[] = [
  ["space", /\p{White_Space}/u],
  ["digits", /\p{Nd}/u],
  ["hangul", /(?=\p{L})\p{Script=Hangul}/u],
  ["latin", /(?=\p{L})\p{Script=Latin}/u],
  ["han", /(?=[\p{L}\p{Nl}])\p{Script_Extensions=Han}/u],
  ["kana", /(?=\p{L})[\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}]/u],
  ["otherLetters", /\p{L}|(?=\p{M})[^\p{Script=Inherited}\p{Script=Common}]/u],
  ["symbols", /[\p{C}]/u],
  ["punctuation", /\p{P}|[!-~\u2010-\u205e\u3001-\u303f\uff01-\uff65\uffe0-\uffee]/u],
];

/** Class of one code point by the Unicode properties of the running Node, the rule behind the tables of the kernels. */
export function characterClass(codePoint: number): CharacterClass {
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return "symbols";
  const character = String.fromCodePoint(codePoint);
  return RULES.find(([, rule]) => rule.test(character))?.[0] ?? "symbols";
}
