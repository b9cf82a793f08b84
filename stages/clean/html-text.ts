import { decodeHTMLStrict } from "entities";
import { codeRanges } from "../../classifiers/markdown-code.ts";
import { eachEndTag, isPage, type Markup, MarkupFinder } from "./html-markup.ts";
import { BARE_ATTRIBUTES, htmlName, LONE, RAW } from "./html-names.ts";
import { HtmlOutput } from "./html-output.ts";

/** Rounds of stripping after which a text is left as it is; more than two come only of tags written inside tags. */
const MOST_ROUNDS = 8;

/**
 * Removes what is left of HTML from text decoded as Latin-1 (one character a byte): comments, scripts, styles, tags of known names, and
 * entities. Code in Markdown stays, as do tags that are not HTML's (components, type parameters, placeholders).
 */
export function stripHtml(text: string): string {
  let now = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = stripOnce(now);
    if (next === now) return now;
    now = next;
  }
  return now;
}

function stripOnce(text: string): string {
  const markups = new MarkupFinder(text);
  const closers = new Closers(text);
  const into = new HtmlOutput();
  let code: readonly number[] | undefined;
  let range = 0;
  let from = 0;
  let next = 0;
  for (let markup = markups.next(next); markup; markup = markups.next(next)) {
    const { at } = markup;
    next = markup.end;
    const found = judgeMarkup(markup, text, closers);
    if (found === undefined) continue;
    if (found.stays) {
      next = found.end;
      continue;
    }
    code ??= codeRanges(text, { indented: !isPage(text) });
    while ((code[range + 1] ?? text.length) <= at) range += 2;
    const codeFrom = code[range] ?? text.length;
    if (codeFrom <= at) next = code[range + 1] as number;
    if (codeFrom < found.end) continue;
    into.add(text.slice(from, at));
    if (found.tag) into.leave(found.tag, markup.isEnd);
    else into.add(found.becomes ?? "");
    from = found.end;
    next = from;
  }
  if (from === 0) return text;
  into.add(text.slice(from));
  return into.text;
}

interface Found {
  readonly end: number;
  /** Name of a tag in lower case. */
  readonly tag?: string;
  /** It is left as it is, up to `end`. */
  readonly stays?: boolean;
  /** Text that takes its place. */
  readonly becomes?: string;
}

/** What a markup is and where it ends; undefined where it stays. */
function judgeMarkup(markup: Markup, text: string, closers: Closers): Found | undefined {
  const { kind, end } = markup;
  if (kind === "doctype") return { end };
  if (kind === "comment") {
    const close = end <= closers.lastComment ? text.indexOf(COMMENT_END, end) + COMMENT_END.length : -1;
    return close < 0 ? undefined : { end: close };
  }
  if (kind === "entity") {
    const whole = text.slice(markup.at, end);
    const becomes = decodeHTMLStrict(whole);
    // Decoded, a backtick would make code and a tag of HTML would go the next time.
    if (becomes === whole || becomes === "`") return undefined;
    if (becomes === "<" && wouldBeTag(text, end)) return { end: endOfEscapedTag(text, end), stays: true };
    return { end, becomes: NOT_ASCII.test(becomes) ? Buffer.from(becomes).toString("latin1") : becomes };
  }
  // Components are written `<Button>`, HTML in one case throughout.
  const tag = htmlName(markup.name);
  if (tag === undefined || !isTag(markup, tag, closers)) return undefined;
  return { end: (markup.isEnd ? undefined : endOfRaw(text, tag, end, closers)) ?? end, tag };
}

const COMMENT_END = "-->";
const NOT_ASCII = /[^\0-\x7f]/;

/** What is closed in a text, and how far; looked for when first asked. */
class Closers {
  readonly #text: string;
  #names: Set<string> | undefined;
  #lastRaw = -1;
  #lastComment: number | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Names closed somewhere: what tells `<b>` from a type parameter and `<code>` from a placeholder. */
  get names(): ReadonlySet<string> {
    if (this.#names !== undefined) return this.#names;
    const names = new Set<string>();
    eachEndTag(this.#text, (name, at) => {
      names.add(name);
      if (RAW.has(name.toLowerCase())) this.#lastRaw = at;
    });
    this.#names = names;
    return names;
  }

  /** Place of the last end tag of a script or style; -1 where there is none. */
  get lastRaw(): number {
    return this.names.size === 0 ? -1 : this.#lastRaw;
  }

  get lastComment(): number {
    this.#lastComment ??= this.#text.lastIndexOf(COMMENT_END);
    return this.#lastComment;
  }
}

function isTag({ name, isEnd, attributes }: Markup, lower: string, closers: Closers): boolean {
  if (RAW.has(lower)) return true;
  const inside = attributes.replace(/\/$/, "").trim();
  if (isEnd) return inside === "";
  if (inside === "") return LONE.has(lower) || closers.names.has(name) || /\/[\t-\r ]*$/.test(attributes);
  return (
    ATTRIBUTES.test(inside) &&
    (inside.includes("=") || inside.split(/[\t-\r ]+/).every((word) => BARE_ATTRIBUTES.has(word.toLowerCase())))
  );
}

const ATTRIBUTES = /^(?:[a-zA-Z_:@][\w:.@-]*(?:[\t-\r ]*=[\t-\r ]*(?:"[^"]*"|'[^']*'|[^\t-\r "'=`]+))?(?:[\t-\r ]+|$))+$/;

/** Where the content of a script or style ends, its end tag included; undefined for any other element. */
function endOfRaw(text: string, name: string, from: number, closers: Closers): number | undefined {
  if (!RAW.has(name) || from > closers.lastRaw) return undefined;
  const close = name === "script" ? /<\/script[\t-\r ]{0,20}>/gi : /<\/style[\t-\r ]{0,20}>/gi;
  close.lastIndex = from;
  return close.exec(text) ? close.lastIndex : undefined;
}

const TAG_NAME = /!|\/?([a-zA-Z][a-zA-Z0-9]{0,11})(?![\w-])/y;
const ESCAPED_REST = /(?:[^<>&\n]|&(?!gt;)){0,200}&gt;/y;

/** Whether a `<` before `at` would begin a tag of HTML. */
function wouldBeTag(text: string, at: number): boolean {
  TAG_NAME.lastIndex = at;
  const found = TAG_NAME.exec(text);
  if (!found) return false;
  const name = found[1]?.toLowerCase();
  return name === undefined || htmlName(name) !== undefined;
}

/** Where a tag that is written with entities ends, so that it stays whole. */
function endOfEscapedTag(text: string, at: number): number {
  ESCAPED_REST.lastIndex = at;
  return ESCAPED_REST.test(text) ? ESCAPED_REST.lastIndex : at;
}
