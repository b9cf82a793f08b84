import type { Neighbourhood } from "../detector.ts";
import type { FoldedText } from "../folded-text.ts";

/** Numbers that belong to one person: what stands directly behind a name. */
export const PERSONAL = [
  /01[016789][-. )]{0,3}\d{3,4}[-. ]{0,3}\d{4}(?!\d)/,
  /\(?0(?:2|[3-6][1-5]|70|50\d)\)?[-. )]{1,3}\d{3,4}[-. ]{1,2}\d{4}(?!\d)/,
  /\(01[016789]\)/,
  /\+\d{1,3}[-. (]{1,2}\d{1,4}[-. )]{1,2}\d{3}/,
  /\d{6} ?- ?[1-8][\d*●]{6}/,
  /\d{6}[1-4]\d{6}(?!\d)/,
  /(?:주민|외국인)(?:등록)?번호/,
  /[\w.+-]{1,64}@[\w-]{1,63}\.[A-Za-z]/,
  /\d{2,4}[년.] ?\d{1,2}[월.] ?\d{1,2}(?:일|\.)? ?생/,
]
  .map(({ source }) => source)
  .join("|");

/** Groups of an account number. */
export const ACCOUNT: string = /(?<![\d-])\d{2,6}-\d{2,6}-\d{4,7}(?:-\d{1,3})?(?!\d)/.source;

/**
 * What tells of one particular person and is rare elsewhere: mobile and landline numbers, resident numbers, account numbers, mail
 * addresses, card-like groups, social security numbers.
 */
export const IDENTIFIER = [
  /(?<![\d-])01[016789][-. )]{0,3}\d{3,4}[-. ]{0,3}\d{4}(?!\d)/,
  /(?<![\d-])\(?0(?:2|[3-6][1-5]|70|50\d)\)?[-. )]{1,3}\d{3,4}[-. ]{1,2}\d{4}(?!\d)/,
  /\(01[016789]\)/,
  /\+82[-. ]?\(?0?\)?[-. ]?\d{1,2}[-. ]\d{3,4}/,
  /(?<!\d)\d{6} ?- ?[1-8][\d*●]{6}/,
  new RegExp(ACCOUNT),
  /(?<!\d)\(?[2-9]\d{2}\)?[-. ] ?[2-9]\d{2}[-.]\d{4}(?!\d)/,
  /(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)/,
  /(?<!\d)\d{4}[- ]\d{4}[- ]\d{4}[- ]\d{4}(?!\d)/,
  /(?<!\d)(?:19[3-9]\d|20[01]\d)[-. ]{1,2}\d{1,2}[-. ]{1,2}\d{1,2}\.?(?: ?생|\))/,
]
  .map(({ source }) => source)
  .join("|");

/** Runs in which an identifier of digits may lie: found first, because most texts have few. */
const DIGIT_RUNS = /[+(]{0,2}\d[\d\-. ()*●]{6,}(?:생)?/g;
const IDENTIFIERS = new RegExp(IDENTIFIER, "gu");
const MAIL = /[\w.+-]@[\w-]{1,63}\.[A-Za-z]/;

/**
 * Words that tell of a name by themselves, without an identifier near; each holds one of {@link NAMING_TRIGGERS}, so that whoever looks for
 * these in bytes misses none.
 */
const NAMING =
  /성[ \t]{0,4}명|성함|(?:고객|회원|환자|학생)명|이름 ?[:：]|예금주|수취인|수령인|신청인|민원인|임대인|임차인|채권자|채무자|피보험자|(?:받는|보내는|보낸) ?(?:사람|분)| (?:드림|올림|배상)(?![가-힣])|\((?:인|印|서명)\)|판사 |Dear |[Rr]egards|[Ss]incerely|[Yy]ours |[Mm]y name is|[Mm]aiden name|wrote:|(?:[Pp]hone|[Aa]ddress|DOB|[Bb]irth): /gu;
/** What to look for in bytes to find every word that names, and the heads of columns that do. */
export const NAMING_TRIGGERS: readonly string[] = [
  ..."성명,성 명,성  명,성   명,성    명,성함,고객명,회원명,환자명,학생명,이름:,이름 :,예금주,수취인,수령인,신청인,민원인,임대인,임차인,채권자,채무자,피보험자".split(
    ",",
  ),
  ..."받는 사람,받는사람,받는 분,받는분,보내는 사람,보내는사람,보내는 분,보낸 사람,보낸사람,보낸 분, 드림, 올림, 배상,(인),(서명),(印),판사 ".split(
    ",",
  ),
  ..."dear ,regards,sincerely,yours ,my name is,maiden name,wrote:,phone: ,address: ,dob: ,birth: ".split(","),
];

/** What marks press texts, whose names are of public interest. */
const PRESS =
  /무단\s?전재|재배포\s?금지|\([가-힣]{2}=[가-힣]{2,6}\)|[가-힣]{2,4} ?(?:인턴)?기자(?: ?[(=<|]| [\w.+-]{2,30}@)|특파원/u;

/** How far from an identifier a name counts as being said beside it, in characters. */
export const NEAR = 400;

/** How far from a word that names a name may stand, in characters. */
const NAMED = 60;

/** A stretch of a text in which names are looked for. */
export interface Zone {
  readonly from: number;
  readonly to: number;
}

/** Places of identifiers and of words that name in a text: only around them are names looked for. */
export class IdentifierPlaces {
  /** In order; empty in press texts. */
  readonly identifiers: readonly number[];
  /** Stretches around all places, in order, none overlapping. */
  readonly zones: readonly Zone[];
  readonly #naming: readonly number[];

  /** `text` is searched; `wholeText` tells whether it is press. */
  private constructor(text: string, wholeText: () => string) {
    const places = identifiersIn(text);
    this.identifiers = places.length > 0 && PRESS.test(wholeText()) ? [] : places;
    this.#naming = Array.from(text.matchAll(NAMING), ({ index }) => index);
    this.zones = zonesAround(text, [
      ...this.identifiers.map((place) => ({ from: place - NEAR, to: place + NEAR })),
      ...this.#naming.map((place) => ({ from: place - NAMED, to: place + NAMED })),
    ]);
  }

  /** Of a neighbourhood; detectors that look at the same share the answer. */
  static of({ view, wholeText }: Neighbourhood): IdentifierPlaces {
    const known = places.get(view);
    if (known) return known;
    const made = new IdentifierPlaces(view.text, wholeText);
    places.set(view, made);
    return made;
  }

  /** Whether an identifier begins at most {@link NEAR} characters before or behind `at`. */
  near(at: number): boolean {
    return isWithin(this.identifiers, at, NEAR);
  }

  /** Whether a word that names stands close by. */
  isNamed(at: number): boolean {
    return isWithin(this.#naming, at, NAMED);
  }
}

const places = new WeakMap<FoldedText, IdentifierPlaces>();

function identifiersIn(text: string): number[] {
  const found: number[] = [];
  for (const { 0: run, index } of text.matchAll(DIGIT_RUNS)) {
    const from = Math.max(0, index - 1);
    for (const { index: at } of text.slice(from, index + run.length + 2).matchAll(IDENTIFIERS)) found.push(from + at);
  }
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1))
    if (at > 0 && MAIL.test(text.slice(at - 1, at + 66))) found.push(at);
  return found.sort((a, b) => a - b);
}

/** Joins stretches, and widens them to whole words. */
function zonesAround(text: string, stretches: Zone[]): Zone[] {
  const zones: { from: number; to: number }[] = [];
  for (const { from, to } of stretches.sort((a, b) => a.from - b.from)) {
    const last = zones.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else zones.push({ from: Math.max(0, from), to });
  }
  for (const zone of zones) {
    for (let back = 0; zone.from > 0 && back < 24 && /[\p{L}\p{N}]/u.test(text.charAt(zone.from - 1)); back++) zone.from--;
    zone.to = Math.min(zone.to, text.length);
  }
  return zones;
}

function isWithin(places: readonly number[], at: number, distance: number): boolean {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) < at - distance) low = middle + 1;
    else high = middle;
  }
  return low < places.length && (places[low] as number) <= at + distance;
}

/** Matches of a global pattern that begin in the zones, in order. */
export function* matchesIn(text: string, zones: readonly Zone[], pattern: RegExp): Generator<RegExpExecArray> {
  for (const { from, to } of zones) {
    pattern.lastIndex = from;
    for (let match = pattern.exec(text); match && match.index < to; match = pattern.exec(text)) {
      const next = pattern.lastIndex;
      yield match;
      pattern.lastIndex = next;
    }
  }
}
