import { classRunsSource } from "./class-runs-source.ts";

/**
 * Classes of characters that the split patterns of byte-level tokenizers tell apart, one bit each. White space is the property
 * White_Space, as the pattern libraries of Rust and C have it (that of JavaScript has U+FEFF and lacks U+0085).
 */
export const SPLIT_CLASSES = {
  other: 1, // punctuation, symbols, control, unassigned
  upper: 2, // Lu, Lt
  lower: 4, // Ll
  caseless: 8, // Lm, Lo: Hangul, Han, kana
  mark: 16, // M
  number: 32, // N
  space: 64, // White_Space but the two below
  newline: 128, // U+000A, U+000D
} as const;

const RULES: readonly (readonly [keyof typeof SPLIT_CLASSES, RegExp])[] = [
  ["newline", /[\r\n]/u],
  ["space", /\p{White_Space}/u],
  ["upper", /[\p{Lu}\p{Lt}]/u],
  ["lower", /\p{Ll}/u],
  ["caseless", /[\p{Lm}\p{Lo}]/u],
  ["mark", /\p{M}/u],
  ["number", /\p{N}/u],
];

const LAST_CODE_POINT = 0x10ffff;

/**
 * Letters, marks and numbers that Unicode 17.0 added, first and last: not assigned yet in 16.0, the version of the pattern libraries
 * (tiktoken 0.14, tokenizers 0.23) that the tables are held against.
 */
// biome-ignore format: a table
export const LATER: readonly (readonly [number, number])[] = [
  [0x88f, 0x88f], [0xc5c, 0xc5c], [0xcdc, 0xcdc], [0x1acf, 0x1add], [0x1ae0, 0x1aeb], [0xa7ce, 0xa7cf], [0xa7d2, 0xa7d2],
  [0xa7d4, 0xa7d4], [0xa7f1, 0xa7f1], [0x10940, 0x10959], [0x10ec5, 0x10ec7], [0x10efa, 0x10efb], [0x11b60, 0x11b67],
  [0x11db0, 0x11ddb], [0x11de0, 0x11de9], [0x16ea0, 0x16eb8], [0x16ebb, 0x16ed3], [0x16ff2, 0x16ff6], [0x187f8, 0x187ff],
  [0x18d09, 0x18d1e], [0x18d80, 0x18df2], [0x1e6c0, 0x1e6de], [0x1e6e0, 0x1e6f5], [0x1e6fe, 0x1e6ff], [0x2b73a, 0x2b73f],
  [0x2cea2, 0x2cead], [0x323b0, 0x33479],
];
/** A letter that 17.0 made caseless. */
const WAS_LOWER = 0x295;

/** Class of every code point by the Unicode properties of the running Node, brought to 16.0; surrogates are `other`. */
export function splitClasses(): Uint8Array {
  const classes = Uint8Array.from({ length: LAST_CODE_POINT + 1 }, (_, codePoint) => {
    if (codePoint >> 11 === 0x1b) return SPLIT_CLASSES.other;
    const character = String.fromCodePoint(codePoint);
    return SPLIT_CLASSES[RULES.find(([, rule]) => rule.test(character))?.[0] ?? "other"];
  });
  for (const [first, last] of LATER) classes.fill(SPLIT_CLASSES.other, first, last + 1);
  classes[WAS_LOWER] = SPLIT_CLASSES.lower;
  return classes;
}

/** The table module of the kernel. */
export function splitClassSource(): string {
  return classRunsSource(splitClasses(), "write-split-classes.ts", "oracle/split-class.ts", "16.0");
}
