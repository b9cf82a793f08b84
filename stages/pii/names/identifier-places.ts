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
  /[\w.+-]{1,64}@[\w-]{1,63}\.[A-Za-z]/,
  /(?<!\d)\d{4}[- ]\d{4}[- ]\d{4}[- ]\d{4}(?!\d)/,
  /(?<!\d)(?:19[3-9]\d|20[01]\d)[-. ]{1,2}\d{1,2}[-. ]{1,2}\d{1,2}\.?(?: ?생|\))/,
]
  .map(({ source }) => source)
  .join("|");

const FIELDS = [
  /예금주|계좌번호|생년월일|주민(?:등록)?번호|외국인등록번호|여권번호|환자번호|성명 ?[:：]/,
  /\b(?:DOB|SSN|[Dd]ate of birth|[Pp]assport (?:no|number)|IBAN)\b/,
]
  .map(({ source }) => source)
  .join("|");

/** What marks press texts, whose names are of public interest. */
const PRESS =
  /무단\s?전재|재배포\s?금지|\([가-힣]{2}=[가-힣]{2,6}\)|[가-힣]{2,4} ?(?:인턴)?기자(?: ?[(=<|]| [\w.+-]{2,30}@)|특파원/u;

/** How far from an identifier a name counts as being said beside it, in characters. */
export const NEAR = 400;

/** Places of identifiers in a text. */
export class IdentifierPlaces {
  readonly #places: readonly number[];

  /** `text` is searched; `wholeText` tells whether it is press. */
  constructor(text: string, wholeText: () => string) {
    const places = Array.from(text.matchAll(new RegExp(`${IDENTIFIER}|${FIELDS}`, "gu")), ({ index }) => index);
    this.#places = places.length > 0 && PRESS.test(wholeText()) ? [] : places;
  }

  /** Whether an identifier begins at most {@link NEAR} characters before or behind `at`. */
  near(at: number): boolean {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#places[middle] as number) < at - NEAR) low = middle + 1;
      else high = middle;
    }
    return low < this.#places.length && (this.#places[low] as number) <= at + NEAR;
  }
}
