import { decodeHTMLStrict } from "entities";
import { codeRanges } from "../../classifiers/markdown-code.ts";
import { BARE_ATTRIBUTES, isHtmlName, LONE } from "./html-names.ts";
import { HtmlOutput } from "./html-output.ts";

/** Rounds of stripping after which a text is left as it is; more than two come only of tags written inside tags. */
const MOST_ROUNDS = 8;
const PAGE = /<(?:!doctype\s+html|html|body)[\s>]/i;

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

/**
 * One step over the text: a comment, a document type, a tag, or an entity. Every branch is bounded by the next `<` or by a length, so
 * that hostile text costs no more than its own length.
 */
const MARKUP =
  /<!--|<!(?:doctype|DOCTYPE)[^<>]{0,500}>|<(\/?)([a-zA-Z][a-zA-Z0-9]{0,11})((?:\s[^<>]*)?)(\/?)>|&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});/g;

function stripOnce(text: string): string {
  const closers = findClosers(text);
  const into = new HtmlOutput();
  let code: readonly number[] | undefined;
  let range = 0;
  let from = 0;
  MARKUP.lastIndex = 0;
  for (let match = MARKUP.exec(text); match; match = MARKUP.exec(text)) {
    const at = match.index;
    const found = judgeMarkup(match, text, closers);
    if (found === undefined) continue;
    if (found.stays) {
      MARKUP.lastIndex = found.end;
      continue;
    }
    code ??= codeRanges(text, { indented: !PAGE.test(text) });
    while ((code[range + 1] ?? text.length) <= at) range += 2;
    const codeFrom = code[range] ?? text.length;
    if (codeFrom <= at) MARKUP.lastIndex = code[range + 1] as number;
    if (codeFrom < found.end) continue;
    into.add(text.slice(from, at));
    if (found.tag) into.leave(found.tag.name.toLowerCase(), found.tag.isEnd);
    else into.add(found.becomes ?? "");
    from = found.end;
    MARKUP.lastIndex = from;
  }
  if (from === 0) return text;
  into.add(text.slice(from));
  return into.text;
}

interface Found {
  readonly end: number;
  readonly tag?: Tag;
  /** It is left as it is, up to `end`. */
  readonly stays?: boolean;
  /** Text that takes its place. */
  readonly becomes?: string;
}

/** What a match of {@link MARKUP} is and where it ends; undefined where it stays. */
function judgeMarkup(match: RegExpExecArray, text: string, closers: Closers): Found | undefined {
  const [whole, slash, name, attributes = ""] = match;
  const end = match.index + whole.length;
  if (whole === "<!--") {
    const close = end <= closers.lastComment ? text.indexOf(COMMENT_END, end) + COMMENT_END.length : -1;
    return close < 0 ? undefined : { end: close };
  }
  if (whole.startsWith("&")) {
    const becomes = decodeHTMLStrict(whole);
    // Decoded, a backtick would make code and a tag of HTML would go the next time.
    if (becomes === whole || becomes === "`") return undefined;
    if (becomes === "<" && wouldBeTag(text, end)) return { end: endOfEscapedTag(text, end), stays: true };
    return { end, becomes: Buffer.from(becomes).toString("latin1") };
  }
  if (name === undefined) return { end };
  const tag = { name, isEnd: slash === "/", attributes };
  if (!isTag(tag, closers.names)) return undefined;
  return { end: (tag.isEnd ? undefined : endOfRaw(text, name.toLowerCase(), end, closers)) ?? end, tag };
}

interface Tag {
  readonly name: string;
  readonly isEnd: boolean;
  readonly attributes: string;
}

/** What is closed in a text, and how far. */
interface Closers {
  /** Names closed somewhere: what tells `<b>` from a type parameter and `<code>` from a placeholder. */
  readonly names: ReadonlySet<string>;
  readonly lastRaw: number;
  readonly lastComment: number;
}

const COMMENT_END = "-->";

function findClosers(text: string): Closers {
  const names = new Set<string>();
  let lastRaw = -1;
  for (const { 1: name = "", index } of text.matchAll(/<\/([a-zA-Z][a-zA-Z0-9]{0,11})\s{0,20}>/g)) {
    names.add(name);
    if (/^(?:script|style)$/i.test(name)) lastRaw = index;
  }
  return { names, lastRaw, lastComment: text.lastIndexOf(COMMENT_END) };
}

function isTag({ name, isEnd, attributes }: Tag, closed: ReadonlySet<string>): boolean {
  const lower = name.toLowerCase();
  // Components are written `<Button>`, HTML in one case throughout.
  if (name !== lower && name !== name.toUpperCase()) return false;
  if (lower === "script" || lower === "style") return true;
  if (!isHtmlName(lower)) return false;
  const inside = attributes.replace(/\/$/, "").trim();
  if (isEnd) return inside === "";
  if (inside === "") return LONE.has(lower) || closed.has(name) || /\/\s*$/.test(attributes);
  return (
    ATTRIBUTES.test(inside) &&
    (inside.includes("=") || inside.split(/\s+/).every((word) => BARE_ATTRIBUTES.has(word.toLowerCase())))
  );
}

const ATTRIBUTES = /^(?:[a-zA-Z_:@][\w:.@-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=`]+))?(?:\s+|$))+$/;

/** Where the content of a script or style ends, its end tag included; undefined for any other element. */
function endOfRaw(text: string, name: string, from: number, { lastRaw }: Closers): number | undefined {
  if ((name !== "script" && name !== "style") || from > lastRaw) return undefined;
  const close = name === "script" ? /<\/script\s{0,20}>/gi : /<\/style\s{0,20}>/gi;
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
  return name === undefined || name === "script" || name === "style" || isHtmlName(name);
}

/** Where a tag that is written with entities ends, so that it stays whole. */
function endOfEscapedTag(text: string, at: number): number {
  ESCAPED_REST.lastIndex = at;
  return ESCAPED_REST.test(text) ? ESCAPED_REST.lastIndex : at;
}
