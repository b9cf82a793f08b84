/**
 * Finds the code in Markdown, so that rules for prose leave it alone. Works on text decoded as Latin-1, where one character is one byte:
 * all marks of Markdown are ASCII, which no byte of a longer UTF-8 sequence can be taken for, and positions are byte offsets.
 */

/** Half-open byte ranges in ascending order, flat: from, to, from, to … */
export type Ranges = readonly number[];

const FENCE = /^[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(`{3,}(?!.*`)|~{3,})/;
const INDENT = /^(?: {4}| {0,3}\t)/;
const LIST_ITEM = /[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/y;

/** 1 for characters with which a list item may begin. */
const LIST_MARKS = new Uint8Array(256);
for (const character of "-*+0123456789") LIST_MARKS[character.charCodeAt(0)] = 1;
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
  const fences = new FenceFinder(text);
  const spans = new SpanFinder(text);
  const walksLines = indented && mayHoldIndentedCode(text);
  let proseFrom = 0;
  let isAfterBlank = true;
  let isInList = false;
  for (let at = walksLines ? 0 : fences.lineFrom(0); at < text.length; ) {
    const end = endOfLine(text, at);
    const fence = fences.in(at, end);
    if (fence !== undefined) {
      spans.add(proseFrom, at, ranges);
      proseFrom = endOfFence(text, end, fence);
      ranges.push(at, proseFrom);
      isAfterBlank = false;
      at = walksLines ? proseFrom : fences.lineFrom(proseFrom);
      continue;
    }
    if (!walksLines) {
      at = fences.lineFrom(end);
      continue;
    }
    const first = firstMark(text, at);
    const isBlank = first >= end || text.charCodeAt(first) === FEED;
    if (isAfterBlank && !isInList && !isBlank && isIndented(text, at, first)) {
      spans.add(proseFrom, at, ranges);
      ranges.push(at, end);
      proseFrom = end;
    } else {
      if (isListItem(text, at, first)) isInList = true;
      else if (isAfterBlank && !isBlank && first === at) isInList = false;
      isAfterBlank = isBlank;
    }
    at = end;
  }
  spans.add(proseFrom, text.length, ranges);
  return ranges;
}

function endOfLine(text: string, at: number): number {
  const feed = text.indexOf("\n", at);
  return feed < 0 ? text.length : feed + 1;
}

/** Finds the lines that open a fence without a look at all the others. */
class FenceFinder {
  readonly #text: string;
  #backticks = -1;
  #tildes = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** Start of the first line from `at`, itself the start of a line, that holds the mark of a fence; the end of the text where none does. */
  lineFrom(at: number): number {
    const mark = this.#markFrom(at);
    return mark === Number.POSITIVE_INFINITY ? this.#text.length : this.#text.lastIndexOf("\n", mark) + 1;
  }

  /** The marks that open a fence in the line [at, end), if it does. */
  in(at: number, end: number): string | undefined {
    if (this.#markFrom(at) >= end) return undefined;
    return FENCE.exec(this.#text.slice(at, this.#text.charCodeAt(end - 1) === FEED ? end - 1 : end))?.[1];
  }

  #markFrom(at: number): number {
    if (this.#backticks < at) this.#backticks = placeOf(this.#text, "```", at);
    if (this.#tildes < at) this.#tildes = placeOf(this.#text, "~~~", at);
    return Math.min(this.#backticks, this.#tildes);
  }
}

function placeOf(text: string, mark: string, from: number): number {
  const place = text.indexOf(mark, from);
  return place < 0 ? Number.POSITIVE_INFINITY : place;
}

/** End of the line that closes a fence, or of the text; only lines that hold its marks are looked at. */
function endOfFence(text: string, from: number, fence: string): number {
  for (let mark = text.indexOf(fence, from); mark >= 0; ) {
    const end = endOfLine(text, mark);
    const line = text.slice(Math.max(from, text.lastIndexOf("\n", mark) + 1), end);
    if (closes(line, fence)) return end;
    mark = text.indexOf(fence, end);
  }
  return text.length;
}

/** Whether any line begins with four blanks or has a tab: where none does, there is no need to go from line to line. */
const mayHoldIndentedCode = (text: string): boolean => text.startsWith("    ") || text.includes("\n    ") || text.includes("\t");

/** Place of the first character from `at` that is no blank of this line. */
function firstMark(text: string, at: number): number {
  let place = at;
  for (let code = text.charCodeAt(place); code === SPACE || code === TAB || code === RETURN; code = text.charCodeAt(place))
    place++;
  return place;
}

function isListItem(text: string, at: number, first: number): boolean {
  if (LIST_MARKS[text.charCodeAt(first)] !== 1) return false;
  LIST_ITEM.lastIndex = at;
  return LIST_ITEM.test(text);
}

const isIndented = (text: string, at: number, first: number): boolean => first > at && INDENT.test(text.slice(at, first));

function closes(line: string, fence: string): boolean {
  const trimmed = line.replace(/^[ \t>]+|[ \t\r\n]+$/g, "");
  return trimmed.length >= fence.length && trimmed === (fence[0] as string).repeat(trimmed.length);
}

/** Finds code spans: from a run of backticks to the next run as long, within one paragraph. */
class SpanFinder {
  readonly #text: string;
  /** First backtick and first blank line from the last place asked about; both only move on. */
  #backtick = -1;
  #blankLine = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** Adds the spans of [from, to), which must lie behind what was asked for before. */
  add(from: number, to: number, ranges: number[]): void {
    for (let open = this.#backtickFrom(from); open < to; ) {
      const length = runLength(this.#text, open);
      const close = this.#closeOf(open + length, to, length);
      if (close >= 0) ranges.push(open, close + length);
      open = this.#backtickFrom(close >= 0 ? close + length : open + length);
    }
  }

  #backtickFrom(at: number): number {
    if (this.#backtick < at) this.#backtick = placeOf(this.#text, "`", at);
    return this.#backtick;
  }

  #closeOf(from: number, to: number, length: number): number {
    if (this.#blankLine < from) this.#blankLine = placeOf(this.#text, "\n\n", from);
    const limit = Math.min(to, this.#blankLine);
    for (let at = this.#text.indexOf("`", from); at >= 0 && at < limit; ) {
      const found = runLength(this.#text, at);
      if (found === length) return at;
      at = this.#text.indexOf("`", at + found);
    }
    return -1;
  }
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
