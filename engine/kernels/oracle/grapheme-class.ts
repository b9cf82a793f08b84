import { classRunsSource } from "./class-runs-source.ts";
import { LATER } from "./split-class.ts";

/**
 * What of a character decides where a grapheme cluster ends (UAX #29 of Unicode 16.0, rules GB3 to GB9c and GB11). Hangul and regional
 * indicators are `other` here: whatever they join is six bytes long, and what looks at clusters looks at shorter ones only.
 */
export const GRAPHEME_CLASSES = {
  other: 0,
  control: 1, // line ends too
  extend: 2,
  spacing: 3, // SpacingMark: joins, and ends every chain
  prepend: 4,
  pictograph: 5,
  consonant: 6, // of the scripts whose conjuncts stay together
  linker: 7,
  joiner: 8, // U+200D
  nonJoiner: 9, // U+200C: extends, and ends a conjunct
} as const;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const isOne = (text: string): boolean => segmenter.segment(text).containing(0)?.segment === text;

/** Spares the asking. */
const NEVER_JOINED =
  /(?![\p{Extended_Pictographic}\p{Default_Ignorable_Code_Point}])[\p{Co}\p{Cn}]|(?=[\p{Script=Han}\p{Script=Hangul}])\p{Lo}/u;

const LAST_CODE_POINT = 0x10ffff;
const KA = "\u0915";
const VIRAMA = "\u094d";

/** Class of every code point, found by asking the segmenter of the running Node; what Unicode 17.0 added is `other`. */
export function graphemeClasses(): Uint8Array {
  const classes = new Uint8Array(LAST_CODE_POINT + 1);
  for (let codePoint = 0; codePoint < classes.length; codePoint++) {
    if (codePoint >> 11 === 0x1b) continue;
    const character = String.fromCodePoint(codePoint);
    if (!NEVER_JOINED.test(character)) classes[codePoint] = GRAPHEME_CLASSES[classOf(character)];
  }
  for (const [first, last] of LATER) classes.fill(GRAPHEME_CLASSES.other, first, last + 1);
  return classes;
}

function classOf(character: string): keyof typeof GRAPHEME_CLASSES {
  if (character === "\u200d") return "joiner";
  if (character === "\u200c") return "nonJoiner";
  if (/\p{Extended_Pictographic}/u.test(character)) return "pictograph";
  if (/\p{Regional_Indicator}/u.test(character)) return "other";
  if (isOne(`a${character}`)) {
    if (isOne(`${KA}${character}${KA}`)) return "linker";
    return isOne(`${KA}${VIRAMA}${character}${KA}`) ? "extend" : "spacing";
  }
  if (!isOne(`${character}\u0301`)) return "control";
  if (isOne(`${character}a`)) return "prepend";
  return isOne(`${KA}${VIRAMA}${character}`) ? "consonant" : "other";
}

/** The table module of the kernel. */
export function graphemeClassSource(): string {
  return classRunsSource(graphemeClasses(), "write-grapheme-classes.ts", "oracle/grapheme-class.ts", "16.0");
}
