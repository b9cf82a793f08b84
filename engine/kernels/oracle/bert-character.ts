import { classRunsSource } from "./class-runs-source.ts";

/**
 * What BERT's normaliser and its split see in a character, one bit each, as the library tokenizers 0.23 has it: white space and small
 * letters of Unicode 17.0, kinds of characters of about 9.0, decompositions of 12.0. The lists below bring Unicode's properties there.
 */
export const BERT_CLASSES = {
  control: 1, // taken out where text is cleaned, U+0000 and U+FFFD too
  white: 2, // White_Space: between words
  punctuation: 4, // a word by itself
  chinese: 8, // a word by itself where asked for
  mark: 16, // Mn: taken out with the accents
  changed: 32, // decomposes, or has a small letter
  ordered: 64, // no mark of these, and yet decomposing puts it in order with its neighbours
  barrier: 128, // a mark that nothing is ordered across
} as const;

type Range = readonly [first: number, last: number];

// biome-ignore format: a table
const CONTROL_LATER: readonly Range[] = [[0x890, 0x891], [0x8e2, 0x8e2], [0x110cd, 0x110cd], [0x13430, 0x1343f]];
// biome-ignore format: a table
const PUNCTUATION_LATER: readonly Range[] = [
  [0x61d, 0x61d], [0x9fd, 0x9fd], [0xa76, 0xa76], [0xc77, 0xc77], [0xc84, 0xc84], [0x1b4e, 0x1b4f], [0x1b7d, 0x1b7f],
  [0x2e43, 0x2e4f], [0x2e52, 0x2e5d], [0x10d6e, 0x10d6e], [0x10ead, 0x10ead], [0x10ed0, 0x10ed0], [0x10f55, 0x10f59],
  [0x10f86, 0x10f89], [0x113d4, 0x113d5], [0x113d7, 0x113d8], [0x1144b, 0x1144f], [0x1145a, 0x1145b], [0x1145d, 0x1145d],
  [0x11660, 0x1166c], [0x116b9, 0x116b9], [0x1183b, 0x1183b], [0x11944, 0x11946], [0x119e2, 0x119e2], [0x11a3f, 0x11a46],
  [0x11a9a, 0x11a9c], [0x11a9e, 0x11aa2], [0x11b00, 0x11b09], [0x11be1, 0x11be1], [0x11c41, 0x11c45], [0x11c70, 0x11c71],
  [0x11ef7, 0x11ef8], [0x11f43, 0x11f4f], [0x11fff, 0x11fff], [0x12ff1, 0x12ff2], [0x16d6d, 0x16d6f], [0x16e97, 0x16e9a],
  [0x16fe2, 0x16fe2], [0x1e5ff, 0x1e5ff], [0x1e95e, 0x1e95f],
];
/** Was punctuation, was a mark. */
const PUNCTUATION_ONCE: readonly number[] = [0x166d, 0x111c9];
const MARK_ONCE: readonly number[] = [0x1734, 0x1171e];
// biome-ignore format: a table
const MARK_LATER: readonly Range[] = [
  [0x7fd, 0x7fd], [0x897, 0x89f], [0x8ca, 0x8e1], [0x9fe, 0x9fe], [0xafa, 0xaff], [0xb55, 0xb55], [0xc04, 0xc04], [0xc3c, 0xc3c],
  [0xd00, 0xd00], [0xd3b, 0xd3c], [0xd81, 0xd81], [0xeba, 0xeba], [0xece, 0xece], [0x180f, 0x180f], [0x1885, 0x1886],
  [0x1abf, 0x1add], [0x1ae0, 0x1aeb], [0x1df6, 0x1dfb], [0xa82c, 0xa82c], [0xa8c5, 0xa8c5], [0xa8ff, 0xa8ff], [0xa9bd, 0xa9bd],
  [0x10d24, 0x10d27], [0x10d69, 0x10d6d], [0x10eab, 0x10eac], [0x10efa, 0x10eff], [0x10f46, 0x10f50], [0x10f82, 0x10f85],
  [0x11070, 0x11070], [0x11073, 0x11074], [0x110c2, 0x110c2], [0x111c9, 0x111c9], [0x111cf, 0x111cf], [0x1123e, 0x1123e],
  [0x11241, 0x11241], [0x1133b, 0x1133b], [0x113bb, 0x113c0], [0x113ce, 0x113ce], [0x113d0, 0x113d0], [0x113d2, 0x113d2],
  [0x113e1, 0x113e2], [0x11438, 0x1143f], [0x11442, 0x11444], [0x11446, 0x11446], [0x1145e, 0x1145e], [0x1182f, 0x11837],
  [0x11839, 0x1183a], [0x1193b, 0x1193c], [0x1193e, 0x1193e], [0x11943, 0x11943], [0x119d4, 0x119d7], [0x119da, 0x119db],
  [0x119e0, 0x119e0], [0x11a01, 0x11a0a], [0x11a33, 0x11a38], [0x11a3b, 0x11a3e], [0x11a47, 0x11a47], [0x11a51, 0x11a56],
  [0x11a59, 0x11a5b], [0x11a8a, 0x11a96], [0x11a98, 0x11a99], [0x11b60, 0x11b60], [0x11b62, 0x11b64], [0x11b66, 0x11b66],
  [0x11c30, 0x11c36], [0x11c38, 0x11c3d], [0x11c3f, 0x11c3f], [0x11c92, 0x11ca7], [0x11caa, 0x11cb0], [0x11cb2, 0x11cb3],
  [0x11cb5, 0x11cb6], [0x11d31, 0x11d36], [0x11d3a, 0x11d3a], [0x11d3c, 0x11d3d], [0x11d3f, 0x11d45], [0x11d47, 0x11d47],
  [0x11d90, 0x11d91], [0x11d95, 0x11d95], [0x11d97, 0x11d97], [0x11ef3, 0x11ef4], [0x11f00, 0x11f01], [0x11f36, 0x11f3a],
  [0x11f40, 0x11f40], [0x11f42, 0x11f42], [0x11f5a, 0x11f5a], [0x13440, 0x13440], [0x13447, 0x13455], [0x1611e, 0x16129],
  [0x1612d, 0x1612f], [0x16f4f, 0x16f4f], [0x16fe4, 0x16fe4], [0x1cf00, 0x1cf2d], [0x1cf30, 0x1cf46], [0x1e000, 0x1e006],
  [0x1e008, 0x1e018], [0x1e01b, 0x1e021], [0x1e023, 0x1e024], [0x1e026, 0x1e02a], [0x1e08f, 0x1e08f], [0x1e130, 0x1e136],
  [0x1e2ae, 0x1e2ae], [0x1e2ec, 0x1e2ef], [0x1e4ec, 0x1e4ef], [0x1e5ee, 0x1e5ef], [0x1e6e3, 0x1e6e3], [0x1e6e6, 0x1e6e6],
  [0x1e6ee, 0x1e6ef], [0x1e6f5, 0x1e6f5], [0x1e944, 0x1e94a],
];
// biome-ignore format: a table
const DECOMPOSED_LATER: readonly Range[] = [
  [0x105c9, 0x105c9], [0x105e4, 0x105e4], [0x11383, 0x11383], [0x11385, 0x11385], [0x1138e, 0x1138e], [0x11391, 0x11391],
  [0x113c5, 0x113c5], [0x113c7, 0x113c8], [0x11938, 0x11938], [0x16121, 0x16128], [0x16d68, 0x16d6a],
];
// biome-ignore format: a table
const CHINESE: readonly Range[] = [
  [0x3400, 0x4dbf], [0x4e00, 0x9fff], [0xf900, 0xfaff], [0x20000, 0x2a6df], [0x2a700, 0x2b81f], [0x2b920, 0x2ceaf], [0x2f800, 0x2fa1f],
];
/** Characters that stay when accents go and have a combining class, which decomposing sorts neighbours by. */
// biome-ignore format: a table
export const ORDERED: readonly (readonly [first: number, last: number, combiningClass: number])[] = [
  [0x8d4, 0x8e1, 230], [0x1b44, 0x1b44, 9], [0x1baa, 0x1baa, 9], [0x1bf2, 0x1bf3, 9], [0x1dfb, 0x1dfb, 230], [0x302e, 0x302f, 224],
  [0xa953, 0xa953, 9], [0xa9c0, 0xa9c0, 9], [0x111c0, 0x111c0, 9], [0x11235, 0x11235, 9], [0x1134d, 0x1134d, 9], [0x11442, 0x11442, 9],
  [0x11446, 0x11446, 7], [0x116b6, 0x116b6, 9], [0x11c3f, 0x11c3f, 9], [0x1d165, 0x1d166, 216], [0x1d16d, 0x1d16d, 226],
  [0x1d16e, 0x1d172, 216], [0x1e000, 0x1e006, 230], [0x1e008, 0x1e018, 230], [0x1e01b, 0x1e021, 230], [0x1e023, 0x1e024, 230],
  [0x1e026, 0x1e02a, 230], [0x1e944, 0x1e949, 230], [0x1e94a, 0x1e94a, 7],
];

const LAST_CODE_POINT = 0x10ffff;
const isIn = (ranges: readonly Range[], codePoint: number): boolean =>
  ranges.some(([first, last]) => codePoint >= first && codePoint <= last);
const isHangul = (codePoint: number): boolean => codePoint >= 0xac00 && codePoint <= 0xd7a3;

const isMark = (codePoint: number): boolean =>
  MARK_ONCE.includes(codePoint) || (/\p{Mn}/u.test(String.fromCodePoint(codePoint)) && !isIn(MARK_LATER, codePoint));

function isPunctuation(codePoint: number): boolean {
  if (codePoint < 0x80) return /[!-/:-@[-`{-~]/.test(String.fromCodePoint(codePoint));
  return (
    PUNCTUATION_ONCE.includes(codePoint) ||
    (/\p{P}/u.test(String.fromCodePoint(codePoint)) && !isIn(PUNCTUATION_LATER, codePoint))
  );
}

function isControl(codePoint: number): boolean {
  if (codePoint === 0xfffd) return true;
  if (codePoint === 9 || codePoint === 10 || codePoint === 13) return false;
  return /[\p{Cc}\p{Cf}\p{Co}]/u.test(String.fromCodePoint(codePoint)) && !isIn(CONTROL_LATER, codePoint);
}

/** A character decomposed and without its marks: the code points that are left. */
export function withoutAccents(codePoint: number): readonly number[] {
  const character = String.fromCodePoint(codePoint);
  const parts = isIn(DECOMPOSED_LATER, codePoint) ? character : character.normalize("NFD");
  return [...parts].map((part) => part.codePointAt(0) as number).filter((part) => !isMark(part));
}

/** Small letters of a character by itself. */
export const small = (codePoint: number): readonly number[] =>
  [...String.fromCodePoint(codePoint).toLowerCase()].map((part) => part.codePointAt(0) as number);

/** Whether decomposing moves a character before a mark that goes under all others, or behind one that goes over all. */
function isOrdered(codePoint: number): boolean {
  const character = String.fromCodePoint(codePoint);
  return [`\u0345${character}`, `${character}\u0334`].some((text) => text.normalize("NFD") !== text);
}

let made: Uint8Array | undefined;

/** Class of every code point; surrogates have none. */
export function bertClasses(): Uint8Array {
  made ??= makeClasses();
  return made;
}

function makeClasses(): Uint8Array {
  const C = BERT_CLASSES;
  return Uint8Array.from({ length: LAST_CODE_POINT + 1 }, (_, codePoint) => {
    if (codePoint >> 11 === 0x1b) return 0;
    let found = isIn(CHINESE, codePoint) ? C.chinese : 0;
    if (/\p{Cn}/u.test(String.fromCodePoint(codePoint))) return found;
    if (isControl(codePoint)) found |= C.control;
    if (/\p{White_Space}/u.test(String.fromCodePoint(codePoint))) found |= C.white;
    if (isPunctuation(codePoint)) found |= C.punctuation;
    if (isMark(codePoint)) found |= C.mark | (isOrdered(codePoint) ? 0 : C.barrier);
    else if (!isHangul(codePoint) && !(isSame(withoutAccents(codePoint), codePoint) && isSame(small(codePoint), codePoint)))
      found |= C.changed;
    if (ORDERED.some(([first, last]) => codePoint >= first && codePoint <= last)) found |= C.ordered;
    return found;
  });
}

const isSame = (parts: readonly number[], codePoint: number): boolean => parts.length === 1 && parts[0] === codePoint;

/** The table modules of the kernel: classes; and what characters become without accents and as small letters. */
export function bertTableSources(): { readonly classes: string; readonly letters: string } {
  const classes = bertClasses();
  const stripped: number[] = [];
  const lowered: number[] = [];
  for (const [codePoint, found] of classes.entries()) {
    if (!(found & BERT_CLASSES.changed)) continue;
    const parts = withoutAccents(codePoint);
    if (!isSame(parts, codePoint)) stripped.push(codePoint, ...[0, 1, 2].map((at) => parts[at] ?? 0));
    const letters = small(codePoint);
    if (!isSame(letters, codePoint)) lowered.push(codePoint, letters[0] as number, letters[1] ?? 0);
  }
  const rows = (values: readonly number[], perRow: number): string[] =>
    Array.from(
      { length: Math.ceil(values.length / perRow) },
      (_, row) => `  ${values.slice(row * perRow, (row + 1) * perRow).join(", ")},`,
    );
  const letters = [
    "// Written by oracle/write-bert-tables.ts; not for editing by hand.",
    "",
    "/** What is left of a character without accents: code point and up to three, 0 for none, ascending. */",
    "// biome-ignore format: a table",
    `export const STRIPPED = memory.data<u32>([\n${rows(stripped, 64).join("\n")}\n]);`,
    `export const STRIPPED_COUNT = ${stripped.length / 4};`,
    "",
    "/** Small letters: code point and up to two, ascending. */",
    "// biome-ignore format: a table",
    `export const LOWERED = memory.data<u32>([\n${rows(lowered, 60).join("\n")}\n]);`,
    `export const LOWERED_COUNT = ${lowered.length / 3};`,
    "",
    "/** Characters of the class `ordered`: first, last, combining class. */",
    "// biome-ignore format: a table",
    `export const ORDERED = memory.data<u32>([\n${rows(ORDERED.flat(), 24).join("\n")}\n]);`,
    `export const ORDERED_COUNT = ${ORDERED.length};`,
    "",
  ].join("\n");
  return { classes: classRunsSource(classes, "write-bert-tables.ts", "oracle/bert-character.ts", "17.0, 12.0 and 9.0"), letters };
}
