import type { SplitPattern } from "../vocabulary-layout.ts";
import { SPLIT_CLASSES, splitClasses } from "./split-class.ts";

const CONTRACTION = "'(?:[sStTmMdD\u017f]|[rR][eE]|[vV][eE]|[lL][lL])";

/**
 * What the kernel `splitText` cuts, as the files of the tokenizers have it: gpt2 is the split of ByteLevel; o200k and cl100k are those
 * of tiktoken 0.8 and later; llama3 is LLaMA 3's; qwen is that of Qwen 2 to 3, and qwen-marks has marks among the letters. Names in
 * angles are classes of characters; {@link CONTRACTION} is `(?i:'s|'t|'re|'ve|'m|'ll|'d)`, where ſ is an s.
 */
const PATTERNS: Readonly<Record<SplitPattern, string>> = {
  gpt2: "'s|'t|'re|'ve|'m|'ll|'d| ?[<L>]+| ?[<N>]+| ?[^<S><L><N>]+|[<S>]+(?![^<S>])|[<S>]+",
  cl100k: `${CONTRACTION}|[^\\r\\n<L><N>]?[<L>]+|[<N>]{1,3}| ?[^<S><L><N>]+[\\r\\n]*|[<S>]+$|[<S>]*[\\r\\n]|[<S>]+(?![^<S>])|[<S>]`,
  o200k: [
    `[^\\r\\n<L><N>]?[<Lu><Lo><M>]*[<Ll><Lo><M>]+(?:${CONTRACTION})?`,
    `[^\\r\\n<L><N>]?[<Lu><Lo><M>]+[<Ll><Lo><M>]*(?:${CONTRACTION})?`,
    "[<N>]{1,3}| ?[^<S><L><N>]+[\\r\\n/]*|[<S>]*[\\r\\n]+|[<S>]+(?![^<S>])|[<S>]+",
  ].join("|"),
  llama3: `${CONTRACTION}|[^\\r\\n<L><N>]?[<L>]+|[<N>]{1,3}| ?[^<S><L><N>]+[\\r\\n]*|[<S>]*[\\r\\n]+|[<S>]+(?![^<S>])|[<S>]+`,
  qwen: `${CONTRACTION}|[^\\r\\n<L><N>]?[<L>]+|[<N>]| ?[^<S><L><N>]+[\\r\\n]*|[<S>]*[\\r\\n]+|[<S>]+(?![^<S>])|[<S>]+`,
  "qwen-marks": `${CONTRACTION}|[^\\r\\n<L><N>]?[<L><M>]+|[<N>]| ?[^<S><L><M><N>]+[\\r\\n]*|[<S>]*[\\r\\n]+|[<S>]+(?![^<S>])|[<S>]+`,
};

const NAMED = {
  L: SPLIT_CLASSES.upper | SPLIT_CLASSES.lower | SPLIT_CLASSES.caseless,
  Lu: SPLIT_CLASSES.upper,
  Ll: SPLIT_CLASSES.lower,
  Lo: SPLIT_CLASSES.caseless,
  M: SPLIT_CLASSES.mark,
  N: SPLIT_CLASSES.number,
  S: SPLIT_CLASSES.space | SPLIT_CLASSES.newline,
};

const classes = splitClasses();
const escaped = (codePoint: number): string => `\\u{${codePoint.toString(16)}}`;

/** Ranges of a bracketed class: all code points of the classes in a mask. */
function ranges(mask: number): string {
  let found = "";
  for (let from = 0; from < classes.length; from++) {
    if (!((classes[from] as number) & mask)) continue;
    let to = from;
    while (to + 1 < classes.length && (classes[to + 1] as number) & mask) to++;
    found += `${escaped(from)}-${escaped(to)}`;
    from = to;
  }
  return found;
}

/** A split pattern as a regular expression, with the classes of the kernels' Unicode version. */
export function splitPattern(name: SplitPattern): RegExp {
  return new RegExp(
    PATTERNS[name].replaceAll(/<(\w+)>/g, (_, named: keyof typeof NAMED) => ranges(NAMED[named])),
    "gu",
  );
}

/** Pieces of a text. */
export function splitText(pattern: RegExp, text: string): readonly string[] {
  return text.match(pattern) ?? [];
}
