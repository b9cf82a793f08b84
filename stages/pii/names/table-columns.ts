/** A cell of a table in plain text. */
export interface Cell {
  /** The words of the column's header, lower-cased. */
  readonly header: string;
  /** All headers of the table, lower-cased. */
  readonly headers: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** What divides cells, in the order in which it is looked for. */
const DIVIDERS = ["||", "|", "\t", ";", ",", " / "] as const;
/** Longest line that is looked at as a row. */
const MOST_CHARACTERS = 600;
/** Lines without cells that a table may skip, such as the ruling below its header. */
const RULING = /^[\s|+=:-]*$/;

/**
 * Cells below the headers that `wanted` asks for: a header line is one whose cells, cut at the first divider that fits, include a wanted
 * header; rows are the lines behind it that have the divider, up to the first that has not.
 */
export function* cellsUnder(text: string, wanted: RegExp): Generator<Cell> {
  let headers: readonly string[] = [];
  let divider = "";
  for (let start = 0; start <= text.length; ) {
    const lineEnd = text.indexOf("\n", start);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const line = end - start <= MOST_CHARACTERS ? text.slice(start, end) : "";
    const kept = divider !== "" && line.includes(divider);
    if (kept) {
      for (const [column, cell] of cellsOf(line, divider).entries()) {
        const header = headers[column];
        if (header !== undefined && wanted.test(header) && cell.text !== "")
          yield { header, headers, start: start + cell.at, end: start + cell.at + cell.text.length };
      }
    } else if (divider === "" || !RULING.test(line)) {
      divider = headerDivider(line, wanted);
      headers = divider === "" ? [] : cellsOf(line, divider).map(({ text: cell }) => cell.toLowerCase());
    }
    start = end + 1;
  }
}

/** The divider of a line whose cells are short words, one of them wanted; empty if it is no header. */
function headerDivider(line: string, wanted: RegExp): string {
  for (const divider of DIVIDERS) {
    if (!line.includes(divider)) continue;
    const cells = cellsOf(line, divider).map(({ text }) => text);
    const filled = cells.filter((cell) => cell !== "");
    if (filled.length < 2 || filled.some((cell) => cell.length > 16 || /\d{3}/.test(cell))) continue;
    if (filled.some((cell) => wanted.test(cell.toLowerCase()))) return divider;
  }
  return "";
}

/** Cells of a line, without the blanks and quotes around them. */
export function cellsOf(line: string, divider: string): { at: number; text: string }[] {
  const cells: { at: number; text: string }[] = [];
  let at = 0;
  for (const cell of line.split(divider)) {
    const lead = /^[\s"'*`]*/.exec(cell)?.[0].length ?? 0;
    cells.push({ at: at + lead, text: cell.slice(lead).replace(/[\s"'*`]+$/, "") });
    at += cell.length + divider.length;
  }
  return cells;
}
