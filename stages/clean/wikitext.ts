import { linkText, tableText, templateText } from "./wikitext-links.ts";

/** What becomes of tables. */
export interface WikitextOptions {
  readonly tables: "drop" | "keep";
}

type Opening = "{{" | "[[" | "{|";

interface Frame {
  readonly opening: Opening;
  /** Index into the pieces at which what stands in it begins. */
  readonly from: number;
}

const CLOSING: Readonly<Record<string, Opening>> = { "}}": "{{", "]]": "[[", "|}": "{|" };
/** Marks in the order in which they are tried; `|}` closes a table only at the start of a line. */
const MARK = /\{\{|\}\}|\[\[|\]\]|^[ \t:]*\{\||^[ \t]*\|\}/gm;
/** Templates, links and tables open at once; more of them are text. */
const DEEPEST = 64;

const COMMENT = /<!--[\s\S]*?-->/g;
const DROPPED = /<(ref|gallery|timeline|score|templatedata|imagemap|hiero)(?:\s[^<>]*)?(?:\/>|>)/gi;
const TAG =
  /<\/?(?:small|big|sub|sup|span|div|center|font|u|s|del|ins|b|i|em|strong|code|tt|var|cite|blockquote|poem|nowiki|noinclude|includeonly|onlyinclude|section|abbr|ruby|rt|rp|rb|p|math|chem|references|hr)(?:\s[^<>]{0,500})?\/?>/gi;

/** Turns wikitext into plain text; linear in its length. */
export function stripWikitext(text: string, options: WikitextOptions): string {
  const plain = withoutTags(text);
  return blocks(resolveMarks(plain, options))
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Without comments, notes and tags. What has no end goes on as text. */
function withoutTags(text: string): string {
  let rest = text;
  if (rest.includes("<!--") && rest.includes("-->")) rest = withoutComments(rest);
  if (!rest.includes("<")) return rest;
  return withoutElements(rest)
    .replace(/<br\s*\/?>/gi, "\n")
    .replace(TAG, "");
}

function withoutComments(text: string): string {
  // An opening behind the last end would be looked through to the end of the text, each time anew.
  const end = text.lastIndexOf("-->") + 3;
  return text.slice(0, end).replace(COMMENT, "") + text.slice(end);
}

function withoutElements(text: string): string {
  const lower = text.toLowerCase();
  /** Where the next end tag of a name is, from the last place asked about. */
  const ends = new Map<string, number>();
  let kept = "";
  let from = 0;
  DROPPED.lastIndex = 0;
  for (let found = DROPPED.exec(text); found; found = DROPPED.exec(text)) {
    const at = found.index;
    if (at < from) continue;
    let end = at + found[0].length;
    if (!found[0].endsWith("/>")) {
      const name = (found[1] as string).toLowerCase();
      let close = ends.get(name) ?? 0;
      if (close >= 0 && close < end) close = lower.indexOf(`</${name}`, end);
      ends.set(name, close);
      if (close < 0) continue;
      const bracket = text.indexOf(">", close);
      end = bracket < 0 ? text.length : bracket + 1;
    }
    kept += text.slice(from, at);
    from = end;
    DROPPED.lastIndex = end;
  }
  return kept + text.slice(from);
}

/** Resolves templates, links and tables from the inside out, in one pass over their marks. */
function resolveMarks(text: string, { tables }: WikitextOptions): string {
  const pieces: string[] = [];
  const frames: Frame[] = [];
  let from = 0;
  MARK.lastIndex = 0;
  for (let found = MARK.exec(text); found; found = MARK.exec(text)) {
    const mark = found[0].trim().replace(/^:+/, "");
    pieces.push(text.slice(from, found.index));
    from = MARK.lastIndex;
    const opened = CLOSING[mark];
    if (opened === undefined) {
      if (frames.length >= DEEPEST) pieces.push(mark);
      else {
        frames.push({ opening: mark as Opening, from: pieces.length });
        pieces.push(mark);
      }
      continue;
    }
    const at = frames.findLastIndex(({ opening }) => opening === opened);
    if (at < 0) {
      pieces.push(mark);
      continue;
    }
    // What was opened inside and never closed is text.
    const frame = frames[at] as Frame;
    frames.length = at;
    const inside = pieces.splice(frame.from).slice(1).join("");
    pieces.push(shown(opened, inside, tables));
  }
  return pieces.join("") + text.slice(from);
}

function shown(opening: Opening, inside: string, tables: "drop" | "keep"): string {
  if (opening === "[[") return linkText(inside);
  if (opening === "{{") return templateText(inside);
  return tables === "keep" ? tableText(inside) : "";
}

const HEADING = /^(={1,6})[ \t]*(.+?)[ \t]*\1$/;

/** Lines: headings without their marks and not without a text below, items with `- `, no rules, switches or redirects. */
function blocks(text: string): string {
  const lines: string[] = [];
  const headings: { readonly level: number; readonly text: string }[] = [];
  for (const line of text.split("\n")) {
    const heading = HEADING.exec(line.trimEnd());
    if (heading) {
      const level = (heading[1] as string).length;
      while (headings.length > 0 && (headings.at(-1)?.level as number) >= level) headings.pop();
      headings.push({ level, text: inline(heading[2] as string) });
      continue;
    }
    const written = inline(line.trimEnd())
      .replace(/^([*#]+)[ \t]*/, (marks) => `${"  ".repeat(Math.min(marks.trim().length, 9) - 1)}- `)
      .replace(/^[:;]+[ \t]*/, "")
      .replace(/^-{4,}$/, "");
    if (/[^\s-]/.test(written)) for (const { text: title } of headings.splice(0)) lines.push("", title, "");
    lines.push(written.trimEnd());
  }
  return lines.join("\n");
}

function inline(line: string): string {
  if (!/'{2}|\[|__/.test(line)) return line;
  return line
    .replace(/'{2,5}/g, "")
    .replace(/\[(?:https?:|ftp:)?\/\/[^\s\]<>]+[ \t]*([^\][]*)\]/gi, "$1")
    .replace(/__[A-Z가-힣]{2,30}__/g, "");
}
