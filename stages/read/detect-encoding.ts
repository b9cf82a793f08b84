import { isUtf8 } from "node:buffer";
import { type Encoding, LEAD_BYTE, NO_CHARACTER, tableOf } from "./encodings.ts";

/** What the bytes of a file speak for. */
export interface DetectedEncoding {
  readonly encoding: Encoding;
  /** What was found, in a few words; empty for plain UTF-8. */
  readonly evidence: string;
}

/** Bytes beyond ASCII that an encoding other than UTF-8 needs to be believed in. */
const LEAST_EVIDENCE = 12;
/** Share of the sequences beyond ASCII that may be broken in a file that is UTF-8 for all that. */
const BROKEN_SHARE = 0.3;
/** Share of the characters beyond ASCII that have to be usual ones of the encoding's language. */
const USUAL_SHARE = 0.7;
/** Share of the units of UTF-16 that are ASCII in text of any language, if only as blanks and line ends. */
const ASCII_SHARE = 0.02;
/** Share of the bytes that are control characters in UTF-16 that is valid UTF-8 too. */
const CONTROL_SHARE = 0.25;
/** Share of the units of UTF-16 that text of any language is made of. */
const USUAL_UNITS = 0.9;

const UTF8: DetectedEncoding = { encoding: "utf-8", evidence: "" };
const percent = (share: number): string => `${Math.round(share * 100)} %`;

/**
 * Tells the encoding of a file by its beginning: byte order mark, zero bytes of UTF-16, validity as UTF-8, then how usual the characters
 * are that CP949, Shift_JIS and windows-1252 make of it. UTF-8 is the answer wherever the evidence for another is thin, as its broken
 * records are then refused; the wrong encoding would be read in silence.
 */
export function detectEncoding(head: Uint8Array): DetectedEncoding {
  const marked = byMark(head);
  if (marked) return marked;
  if (isUtf8(head) && !head.includes(0)) return UTF8;
  const { characters, broken } = asUtf8(head);
  // What is UTF-8 and UTF-16 at once is of the alphabets up to Thai, whose high bytes are control characters.
  const wide = broken === 0 && controls(head) < head.length * CONTROL_SHARE ? undefined : asUtf16(head);
  if (wide) return wide;
  if (broken === 0 || broken <= characters * BROKEN_SHARE || broken < LEAST_EVIDENCE) return UTF8;
  const candidates = [asKorean(head), asJapanese(head), asWestern(head)].filter((found) => found !== undefined);
  const [best] = candidates.sort((a, b) => b.share - a.share);
  return best ? { encoding: best.encoding, evidence: best.evidence } : UTF8;
}

function byMark(head: Uint8Array): DetectedEncoding | undefined {
  const [first, second, third] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf) return UTF8;
  if (first === 0xff && second === 0xfe) return { encoding: "utf-16le", evidence: "byte order mark" };
  if (first === 0xfe && second === 0xff) return { encoding: "utf-16be", evidence: "byte order mark" };
  return undefined;
}

/** UTF-16 without a mark: in one byte order some units are ASCII, blanks and line ends at least, and few are what no text holds. */
function asUtf16(head: Uint8Array): DetectedEncoding | undefined {
  const units = head.length >> 1;
  if (units < LEAST_EVIDENCE || !head.includes(0)) return undefined;
  const [little, big] = [usualUnits(head, 1), usualUnits(head, 0)] as const;
  // Letters of ASCII read the wrong way round are Hanja: in the right order they are ASCII.
  const lead = little.usual + little.ascii - big.usual - big.ascii;
  const best = lead >= 0 ? little : big;
  if (best.usual < units * USUAL_UNITS || best.ascii < units * ASCII_SHARE) return undefined;
  if (Math.abs(lead) < units * (1 - USUAL_UNITS)) return undefined;
  const evidence = `${percent(best.usual / units)} of ${units} units are letters, digits or signs of text`;
  return { encoding: best === big ? "utf-16be" : "utf-16le", evidence };
}

/** Counts the units that text is made of where the high byte of each is its first (0) or second (1). */
function usualUnits(head: Uint8Array, high: 0 | 1): { readonly usual: number; readonly ascii: number } {
  let usual = 0;
  let ascii = 0;
  for (let at = 0; at + 1 < head.length; at += 2) {
    const unit = ((head[at + high] as number) << 8) | (head[at + 1 - high] as number);
    if (unit < 0x80 && isAscii(unit)) ascii++;
    if (isUsualUnit(unit)) usual++;
  }
  return { usual, ascii };
}

function controls(head: Uint8Array): number {
  let count = 0;
  for (const byte of head) if (byte < 0x20 && byte !== 10 && byte !== 13) count++;
  return count;
}

const isAscii = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13;

/** The alphabets up to Georgian, kana, Hangul, Hanja, their signs, and what lines are made of. */
function isUsualUnit(unit: number): boolean {
  if (unit < 0x80) return isAscii(unit);
  if (unit < 0x2600) return (unit >= 0xa0 && unit < 0x1200) || unit >= 0x1e00;
  if (unit >= 0xac00) return unit <= 0xd7a3 || (unit >= 0xd800 && unit <= 0xdfff) || (unit >= 0xff00 && unit <= 0xffee);
  return (unit >= 0x3000 && unit < 0x3400) || (unit >= 0x4e00 && unit < 0xa000);
}

/** Sequences beyond ASCII that are whole UTF-8 characters, and bytes that are none. A character cut off at the end counts as neither. */
function asUtf8(head: Uint8Array): { readonly characters: number; readonly broken: number } {
  let characters = 0;
  let broken = 0;
  for (let at = 0; at < head.length; ) {
    const byte = head[at] as number;
    if (byte < 0x80) {
      at++;
      continue;
    }
    const bytes = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xc2 && byte < 0xe0 ? 2 : 0;
    let length = 1;
    while (length < bytes && at + length < head.length && ((head[at + length] as number) & 0xc0) === 0x80) length++;
    if (bytes > 0 && length === bytes) characters++;
    else if (bytes === 0 || at + length < head.length) broken++;
    at += length;
  }
  return { characters, broken };
}

interface Candidate extends DetectedEncoding {
  readonly share: number;
}

interface Pairs {
  /** Units that pairs and lone bytes beyond ASCII make. */
  readonly total: number;
  readonly usual: number;
  readonly invalid: number;
}

function countPairs(head: Uint8Array, encoding: "cp949" | "shift_jis", isUsual: (unit: number) => boolean): Pairs {
  const { single, pairs } = tableOf(encoding);
  let total = 0;
  let usual = 0;
  let invalid = 0;
  for (let at = 0; at < head.length; ) {
    const byte = head[at++] as number;
    if (byte < 0x80) continue;
    if (at === head.length) break;
    total++;
    let unit = single[byte] as number;
    if (unit === LEAD_BYTE) {
      unit = pairs[(byte << 8) | (head[at] as number)] as number;
      if (unit !== 0) at++;
      else unit = NO_CHARACTER;
    }
    if (unit === NO_CHARACTER) invalid++;
    else if (isUsual(unit)) usual++;
  }
  return { total, usual, invalid };
}

/** The 2,350 syllables of KS X 1001 that CP949 keeps at 0xB0A1–0xC8FE are nearly all that Korean uses; the other 8,822 lie elsewhere. */
function asKorean(head: Uint8Array): Candidate | undefined {
  const common = commonSyllables();
  const { total, usual, invalid } = countPairs(head, "cp949", (unit) => common.has(unit));
  return judge("cp949", "syllables of KS X 1001", { total, usual, invalid });
}

let syllables: ReadonlySet<number> | undefined;
function commonSyllables(): ReadonlySet<number> {
  if (syllables) return syllables;
  const { pairs } = tableOf("cp949");
  const found = new Set<number>();
  for (let lead = 0xb0; lead <= 0xc8; lead++)
    for (let trail = 0xa1; trail <= 0xfe; trail++) found.add(pairs[(lead << 8) | trail] as number);
  syllables = found;
  return found;
}

/** Japanese text is kana for the greater part, with the signs of its script. */
function asJapanese(head: Uint8Array): Candidate | undefined {
  const isUsual = (unit: number) =>
    (unit >= 0x3040 && unit < 0x3100) || (unit >= 0x3000 && unit < 0x3020) || (unit >= 0x4e00 && unit < 0xa000);
  const counted = countPairs(head, "shift_jis", isUsual);
  let kana = 0;
  countPairs(head, "shift_jis", (unit) => {
    if (unit >= 0x3040 && unit < 0x3100) kana++;
    return false;
  });
  return kana * 4 < counted.total ? undefined : judge("shift_jis", "kana, kanji and their signs", counted);
}

/** In Western European text a byte beyond ASCII is mostly one letter next to others, two between others, or a sign by itself. */
function asWestern(head: Uint8Array): Candidate | undefined {
  const { single } = tableOf("windows-1252");
  let total = 0;
  let usual = 0;
  let invalid = 0;
  for (let at = 0; at < head.length; ) {
    if ((head[at] as number) < 0x80) {
      at++;
      continue;
    }
    const from = at;
    while (at < head.length && (head[at] as number) >= 0x80) if (single[head[at++] as number] === NO_CHARACTER) invalid++;
    const letters = Number(isLetter(head[from - 1] ?? 0)) + Number(isLetter(head[at] ?? 0));
    total += at - from;
    const isSign = at - from === 1 && (head[from] as number) < 0xc0;
    if (isSign || (at - from <= 2 && letters >= at - from)) usual += at - from;
  }
  return judge("windows-1252", "single letters and signs between ASCII", { total, usual, invalid });
}

const isLetter = (byte: number): boolean => (byte | 32) >= 0x61 && (byte | 32) <= 0x7a;
function judge(encoding: Encoding, what: string, { total, usual, invalid }: Pairs): Candidate | undefined {
  if (total < LEAST_EVIDENCE || invalid * 50 > total) return undefined;
  const share = usual / total;
  if (share < USUAL_SHARE) return undefined;
  return { encoding, share, evidence: `${percent(share)} of ${total} characters beyond ASCII are ${what}` };
}
