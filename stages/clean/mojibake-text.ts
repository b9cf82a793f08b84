/** Text that was decoded with the wrong encoding, and the way back. */

export interface Repair {
  readonly text: string;
  /** Characters of the text given that are wrong. */
  readonly broken: number;
  /** Characters of the repaired text that are still wrong: bytes were lost on the way. */
  readonly left: number;
}

/** Text may have been decoded wrongly more than once. */
const MOST_ROUNDS = 4;

/** What windows-1252 makes of 0x80–0x9F (WHATWG Encoding Standard); its five open bytes stay control characters. */
const FROM_80 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const byteOf = new Map([...FROM_80].map((character, index) => [character, 0x80 + index]));

/** A continuation byte of UTF-8 as windows-1252 or Latin-1 shows it. */
const NEXT = `[\\u0080-\\u00bf${FROM_80}]`;
const SEQUENCE = `(?:[\\u00c2-\\u00df]${NEXT}|[\\u00e0-\\u00ef]${NEXT}{2}|[\\u00f0-\\u00f4]${NEXT}{3})`;
/**
 * Sequences that no writing of its own has: two in a row, or one that begins like U+0080–00FF (Â, Ã), like quotation marks and dashes
 * (â€) or like an emoji (ðŸ). The kernel's flag `mojibake` goes by the same rule.
 */
const SURE = new RegExp(`${SEQUENCE}{2,}|[ÂÃ]${NEXT}|â[€\\u0080]${NEXT}|ð[Ÿ\\u009f]${NEXT}{2}`, "gu");
const SURE_OR_LONG = new RegExp(`${SURE.source}|[\\u00e0-\\u00ef]${NEXT}{2}|[\\u00f0-\\u00f4]${NEXT}{3}`, "gu");
const ANY = new RegExp(SEQUENCE, "gu");

/** Two bytes of a Hangul syllable in EUC-KR (KS X 1001) as Latin-1 shows them, among other characters of that set. */
const KOREAN_BYTES = /[\u00a1-\u00fe]{2,}/g;
const HANGUL = /[가-힣]/g;
const FEWEST_SYLLABLES = 4;
const MOSTLY = 0.8;

/** Korean in UTF-8 whose continuation bytes were lost in part: leads 0xEA–0xED and what stayed of the rest. */
const RUIN = new RegExp(`[\\u00ea-\\u00ed\\u0080-\\u00bf${FROM_80}]{3,}`, "gu");
const LEAD = /[\u00ea-\u00ed]/g;
/** U+FFFD in UTF-8 read as CP949: text that was broken twice. */
const TWICE_BROKEN = /占쏙옙|占쎌|占쎈|占쎄/g;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const eucKr = new TextDecoder("euc-kr", { fatal: true });

/** Undoes what reading UTF-8 as windows-1252, or EUC-KR as Latin-1, has done to a text, wherever the bytes leave no doubt. */
export function repairMojibake(text: string): Repair {
  let now = text;
  let broken = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { text: next, count } = repairWhole(now) ?? repairUtf8(now) ?? repairKorean(now);
    if (count === 0) break;
    if (round === 0) broken = count;
    now = next;
  }
  const left = countRuins(now);
  return { text: now, broken: broken + left, left };
}

interface Round {
  readonly text: string;
  /** Characters replaced. */
  readonly count: number;
}

const HIGH = /[^\0-\u007f]/g;

/**
 * Reads a text of nothing but bytes as the EUC-KR that it was, where all of it reads so and nearly all of that is Hangul of KS X 1001. The
 * same bytes are UTF-8 by chance in places, so that this comes first; text that was UTF-8 is so everywhere, and is left to that.
 */
function repairWhole(text: string): Round | undefined {
  const high = text.match(HIGH)?.length ?? 0;
  if (high < 2 * FEWEST_SYLLABLES) return undefined;
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const byte = unit < 0x100 ? unit : byteOf.get(text[at] as string);
    if (byte === undefined) return undefined;
    bytes[at] = byte;
  }
  const inUtf8 = (text.match(ANY) ?? []).reduce((sum, { length }) => sum + length, 0);
  if (inUtf8 > MOSTLY * high) return undefined;
  if (!isKorean(bytes)) return undefined;
  const meant = decode(eucKr, bytes);
  return meant === undefined ? undefined : { text: meant, count: high };
}

/** Whether nearly all pairs are syllables of KS X 1001 (0xB0–0xC8, 0xA1–0xFE), signs of its rows 1 to 12 left aside. */
function isKorean(bytes: Uint8Array): boolean {
  let syllables = 0;
  let others = 0;
  let signs = 0;
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] as number;
    if (lead < 0x80) continue;
    const trail = bytes[++at] ?? 0;
    if (trail >= 0xa1 && lead >= 0xb0 && lead <= 0xc8) syllables++;
    else if (trail >= 0xa1 && lead >= 0xa1 && lead <= 0xac) signs++;
    else others++;
  }
  return syllables >= FEWEST_SYLLABLES && syllables >= MOSTLY * (syllables + others) && syllables >= signs;
}

/** Repairs sure sequences; once there are some, every other that reads as UTF-8, single pairs of characters only among several. */
function repairUtf8(text: string): Round | undefined {
  const sure = text.match(SURE)?.length ?? 0;
  if (sure === 0) return undefined;
  let count = 0;
  const repaired = text.replace(sure === 1 ? SURE_OR_LONG : ANY, (run) => {
    const meant = decode(
      utf8,
      [...run].map((character) => byteOf.get(character) ?? character.charCodeAt(0)),
    );
    if (meant === undefined) return run;
    count += run.length;
    return meant;
  });
  return count === 0 ? undefined : { text: repaired, count };
}

/** Korean only where nearly all there is beyond ASCII reads as Hangul: an alphabet of accented letters could pass by the word. */
function repairKorean(text: string): Round {
  const words = new Map<string, string>();
  let all = 0;
  let count = 0;
  let syllables = 0;
  for (const [run] of text.matchAll(KOREAN_BYTES)) {
    all += run.length;
    const meant = decode(
      eucKr,
      [...run].map((character) => character.charCodeAt(0)),
    );
    const hangul = meant?.match(HANGUL)?.length ?? 0;
    if (meant === undefined || hangul * 4 < run.length) continue;
    words.set(run, meant);
    count += run.length;
    syllables += hangul;
  }
  if (syllables < FEWEST_SYLLABLES || count < MOSTLY * all || syllables * 2 < MOSTLY * count) return { text, count: 0 };
  return { text: text.replace(KOREAN_BYTES, (run) => words.get(run) ?? run), count };
}

function decode(decoder: { decode(bytes: Uint8Array): string }, bytes: ArrayLike<number>): string | undefined {
  try {
    return decoder.decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

function countRuins(text: string): number {
  let count = 0;
  for (const [run] of text.matchAll(RUIN)) {
    const leads = run.match(LEAD)?.length ?? 0;
    if (leads >= 2 && leads * 4 >= run.length) count += run.length;
  }
  for (const [mark] of text.matchAll(TWICE_BROKEN)) count += mark.length;
  return count;
}
