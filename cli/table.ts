import stringWidth from "string-width";
import type { Colours } from "./terminal.ts";

/** A column of a table; numbers stand right. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

const GAP = "  ";

/** Text as it may be shown on a terminal: one line, with control characters and marks that turn the direction of writing made visible. */
export function printable(text: string): string {
  return text.replace(/[\r\n\t]+/g, " ").replace(/[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** Fills a text up to a width in terminal columns, where Hangul takes two. */
export function pad(text: string, width: number, align: "left" | "right" = "left"): string {
  const blank = " ".repeat(Math.max(0, width - stringWidth(text)));
  return align === "left" ? text + blank : blank + text;
}

/** Cuts a text to a width in terminal columns and marks the cut. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = "";
  let used = 1;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += stringWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return width < 1 ? "" : `${kept}…`;
}

/** A table with aligned columns, each line indented by two and ending in a line end; undefined cells are empty. */
export function table(columns: readonly Column[], rows: readonly (readonly (string | undefined)[])[], colours: Colours): string {
  const cells = rows.map((row) => columns.map((_, index) => row[index] ?? ""));
  const widths = columns.map(({ title }, index) =>
    Math.max(stringWidth(title), ...cells.map((row) => stringWidth(row[index] as string))),
  );
  const line = (row: readonly string[]) =>
    `${GAP}${row.map((cell, index) => pad(cell, widths[index] as number, columns[index]?.align)).join(GAP)}`.trimEnd();
  const title = colours.dim(line(columns.map((column) => column.title)));
  return [title, ...cells.map(line)].map((text) => `${text}\n`).join("");
}
