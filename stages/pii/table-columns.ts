/** Cells of a row are parted by one of these. */
const DELIMITERS = ["|", "\t", ",", ";"] as const;
const FEWEST_DELIMITERS = 2;
/** Longest line that can be the head of a table. */
const LONGEST_HEAD = 400;
/** Characters of a row before a cell, at most, for its column to be counted. */
const LONGEST_ROW = 2000;

interface Line {
  readonly start: number;
  readonly end: number;
  readonly delimiter: string;
  readonly count: number;
  /** Index of the line that heads the table which this line belongs to. */
  readonly head: number;
}

/** Finds the head of a table's column: rows are lines with the same delimiter, as often, one below the other. */
export class TableColumns {
  readonly #text: string;
  readonly #lines: Line[] = [];

  constructor(text: string) {
    this.#text = text;
    let start = 0;
    while (start <= text.length) {
      const feed = text.indexOf("\n", start);
      const end = feed < 0 ? text.length : feed;
      this.#lines.push(this.#lineOf(start, end));
      start = end + 1;
    }
  }

  /** What stands at the head of the column in which a place lies; undefined outside of tables and in heads themselves. */
  headOf(at: number): string | undefined {
    const index = this.#indexOf(at);
    const line = this.#lines[index] as Line;
    if (line.delimiter === "" || line.head === index) return undefined;
    const head = this.#lines[line.head] as Line;
    if (at - line.start > LONGEST_ROW) return undefined;
    const before = this.#text.slice(line.start, at);
    const column = countOf(before, line.delimiter);
    return this.#text.slice(head.start, head.end).split(line.delimiter)[column];
  }

  #lineOf(start: number, end: number): Line {
    const index = this.#lines.length;
    const line = this.#text.slice(start, end);
    const before = this.#lines[index - 1];
    // A row of dashes under the head belongs to the table.
    if (before && before.delimiter !== "" && /^[\s|:+-]+$/.test(line) && line.trim() !== "")
      return { start, end, delimiter: before.delimiter, count: before.count, head: before.head };
    for (const delimiter of DELIMITERS) {
      const count = countOf(line, delimiter);
      if (count < FEWEST_DELIMITERS) continue;
      const isRow = before?.delimiter === delimiter && count >= before.count - 1;
      if (isRow) return { start, end, delimiter, count: before.count, head: before.head };
      if (end - start > LONGEST_HEAD) break;
      return { start, end, delimiter, count, head: index };
    }
    return { start, end, delimiter: "", count: 0, head: index };
  }

  #indexOf(at: number): number {
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#lines[middle] as Line).start <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}
