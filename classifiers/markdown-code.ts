/**
 * Finds the code in Markdown, so that rules for prose leave it alone. Works on text decoded as Latin-1, where one character is one byte:
 * all marks of Markdown are ASCII, which no byte of a longer UTF-8 sequence can be taken for, and positions are byte offsets.
 */

/** Half-open byte ranges in ascending order, flat: from, to, from, to … */
export type Ranges = readonly number[];

const FENCE = /^[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(`{3,}(?!.*`)|~{3,})/;
const INDENT = /^(?: {4}| {0,3}\t)/;
const LIST_ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/;

/** Characters with which a fence, a list item or a quotation may begin. */
const MARKERS = new Set([..."`~>-*+0123456789"].map((character) => character.charCodeAt(0)));
const TAB = 0x09;
const FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;

/**
 * Ranges of fenced code, indented code and code spans (CommonMark 0.31 §4.4, §4.5, §6.1; an unclosed fence runs to the end). Indented
 * lines count as code after a blank line and outside of lists, where they would be paragraphs of an item.
 */
export function codeRanges(text: string, { indented = true } = {}): Ranges {
  const ranges: number[] = [];
  let fence = "";
  let fenceFrom = 0;
  let proseFrom = 0;
  let isAfterBlank = true;
  let isInList = false;
  for (let at = 0; at < text.length; ) {
    const feed = text.indexOf("\n", at);
    const end = feed < 0 ? text.length : feed + 1;
    const first = firstMark(text, at);
    const code = text.charCodeAt(first);
    const isBlank = first >= end || code === FEED;
    const line = MARKERS.has(code) ? text.slice(at, feed < 0 ? text.length : feed) : "";
    const opened = fence === "" ? FENCE.exec(line)?.[1] : undefined;
    if (fence !== "") {
      if (closes(line, fence)) {
        ranges.push(fenceFrom, end);
        fence = "";
        proseFrom = end;
      }
    } else if (opened !== undefined) {
      addSpans(text, proseFrom, at, ranges);
      fence = opened;
      fenceFrom = at;
    } else if (indented && isAfterBlank && !isInList && !isBlank && isIndented(text, at, first)) {
      addSpans(text, proseFrom, at, ranges);
      ranges.push(at, end);
      proseFrom = end;
      at = end;
      continue;
    } else if (LIST_ITEM.test(line)) isInList = true;
    else if (isAfterBlank && !isBlank && first === at) isInList = false;
    isAfterBlank = isBlank;
    at = end;
  }
  if (fence === "") addSpans(text, proseFrom, text.length, ranges);
  else ranges.push(fenceFrom, text.length);
  return ranges;
}

/** Place of the first character from `at` that is no blank of this line. */
function firstMark(text: string, at: number): number {
  let place = at;
  for (let code = text.charCodeAt(place); code === SPACE || code === TAB || code === RETURN; code = text.charCodeAt(place))
    place++;
  return place;
}

const isIndented = (text: string, at: number, first: number): boolean => first > at && INDENT.test(text.slice(at, first));

function closes(line: string, fence: string): boolean {
  const trimmed = line.replace(/^[ \t>]+|[ \t\r]+$/g, "");
  return trimmed.length >= fence.length && trimmed === (fence[0] as string).repeat(trimmed.length);
}

/** Adds the code spans of [from, to): from a run of backticks to the next run as long, within one paragraph. */
function addSpans(text: string, from: number, to: number, ranges: number[]): void {
  for (let open = text.indexOf("`", from); open >= 0 && open < to; ) {
    const length = runLength(text, open);
    const close = matchingRun(text, open + length, to, length);
    if (close >= 0) ranges.push(open, close + length);
    open = text.indexOf("`", close >= 0 ? close + length : open + length);
  }
}

function matchingRun(text: string, from: number, to: number, length: number): number {
  const paragraphEnd = text.indexOf("\n\n", from);
  const limit = paragraphEnd < 0 ? to : Math.min(to, paragraphEnd);
  for (let at = text.indexOf("`", from); at >= 0 && at < limit; ) {
    const found = runLength(text, at);
    if (found === length) return at;
    at = text.indexOf("`", at + found);
  }
  return -1;
}

function runLength(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) === 0x60) end++;
  return end - at;
}

const NOT_PROSE = /<[^<>]{1,500}>|\]\([^()\s]{0,500}\)|(?:https?|ftp):\/\/[^\s<>"')\]]+/g;

/** The text without code, tags, link targets and addresses: what is left is prose, headings and tables. */
export function proseOf(text: string): string {
  const ranges = codeRanges(text);
  let prose = "";
  let from = 0;
  for (let index = 0; index < ranges.length; index += 2) {
    prose += `${text.slice(from, ranges[index])} `;
    from = ranges[index + 1] as number;
  }
  return (prose + text.slice(from)).replace(NOT_PROSE, " ");
}
