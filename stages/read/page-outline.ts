import { Tokenizer, type TokenizerCallbacks } from "htmlparser2";
import { ELEMENT, ELEMENTS, type ElementKind } from "./html-elements.ts";
import { NONE, OpenElements } from "./open-elements.ts";
import { PageHead } from "./page-head.ts";
import { HINT, hintsOf, hintsOfRole, hintsOfStyle } from "./page-hints.ts";

/** A run of text between two beginnings or ends of blocks. */
export interface Block {
  readonly text: string;
  /** Characters of it that stand in links. */
  readonly linkCharacters: number;
  /** Index into {@link Outline.containers}. */
  readonly container: number;
  /** {@link ELEMENT} flags of the innermost block element. */
  readonly flags: number;
  /** 1 to 6 of a heading, else 0. */
  readonly level: number;
  /** Lists around it. */
  readonly depth: number;
  /** Number in an ordered list, 0 of a bullet, -1 where the block begins no item. */
  readonly ordinal: number;
  /** Table row and cell, each counted over the page; 0 outside of tables. */
  readonly row: number;
  readonly cell: number;
  /** True of preformatted text that is source code. */
  readonly isCode: boolean;
}

/** A block element that holds blocks. */
export interface Container {
  /** Index of the one around it; the root's is itself. */
  readonly parent: number;
  /** {@link ELEMENT} flags. */
  readonly flags: number;
  /** {@link HINT} bits of its names. */
  readonly hints: number;
}

/** A page as text in blocks, in reading order. */
export interface Outline {
  readonly blocks: readonly Block[];
  readonly containers: readonly Container[];
  readonly head: PageHead;
}

/** Blocks and containers that are told apart; behind them, blocks end in line ends only. A page that is read by people has some thousand. */
const MOST = 200_000;
/** Runs of white space but for a single blank, which is what a run becomes. */
const SPACE = /[\t\n\f\r \u00a0]{2,}|[\t\n\f\r\u00a0]/g;

const kindOf = (name: string): ElementKind => ELEMENTS.get(name) as ElementKind;
const A = kindOf("a").number;
const BR = kindOf("br").number;
const CODE = kindOf("code").number;
const TITLE = kindOf("title").number;
const VOIDED: ReadonlySet<number> = new Set(["svg", "math"].map((name) => kindOf(name).number));

/** Parses a page in one pass: linear in its length, bounded in what it holds at once, whatever the page. */
export function outlineOf(html: string): Outline {
  const builder = new OutlineBuilder(html);
  const tokenizer = new Tokenizer({}, builder);
  tokenizer.write(html);
  tokenizer.end();
  return builder;
}

class OutlineBuilder implements TokenizerCallbacks, Outline {
  readonly blocks: Block[] = [];
  readonly containers: Container[] = [{ parent: 0, flags: 0, hints: 0 }];
  readonly head = new PageHead();
  readonly #html: string;

  readonly #open = new OpenElements();
  #container = 0;
  #skipped = 0;
  #preformatted = 0;
  #code = false;
  #lists = 0;
  #row = 0;
  #cell = 0;
  #rows = 0;
  #cells = 0;
  /** Depth of the element in which the open link began; NONE outside of links. */
  #link = NONE;
  #inTitle = false;

  // The piece of text that is being read, and the block.
  #pieceStart = 0;
  #pieceEnd = 0;
  #text = "";
  #linkCharacters = 0;
  #ordinal = NONE;
  /** Texts of the blocks that are not told apart any more. */
  #rest: string[] = [];

  // The tag that is being read.
  #tag: ElementKind | undefined;
  #attribute = "";
  #value = "";
  #wanted = false;
  #hints = 0;
  #hasHref = false;

  constructor(html: string) {
    this.#html = html;
  }

  onopentagname(start: number, end: number): void {
    const name = this.#html.slice(start, Math.min(end, start + 16));
    this.#tag = ELEMENTS.get(name) ?? ELEMENTS.get(name.toLowerCase());
    this.#hints = 0;
    this.#hasHref = false;
    if (this.#tag) this.head.begin(this.#tag.name);
  }

  onattribname(start: number, end: number): void {
    this.#wanted = false;
    const tag = this.#tag;
    if (!tag || !mayBeWanted(this.#html.charCodeAt(start), end - start)) return;
    this.#attribute = this.#html.slice(start, end).toLowerCase();
    this.#value = "";
    const isBlock = (tag.flags & ELEMENT.block) !== 0;
    this.#wanted = (isBlock && isHint(this.#attribute)) || this.head.wants(this.#attribute);
    if (isBlock && this.#attribute === "hidden") this.#hints |= HINT.hidden;
  }

  onattribdata(start: number, end: number): void {
    if (this.#wanted && this.#value.length < LONGEST_VALUE)
      this.#value += this.#html.slice(start, Math.min(end, start + LONGEST_VALUE));
  }

  onattribentity(codepoint: number): void {
    if (this.#wanted && this.#value.length < LONGEST_VALUE) this.#value += String.fromCodePoint(codepoint);
  }

  onattribend(): void {
    if (!this.#wanted) return;
    this.head.attribute(this.#attribute, this.#value);
    switch (this.#attribute) {
      case "class":
      case "id":
      case "itemprop":
        this.#hints |= hintsOf(this.#value);
        break;
      case "role":
        this.#hints |= hintsOfRole(this.#value);
        break;
      case "style":
        this.#hints |= hintsOfStyle(this.#value);
        break;
      case "href":
        this.#hasHref = this.#value !== "";
        break;
      default:
    }
  }

  onopentagend(): void {
    const tag = this.#tag;
    if (!tag) return;
    this.head.end();
    this.#begin(tag, this.#hints);
    this.#tag = undefined;
  }

  onselfclosingtag(): void {
    if (this.#tag && VOIDED.has(this.#tag.number)) {
      this.#tag = undefined;
      return;
    }
    this.onopentagend();
  }

  onclosetag(start: number, end: number): void {
    const name = this.#html.slice(start, Math.min(end, start + 16));
    const kind = ELEMENTS.get(name) ?? ELEMENTS.get(name.toLowerCase());
    if (kind) this.#end(kind);
  }

  /** Text comes in pieces that mostly follow each other; they are taken when something else does. */
  ontext(start: number, end: number): void {
    if (this.#skipped > 0 && !this.#inTitle) return;
    if (start !== this.#pieceEnd) {
      this.#takePiece();
      this.#pieceStart = start;
    }
    this.#pieceEnd = end;
  }

  ontextentity(codepoint: number): void {
    if (this.#skipped > 0 && !this.#inTitle) return;
    this.#takePiece();
    this.#take(String.fromCodePoint(codepoint));
  }

  #takePiece(): void {
    if (this.#pieceStart < this.#pieceEnd) this.#take(this.#html.slice(this.#pieceStart, this.#pieceEnd));
    this.#pieceStart = this.#pieceEnd = 0;
  }

  oncdata(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onend(): void {
    this.#takePiece();
    this.#endBlock();
    if (this.#rest.length > 0) this.#put(this.#rest.join("\n"), 0);
  }

  #take(piece: string): void {
    if (this.#inTitle) {
      this.head.addTitle(piece);
      return;
    }
    let text = piece;
    if (this.#preformatted === 0) {
      text = isBlank(piece) ? " " : piece.replace(SPACE, " ");
      if (text.charCodeAt(0) === 0x20 && (this.#text === "" || endsInSpace(this.#text))) text = text.slice(1);
      if (text === "") return;
    }
    this.#text += text;
    if (this.#link !== NONE) this.#linkCharacters += text.length;
  }

  #begin(tag: ElementKind, hints: number): void {
    this.#takePiece();
    const { flags, number } = tag;
    if (flags & ELEMENT.empty) {
      if (number === BR) this.#breakLine();
      else if (flags & ELEMENT.block) this.#endBlock();
    } else if (number === A) {
      if (this.#hasHref) this.#link = this.#open.depth;
    } else if (flags & ELEMENT.block) {
      this.#endBlock();
      const ended = this.#open.endedBy(tag);
      if (ended !== NONE) this.#popTo(ended);
      this.#push(tag, hints);
    } else if (flags & ELEMENT.skipped) this.#push(tag, hints);
    else if (this.#preformatted > 0 && number === CODE) this.#code = true;
  }

  #push(tag: ElementKind, hints: number): void {
    if (!this.#open.push(tag, this.#container)) return;
    const { flags, number } = tag;
    if (flags & ELEMENT.skipped) this.#skipped++;
    if (number === TITLE) this.#inTitle = this.head.wantsTitle && this.#skipped <= 2;
    if (flags & ELEMENT.list) this.#lists++;
    if (flags & ELEMENT.preformatted) {
      this.#preformatted++;
      this.#code = (hints & HINT.code) !== 0 || ((this.containers[this.#container] as Container).hints & HINT.code) !== 0;
    }
    if (flags & ELEMENT.row) this.#row = ++this.#rows;
    if (flags & ELEMENT.cell) this.#cell = ++this.#cells;
    if (flags & ELEMENT.item) this.#ordinal = this.#open.nextItem();
    if (flags & ELEMENT.block && this.containers.length < MOST) {
      this.containers.push({ parent: this.#container, flags, hints });
      this.#container = this.containers.length - 1;
    }
  }

  #end(kind: ElementKind): void {
    this.#takePiece();
    const { flags, number } = kind;
    if (number === A) this.#link = NONE;
    else if (number === BR) this.#breakLine();
    if ((flags & (ELEMENT.block | ELEMENT.skipped)) === 0 || flags & ELEMENT.empty) return;
    if (flags & ELEMENT.block) this.#endBlock();
    const ended = this.#open.endedByTag(kind);
    if (ended !== NONE) this.#popTo(ended);
  }

  /** Ends the open elements down to the one at `depth`. */
  #popTo(depth: number): void {
    this.#endBlock();
    while (this.#open.depth > depth) {
      const { kind, container } = this.#open.pop();
      const { flags, number } = kind;
      this.#container = container;
      if (number === TITLE) this.#inTitle = false;
      if (flags & ELEMENT.skipped) this.#skipped--;
      if (flags & ELEMENT.list) this.#lists--;
      if (flags & ELEMENT.preformatted) this.#preformatted--;
      if (flags & ELEMENT.row) this.#row = 0;
      if (flags & ELEMENT.cell) this.#cell = 0;
    }
    if (this.#link > depth) this.#link = NONE;
  }

  #breakLine(): void {
    if (this.#skipped > 0) return;
    if (this.#text !== "") this.#text += "\n";
  }

  #endBlock(): void {
    if (this.#text === "") return;
    const text = this.#preformatted > 0 ? withoutOuterLines(this.#text) : tidyLines(this.#text);
    const linkCharacters = this.#linkCharacters;
    this.#text = "";
    this.#linkCharacters = 0;
    if (text === "") return;
    if (this.blocks.length >= MOST) {
      if (this.#rest.push(text) >= MOST) this.#rest = [this.#rest.join("\n")];
      return;
    }
    this.#put(text, linkCharacters);
  }

  #put(text: string, linkCharacters: number): void {
    const container = this.containers[this.#container] as Container;
    const kind = this.#open.top;
    this.blocks.push({
      text,
      linkCharacters: Math.min(linkCharacters, text.length),
      container: this.#container,
      flags: container.flags,
      level: kind?.level ?? 0,
      depth: this.#lists,
      ordinal: this.#ordinal,
      row: this.#row,
      cell: this.#cell,
      isCode: this.#preformatted > 0 && this.#code,
    });
    this.#ordinal = NONE;
  }
}

/** Characters of an attribute that are read. */
const LONGEST_VALUE = 2048;
const isHint = (name: string): boolean =>
  name === "class" || name === "id" || name === "role" || name === "style" || name === "itemprop";

/** First letters of the attributes that are read: class, content, datetime, href, hidden, id, itemprop, lang, name, property, rel, role, style, xml:lang. */
const FIRST = new Uint8Array(128);
for (const letter of "cdhilnprsx") {
  FIRST[letter.charCodeAt(0)] = 1;
  FIRST[letter.toUpperCase().charCodeAt(0)] = 1;
}
const mayBeWanted = (first: number, length: number): boolean => length <= 8 && FIRST[first] === 1;
function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x20 && code !== 0xa0) return false;
  }
  return true;
}

const endsInSpace = (text: string): boolean => {
  const last = text.charCodeAt(text.length - 1);
  return last === 0x20 || last === 0x0a;
};

/** Lines without white space at their ends, no empty ones at the start, at the end, or two in a row. */
function tidyLines(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.includes("\n")) return trimmed;
  return trimmed.replace(/ *\n */g, "\n").replace(/\n{3,}/g, "\n\n");
}

const withoutOuterLines = (text: string): string =>
  text
    .replace(/^(?:[ \t]*\r?\n)+/, "")
    .trimEnd()
    .replace(/\r\n?/g, "\n");
