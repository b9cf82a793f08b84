import { BLOCKS, CELLS, PARAGRAPHS } from "./html-names.ts";

const BAR = "|";

/** Text as it is written without its tags: breaks and blanks that stand for them are put in only between texts. */
export class HtmlOutput {
  #pieces: string[] = [];
  /** Line feeds at the end of what was written, blanks between them aside. */
  #feeds = 0;
  #endsInSpace = true;
  #isTableRow = false;
  #isLineBegun = false;
  #wantedFeeds = 0;
  #isBlankWanted = false;

  get text(): string {
    return this.#pieces.join("");
  }

  add(piece: string): void {
    if (piece === "") return;
    if (this.#pieces.length > 0) this.#separate(piece);
    this.#wantedFeeds = 0;
    this.#isBlankWanted = false;
    this.#write(piece);
  }

  /** Notes what a tag leaves: line breaks for a block, a blank for a cell, nothing for the rest. */
  leave(name: string, isEnd: boolean): void {
    // A row of a Markdown table is one line, whatever its cells hold.
    if (CELLS.has(name) || (this.#isTableRow && BLOCKS.has(name))) this.#isBlankWanted = true;
    else if (name === "br") this.#wantedFeeds += isEnd ? 0 : 1;
    else if (PARAGRAPHS.has(name)) this.#wantedFeeds = Math.max(this.#wantedFeeds, 2);
    else if (BLOCKS.has(name)) this.#wantedFeeds = Math.max(this.#wantedFeeds, 1);
  }

  #separate(piece: string): void {
    const leading = /^[\t-\r ]*/.exec(piece)?.[0] as string;
    const missing = Math.min(this.#wantedFeeds, 2) - this.#feeds - countFeeds(leading);
    if (missing > 0) this.#write("\n".repeat(missing));
    else if (this.#isBlankWanted && !this.#endsInSpace && leading === "") this.#write(" ");
  }

  #write(piece: string): void {
    this.#pieces.push(piece);
    const feed = piece.lastIndexOf("\n");
    const line = piece.slice(feed + 1);
    if (feed >= 0) this.#isLineBegun = false;
    if (!this.#isLineBegun && line !== "") {
      this.#isTableRow = line.startsWith(BAR);
      this.#isLineBegun = true;
    } else if (feed >= 0) this.#isTableRow = false;
    const trailing = trailingBlank(piece);
    this.#feeds = trailing.length === piece.length ? this.#feeds + countFeeds(trailing) : countFeeds(trailing);
    this.#endsInSpace = trailing !== "";
  }
}

const MOST_TRAILING = 64;
const BLANK = /[\t-\r ]/;

function trailingBlank(piece: string): string {
  const least = Math.max(0, piece.length - MOST_TRAILING);
  let from = piece.length;
  while (from > least && BLANK.test(piece.charAt(from - 1))) from--;
  return piece.slice(from);
}

function countFeeds(blank: string): number {
  let feeds = 0;
  for (let at = blank.indexOf("\n"); at >= 0; at = blank.indexOf("\n", at + 1)) feeds++;
  return feeds;
}
