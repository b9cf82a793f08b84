import type { Detector } from "./detector.ts";
import { IdentifierPlaces } from "./names/identifier-places.ts";
import { likenessOf } from "./names/korean-name.ts";
import { cellsUnder } from "./names/table-columns.ts";
import type { Candidate } from "./span.ts";

const MONTH =
  "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\\.?";
/** Dates as people write the day of a birth; groups of figures are checked by {@link isDay}. */
const DATES = new RegExp(
  `(?<![\\d./-])(?:(?:19|20)?\\d{2} ?년 ?\\d{1,2} ?월 ?\\d{1,2} ?일|(?:19|20)\\d{2}([./-]) ?\\d{1,2}\\1 ?\\d{1,2}(?:(?<=\\. ?\\d{1,2}\\. ?\\d{1,2})\\.)?|\\d{2}([.-]) ?\\d{1,2}\\2 ?\\d{1,2}\\.?|\\d{1,2}\\/\\d{1,2}\\/(?:19|20)\\d{2}|(?:19|20)\\d{6}|\\d{6}|${MONTH} \\d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\\d{2}|\\d{1,2}(?:st|nd|rd|th)? ${MONTH},? (?:19|20)\\d{2})(?![\\d/-])`,
  "gu",
);

const FIELD =
  /(?:생년월일|출생년월일|출생 ?연월일|출생일|(?<![가-힣])생일|생년|\b(?:DOB|D\.O\.B\.?|[Dd]ate [Oo]f [Bb]irth|DATE OF BIRTH|[Bb]irth ?[Dd]a(?:te|y)))(?: ?\([^()\n]{1,16}\)|[가-힣 ]{0,3}생년월일| ?생년월일)?["']?[은는이]? {0,4}(?:[:：┃=|]|\.{3,}|,)? {0,4}["'(]?$/u;
/** A quick look before dates are. */
const LABELS = /생년월일|출생|생일|생년|주민|birth|DOB|D\.O\.B/i;
const FRONT_OF_NUMBER = /주민(?:등록)?번호 ?앞 ?(?:6|여섯)? ?자리[는은]? ?[:：]? ?$/u;
const BORN = /\b[Bb]orn(?: on)?[ :]{1,2}$/;

/** Finds dates of birth: behind labels, before 생, in columns that ask for them and beside names. */
export const birthDate: Detector = {
  name: "birth-date",
  types: ["DATE_OF_BIRTH"],
  triggers: ["digits"],
  words: ["생년월일", "출생", "생일", "생년", "of birth", "birth date", "birthdate", "birthday", "dob"],
  reach: { before: 1300, after: 1300 },
  find(neighbourhood) {
    const identifiers = IdentifierPlaces.of(neighbourhood);
    const { text } = neighbourhood.view;
    if (identifiers.identifiers.length === 0 && !LABELS.test(text)) return [];
    const found: Candidate[] = [];
    const at = (start: number, end: number, rule: string, labelled: boolean, score: number) =>
      found.push({ start, end, type: "DATE_OF_BIRTH", score, rule, labelled });
    let listed = -1;
    for (const { 0: date, index } of text.matchAll(DATES)) {
      if (!isDay(date)) continue;
      const end = index + date.length;
      const before = text.slice(Math.max(0, index - 40), index);
      const behind = text.slice(end, end + 40);
      if (FIELD.test(before) || (/^\d{6}$/.test(date) && FRONT_OF_NUMBER.test(before))) at(index, end, "birth-field", true, 0.95);
      else if (/^\d{6}$/.test(date)) continue;
      else if (listed === index || /^[^\n\d]{0,3}(?:\d{2,4}\. ?\d{1,2}\. ?\d{1,2},? )?생년월일/u.test(behind)) {
        at(index, end, "birth-listed", true, 0.85);
        listed = end + (/^, ?/.exec(behind)?.[0].length ?? 99);
      } else if (/^ ?생(?![가-힣])|^ ?생[,)/ ]|^ ?출생(?!자)/u.test(behind) && identifiers.near(index))
        at(index, end, "birth-suffix", true, 0.85);
      else if (BORN.test(before) && identifiers.near(index)) at(index, end, "birth-born", true, 0.8);
      else if (besideName(before, behind) && identifiers.near(index)) at(index, end, "birth-beside-name", false, 0.7);
    }
    for (const { start, end } of cellsUnder(text, /^(?:생년월일|생일|dob|birth ?date|date of birth|birthday)$/u)) {
      const date = text.slice(start, end);
      if (new RegExp(`^${DATES.source}$`, "u").test(date) && isDay(date)) at(start, end, "birth-column", true, 0.9);
    }
    return found;
  },
};

const AFTER_PASSPORT = /[A-Z] ?\d{3}[A-Z] ?\d{4} ?[/,|] ?$/;

/** Whether a date stands in parentheses or behind a stroke after a Korean name: 옥우주 (1979.04.22). */
function besideName(before: string, behind: string): boolean {
  const name = /(?<![가-힣])([가-힣]{3}) ?(?:\( ?|,? )$/u.exec(before)?.[1];
  return ((name !== undefined && likenessOf(name) > 0) || AFTER_PASSPORT.test(before)) && /^ ?(?:\)|[,/)]|\n|$)/.test(behind);
}

/** Whether the figures of a date name a day on which a living person may have been born. */
function isDay(date: string): boolean {
  if (/[A-Za-z]/.test(date)) return true;
  const figures = date.match(/\d+/g) ?? [];
  const parts = figures.length === 1 ? [date.slice(0, -4), date.slice(-4, -2), date.slice(-2)] : figures;
  const [first = 0, second = 0, third = 0] = parts.map(Number);
  const written = parts[2]?.length === 4 ? [third, first, second] : [first, second, third];
  const [year = 0, month = 0, day = 0] = written;
  const [of, on] = month <= 12 ? [month, day] : [day, month];
  if (year >= 100 && (year < 1900 || year > 2035)) return false;
  return of >= 1 && of <= 12 && on >= 1 && on <= (of === 2 ? 29 : 31);
}
