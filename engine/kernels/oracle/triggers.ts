import { TRIGGER_BITS, type TriggerWord } from "../trigger-table.ts";

/** A place that may be worth a look: byte offsets and what stands there. */
export interface Trigger {
  readonly start: number;
  readonly end: number;
  readonly mask: number;
}

/** The digit (of any of some scripts) that begins at a byte; undefined where none does. */
const FOREIGN = /^[\uff10-\uff19\u2460-\u24ff\u2776-\u2793\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]|^[\u{1d7ce}-\u{1d7ff}]/u;
const NUMERAL = /^[공영빵일이삼사오육륙칠팔구ㅇ]$/;
/** What parts digits of different numbers. */
const PARTS = /[/~%=*^_<>"';#$&?!g-z]/;

interface Unit {
  readonly character: string;
  readonly at: number;
  readonly bytes: number;
}

/**
 * What the kernel `findTriggers` marks:
 * - words, wherever their bytes stand, ASCII letters in any case;
 * - `@`, of any width;
 * - six digits or more, with at most four bytes between one and the next that part no numbers (a comma and a blank only behind a latitude, a
 *   line end only with a dash, a bar only behind six digits). Not: fewer than nine digits without a gap unless a Latin letter stands before them, a
 *   decimal number, a day with or without a time, two years;
 * - eight digits or numerals of Hangul or more, three numerals among them, with at most three bytes between one and the next;
 * - a digit behind a word for a place.
 */
export function findTriggers(text: string, words: readonly TriggerWord[]): Trigger[] {
  const bytes = Buffer.from(text);
  const found: Trigger[] = [];
  const lowered = Buffer.from(bytes.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)));
  const merged = new Map<string, number>();
  for (const { word, mask } of words) {
    const key = word.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    merged.set(key, ((merged.get(key) ?? 0) | mask) >>> 0);
  }
  for (const [word, mask] of merged) {
    const needle = Buffer.from(word);
    for (let at = lowered.indexOf(needle); at >= 0; at = lowered.indexOf(needle, at + 1))
      found.push({ start: at, end: at + needle.length, mask });
  }
  const units: Unit[] = [];
  let at = 0;
  for (const character of text) {
    units.push({ character, at, bytes: Buffer.byteLength(character) });
    at += Buffer.byteLength(character);
  }
  for (const { character, at: start, bytes: width } of units) {
    if (character === "@" || character === "＠") found.push({ start, end: start + width, mask: TRIGGER_BITS.at >>> 0 });
  }
  const digits = units.filter(({ character }) => /[0-9]/.test(character) || FOREIGN.test(character));
  for (const { at: start, character } of digits) {
    const before = bytes.subarray(Math.max(0, start - 12), start).toString();
    if (/[0-9]/.test(character) && /(?:[로길동리읍면]|[0-9]가) ?$/u.test(before))
      found.push({ start, end: start + 1, mask: TRIGGER_BITS.placeNumber >>> 0 });
  }
  for (const stretch of cut(digits, (before, gap) =>
    goesOn(gap, before.length, bytes.subarray(before[0]?.at, endOf(before)).toString()),
  )) {
    const before = bytes.subarray(0, (stretch[0] as Unit).at).toString();
    if (isNumber(stretch, before)) found.push(recordOf(stretch));
  }
  const spelt = units.filter(({ character }) => /[0-9]/.test(character) || FOREIGN.test(character) || NUMERAL.test(character));
  for (const stretch of cut(spelt, (_, gap) => gap.length <= 3 && gap[0] !== 0x0a)) {
    if (stretch.length >= 8 && stretch.filter(({ character }) => NUMERAL.test(character)).length >= 3)
      found.push(recordOf(stretch));
  }
  return found;

  /** Cuts digits into stretches. */
  function cut(list: readonly Unit[], holds: (before: readonly Unit[], gap: Buffer) => boolean): Unit[][] {
    const stretches: Unit[][] = [];
    for (const unit of list) {
      const last = stretches.at(-1);
      const end = last ? endOf(last) : 0;
      if (last && (end === unit.at || holds(last, bytes.subarray(end, unit.at)))) last.push(unit);
      else stretches.push([unit]);
    }
    return stretches;
  }

  function isNumber(stretch: readonly Unit[], before: string): boolean {
    if (stretch.length < 6) return false;
    const isWhole = stretch.every((unit, index) => index === 0 || unit.at === endOf(stretch.slice(0, index)));
    if (isWhole && stretch.length < 9 && !/[A-Za-z]$/.test(before)) return false;
    const [head = "", ...rest] = groupsOf(stretch);
    if (
      rest.length === 1 &&
      head.length <= 3 &&
      bytes[endOf(stretch.slice(0, head.length))] === 0x2e &&
      gapAfter(stretch, head.length) === 1
    )
      return false;
    return !isMoment(stretch, [head, ...rest]);
  }

  function isMoment(stretch: readonly Unit[], groups: readonly string[]): boolean {
    const [head = "", next = ""] = groups;
    const width = endOf(stretch) - (stretch[0] as Unit).at;
    if (width < 8 || stretch.some(({ bytes: size }) => size > 1) || !/^(?:19|20)[0-9]{2}/.test(head)) return false;
    if (groups.length === 1) return [8, 12, 14].includes(head.length) && numberAt(stretch, 4) <= 12 && numberAt(stretch, 6) <= 31;
    if (head.length !== 4) return false;
    if (next.length === 4) return groups.length === 2 && /^(?:19|20)/.test(next);
    return next.length <= 2 && Number(next) <= 12 && stretch.length <= 17;
  }

  function numberAt(stretch: readonly Unit[], place: number): number {
    const from = (stretch[0] as Unit).at + place;
    return Number(bytes.toString("latin1", from, from + 2));
  }

  function groupsOf(stretch: readonly Unit[]): string[] {
    const groups: string[] = [];
    stretch.forEach((unit, index) => {
      const joined = index > 0 && unit.at === endOf(stretch.slice(0, index));
      if (joined) groups[groups.length - 1] += unit.character;
      else groups.push(unit.character);
    });
    return groups;
  }

  function gapAfter(stretch: readonly Unit[], count: number): number {
    return (stretch[count] as Unit).at - endOf(stretch.slice(0, count));
  }
}

function goesOn(gap: Buffer, count: number, written: string): boolean {
  if (gap.length > 4) return false;
  const text = gap.toString("latin1");
  if (text.includes(",") && !(/^, [^,]*$/.test(text) && count >= 5 && /^\p{N}+\.\p{N}+$/u.test(written))) return false;
  if (text.includes("|") && count !== 6) return false;
  return !PARTS.test(text) && (!text.includes("\n") || text.includes("-"));
}

const endOf = (stretch: readonly Unit[]): number => {
  const last = stretch.at(-1) as Unit;
  return last.at + last.bytes;
};

const recordOf = (stretch: readonly Unit[]): Trigger => ({
  start: (stretch[0] as Unit).at,
  end: endOf(stretch),
  mask: TRIGGER_BITS.digits >>> 0,
});
