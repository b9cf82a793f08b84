import { TRIGGER_BITS, type TriggerWord } from "../trigger-table.ts";

/** A place that may be worth a look: byte offsets and what stands there. */
export interface Trigger {
  readonly start: number;
  readonly end: number;
  readonly mask: number;
}

const FOREIGN = /^(?:[\uff10-\uff19\u2460-\u24ff\u2776-\u2793\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]|[\u{1d7ce}-\u{1d7ff}])$/u;
const NUMERAL = /^[공영빵일이삼사오육륙칠팔구ㅇ]$/;
const DIGIT = /^[0-9]$/;
const PASSPORT_BEFORE = /(?:^|[^A-Za-z0-9_])[A-Za-z]{1,2}$/;

interface Unit {
  readonly character: string;
  readonly at: number;
  readonly end: number;
}

/** A stretch of digits: its units, and what stands between groups of them. */
interface Stretch {
  readonly units: Unit[];
  readonly gaps: { readonly text: string; readonly after: number }[];
}

/**
 * What the kernel `findTriggers` marks:
 * - words, wherever their bytes stand, ASCII letters in any case;
 * - an at sign behind a letter, a digit or one of `. _ - + %` and before more than a blank, or between blanks, or of full width; as a mention
 *   any other before a letter, a digit or an underscore;
 * - digits with at most five bytes between one and the next that join them: nine or more, or seven with six before the only gap, or six to
 *   eight of four dotted groups, or seven and more right behind one or two letters that begin a word, there also with a letter behind the
 *   third; or two or three, a syllable and four. Not: a decimal number, a day with or without a time, two years;
 * - a digit in the first of four pairs of hexadecimal digits that colons or dashes part;
 * - eight digits or numerals of Hangul or more, three numerals among them, with at most three bytes between one and the next;
 * - a digit behind a word for a place.
 */
export function findTriggers(text: string, words: readonly TriggerWord[]): Trigger[] {
  const bytes = Buffer.from(text);
  const found: Trigger[] = [...wordTriggers(bytes, words)];
  const latin = bytes.toString("latin1");
  const units: Unit[] = [];
  let at = 0;
  for (const character of text) {
    units.push({ character, at, end: at + Buffer.byteLength(character) });
    at += Buffer.byteLength(character);
  }
  const mark = (start: number, end: number, bit: number) => found.push({ start, end, mask: bit >>> 0 });
  for (const { character, at: start, end } of units) {
    const before = start === 0 ? " " : latin[start - 1];
    const after = latin[end] ?? " ";
    if (character === "＠") mark(start, end, TRIGGER_BITS.at);
    if (character !== "@") continue;
    const isAddress = /[A-Za-z0-9._+%-]/.test(before as string) ? after > " " : before === " " && after === " ";
    if (isAddress) mark(start, end, TRIGGER_BITS.at);
    else if (/\w/.test(after)) mark(start, end, TRIGGER_BITS.mention);
  }
  for (const { character, at: start } of units) {
    if (!DIGIT.test(character)) continue;
    const before = bytes.subarray(Math.max(0, start - 12), start).toString();
    if (/(?:[로길동리읍면]|[0-9]가) ?$/u.test(before)) mark(start, start + 1, TRIGGER_BITS.placeNumber);
    const isSecond = /[0-9A-Fa-f]/.test(latin[start - 1] ?? "") && /[:-]/.test(latin[start + 1] ?? "");
    const pairs = latin.slice(isSecond ? start - 1 : start);
    if (/^[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){2}[0-9A-Fa-f]{2}/.test(pairs)) mark(start, start + 1, TRIGGER_BITS.digits);
  }
  for (const stretch of stretchesOf(units, bytes)) {
    const [first, last] = [stretch.units[0] as Unit, stretch.units.at(-1) as Unit];
    if (isNumber(stretch, latin)) mark(first.at, last.end, TRIGGER_BITS.digits);
  }
  let spelt: Unit[] = [];
  const closeSpelt = () => {
    if (spelt.length >= 8 && spelt.filter(({ character }) => NUMERAL.test(character)).length >= 3)
      mark((spelt[0] as Unit).at, (spelt.at(-1) as Unit).end, TRIGGER_BITS.digits);
    spelt = [];
  };
  for (const unit of units) {
    if (!DIGIT.test(unit.character) && !FOREIGN.test(unit.character) && !NUMERAL.test(unit.character)) continue;
    const end = spelt.at(-1)?.end ?? unit.at;
    if (unit.at - end > 3 || (unit.at > end && latin[end] === "\n")) closeSpelt();
    spelt.push(unit);
  }
  closeSpelt();
  return found;
}

function wordTriggers(bytes: Buffer, words: readonly TriggerWord[]): Trigger[] {
  const lowered = Buffer.from(bytes.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)));
  const merged = new Map<string, number>();
  for (const { word, mask } of words) {
    const key = word.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    merged.set(key, ((merged.get(key) ?? 0) | mask) >>> 0);
  }
  const found: Trigger[] = [];
  for (const [word, mask] of merged) {
    const needle = Buffer.from(word);
    for (let at = lowered.indexOf(needle); at >= 0; at = lowered.indexOf(needle, at + 1))
      found.push({ start: at, end: at + needle.length, mask });
  }
  return found;
}

function stretchesOf(units: readonly Unit[], bytes: Buffer): Stretch[] {
  const stretches: Stretch[] = [];
  for (const unit of units) {
    if (!DIGIT.test(unit.character) && !FOREIGN.test(unit.character)) continue;
    const open = stretches.at(-1);
    const end = open?.units.at(-1)?.end ?? -1;
    if (open && end === unit.at) open.units.push(unit);
    else if (open && goesOn(open, bytes, end, unit.at)) {
      open.gaps.push({ text: bytes.toString("utf8", end, unit.at), after: open.units.length });
      open.units.push(unit);
    } else stretches.push({ units: [unit], gaps: [] });
  }
  return stretches;
}

const hasSyllable = (text: string): boolean => Buffer.from(text).some((byte) => byte >= 0xe3 && byte <= 0xed);

function goesOn({ units, gaps }: Stretch, bytes: Buffer, from: number, to: number): boolean {
  if (to - from > 5) return false;
  const gap = bytes.toString("utf8", from, to);
  const count = units.length;
  const start = (units[0] as Unit).at;
  if (/^[A-Za-z]$/.test(gap))
    return gaps.length === 0 && count === 3 && from - start === 3 && PASSPORT_BEFORE.test(bytes.toString("latin1", 0, start));
  if (gaps.some(({ text }) => hasSyllable(text))) return false;
  const isLatitude = count >= 5 && gaps.length === 1 && gaps[0]?.text === ".";
  if (gap.includes(",") && !(isLatitude && gap.startsWith(", ") && !gap.slice(1).includes(","))) return false;
  if (gap.includes("|") && count !== 6) return false;
  if (gap.includes(")(") || /[^\u0080-\u{10ffff} \t\n\r().,|-]/u.test(gap)) return false;
  if (hasSyllable(gap) && !(gaps.length === 0 && (count === 2 || count === 3))) return false;
  return !gap.includes("\n") || gap.includes("-");
}

function isNumber(stretch: Stretch, latin: string): boolean {
  const { units, gaps } = stretch;
  const count = units.length;
  const before = latin.slice(Math.max(0, (units[0] as Unit).at - 3), (units[0] as Unit).at);
  const [first] = gaps;
  if (count < 6) return false;
  if (!first) {
    if (count < 9 && !(count >= 7 && PASSPORT_BEFORE.test(before))) return false;
  } else if (hasSyllable(first.text)) return count - first.after === 4;
  else if (count < 9) {
    const isMasked = gaps.length === 1 && first.after === 6;
    const isDotted = gaps.length === 3 && first.text === ".";
    if (!isMasked && !isDotted && !(gaps.length === 1 && first.after === 3 && /^[A-Za-z]$/.test(first.text))) return false;
  }
  return !(gaps.length === 1 && first?.text === "." && first.after <= 3) && !isMoment(stretch, latin);
}

function isMoment({ units, gaps }: Stretch, latin: string): boolean {
  const written = latin.slice((units[0] as Unit).at, (units.at(-1) as Unit).end);
  if (written.length < 8 || units.some(({ at, end }) => end - at > 1) || !/^(?:19|20)[0-9]{2}/.test(written)) return false;
  const [first, second] = gaps;
  if (!first) return [8, 12, 14].includes(units.length) && Number(written.slice(4, 6)) <= 12 && Number(written.slice(6, 8)) <= 31;
  if (first.after !== 4) return false;
  const next = units
    .slice(4, second?.after)
    .map(({ character }) => character)
    .join("");
  if (next.length === 4) return gaps.length === 1 && /^(?:19|20)/.test(next);
  return next.length <= 2 && Number(next) <= 12 && units.length <= 20;
}
