/** A comment, document type, tag or entity as it stands in a text, not yet judged. */
export interface Markup {
  readonly kind: "comment" | "doctype" | "tag" | "entity";
  readonly at: number;
  /** Behind it; of a comment, behind its `<!--`. */
  readonly end: number;
  /** Of a tag, as written. */
  readonly name: string;
  readonly isEnd: boolean;
  /** Of a tag: what stands between its name and `>`, from a white space on. */
  readonly attributes: string;
}

const GREATER = 0x3e;
const SLASH = 0x2f;
const EXCLAMATION = 0x21;
const LONGEST_NAME = 12;

const LETTER = 1;
const DIGIT = 2;
/** ASCII white space: as Latin-1, `\s` would take byte A0, the last of many a Hangul syllable, for a blank. */
const BLANK = 4;
const CLASS = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[a-zA-Z]/.test(character) ? LETTER : /[0-9]/.test(character) ? DIGIT : /[\t-\r ]/.test(character) ? BLANK : 0;
});
const isOf = (text: string, at: number, classes: number): boolean => ((CLASS[text.charCodeAt(at)] ?? 0) & classes) !== 0;

const DOCTYPE = /<!(?:doctype|DOCTYPE)[^<>]{0,500}>/y;
const ENTITY = /&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});/y;

/**
 * Finds the markup of a text from its `<` and `&`, without a look at what lies between. Places are remembered, so that hostile text
 * costs no more than its own length: ask with places that only move on.
 */
export class MarkupFinder {
  readonly #text: string;
  #less = -1;
  #greater = -1;
  #ampersand = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** The first markup from `from` on; undefined where there is none. */
  next(from: number): Markup | undefined {
    for (let at = from; ; at++) {
      if (this.#less < at) this.#less = placeOf(this.#text, "<", at);
      if (this.#ampersand < at) this.#ampersand = placeOf(this.#text, "&", at);
      at = Math.min(this.#less, this.#ampersand);
      if (at === Number.POSITIVE_INFINITY) return undefined;
      const found = at === this.#less ? this.#atLess(at) : this.#atAmpersand(at);
      if (found !== undefined) return found;
    }
  }

  #atAmpersand(at: number): Markup | undefined {
    ENTITY.lastIndex = at;
    return ENTITY.test(this.#text) ? plain("entity", at, ENTITY.lastIndex) : undefined;
  }

  #atLess(at: number): Markup | undefined {
    const second = this.#text.charCodeAt(at + 1);
    if (second === EXCLAMATION) {
      if (this.#text.startsWith("--", at + 2)) return plain("comment", at, at + 4);
      DOCTYPE.lastIndex = at;
      return DOCTYPE.test(this.#text) ? plain("doctype", at, DOCTYPE.lastIndex) : undefined;
    }
    const isEnd = second === SLASH;
    const from = isEnd ? at + 2 : at + 1;
    const until = endOfName(this.#text, from);
    if (until === from) return undefined;
    const end = this.#endOfTag(until);
    if (end === undefined) return undefined;
    const attributes = isOf(this.#text, until, BLANK) ? this.#text.slice(until, end - 1) : "";
    return { kind: "tag", at, end, name: this.#text.slice(from, until), isEnd, attributes };
  }

  /** Behind the `>` of a tag whose name ends at `at`: nothing lies between, a slash, or white space and anything but angle brackets. */
  #endOfTag(at: number): number | undefined {
    const code = this.#text.charCodeAt(at);
    if (code === GREATER) return at + 1;
    if (code === SLASH) return this.#text.charCodeAt(at + 1) === GREATER ? at + 2 : undefined;
    if (!isOf(this.#text, at, BLANK)) return undefined;
    if (this.#greater < at) this.#greater = placeOf(this.#text, ">", at);
    if (this.#less < at) this.#less = placeOf(this.#text, "<", at);
    return this.#greater < this.#less ? this.#greater + 1 : undefined;
  }
}

const plain = (kind: Markup["kind"], at: number, end: number): Markup => ({
  kind,
  at,
  end,
  name: "",
  isEnd: false,
  attributes: "",
});

/** End of the name of a tag that begins at `from`; `from` where there is none, or one too long for HTML. */
function endOfName(text: string, from: number): number {
  if (!isOf(text, from, LETTER)) return from;
  let at = from + 1;
  while (isOf(text, at, LETTER | DIGIT)) if (++at > from + LONGEST_NAME) return from;
  return at;
}

const MOST_BLANKS = 20;

/** Calls with name and place of every end tag that has no more than white space behind its name. */
export function eachEndTag(text: string, call: (name: string, at: number) => void): void {
  for (let at = text.indexOf("</"); at >= 0; ) {
    const until = endOfName(text, at + 2);
    let end = until;
    while (end < until + MOST_BLANKS && isOf(text, end, BLANK)) end++;
    if (until > at + 2 && text.charCodeAt(end) === GREATER) call(text.slice(at + 2, until), at);
    at = text.indexOf("</", end);
  }
}

const PAGE = /<(?:!doctype[\t-\r ]+html|html|body)[\t-\r >]/iy;
/** Second characters of what {@link PAGE} finds. */
const PAGE_STARTS = "!hHbB";

/** Whether a text says that it is a whole page of HTML. */
export function isPage(text: string): boolean {
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at + 1)) {
    if (!PAGE_STARTS.includes(text.charAt(at + 1))) continue;
    PAGE.lastIndex = at;
    if (PAGE.test(text)) return true;
  }
  return false;
}

function placeOf(text: string, mark: string, from: number): number {
  const place = text.indexOf(mark, from);
  return place < 0 ? Number.POSITIVE_INFINITY : place;
}
