/** Namespaces of links that are no text, in English and Korean: files and their captions, categories. */
const FILES: ReadonlySet<string> = new Set(["file", "image", "media", "파일", "그림", "미디어"]);
const CATEGORIES: ReadonlySet<string> = new Set(["category", "분류"]);
/** Templates whose text is what one of their parameters says: the number of that parameter; -1 for the last. */
const SHOWN: ReadonlyMap<string, number> = new Map([
  ["lang", 2],
  ["llang", 2],
  ["언어", 2],
  ["언어링크", 2],
  ["nowrap", 1],
  ["nobr", 1],
  ["줄바꿈금지", 1],
  ["작게", 1],
  ["small", 1],
  ["크게", 1],
  ["ruby", 1],
  ["루비", 1],
  ["한자", 1],
  ["색", -1],
  ["color", -1],
  ["인용문", 1],
  ["quote", 1],
  ["blockquote", 1],
]);

/** What a link shows: its label, or its target; nothing for files, categories and links to the same page in other languages. */
export function linkText(inside: string): string {
  const bar = inside.indexOf("|");
  const target = (bar < 0 ? inside : inside.slice(0, bar)).trim();
  const label = bar < 0 ? undefined : inside.slice(bar + 1);
  if (!target.startsWith(":")) {
    const colon = target.indexOf(":");
    const space = colon < 0 ? "" : target.slice(0, colon).trim().toLowerCase();
    if (FILES.has(space) || CATEGORIES.has(space)) return "";
    // Two or three small letters, or a longer code with hyphens, are another language's wiki.
    if (label === undefined && /^(?:[a-z]{2,3}|[a-z]{2,3}-[a-z-]{2,12}|simple)$/.test(space) && colon > 0) return "";
  }
  if (label !== undefined && label.trim() !== "") return label;
  return target.replace(/^:/, "").replace(/^#/, "");
}

/** What a template shows: one parameter of a few that only dress text; nothing of all others. */
export function templateText(inside: string): string {
  const parts = inside.split("|");
  const name = (parts[0] ?? "")
    .trim()
    .toLowerCase()
    .replace(/^(?:틀|template):/, "");
  const which = SHOWN.get(name) ?? (/^(?:lang|llang)-/.test(name) ? 1 : undefined);
  if (which === undefined) return "";
  // The first parameter without a name is number one.
  const plain = parts.slice(1).filter((part) => !/^\s*[\p{L}\w -]{1,20}=/u.test(part) || /^\s*\d+\s*=/.test(part));
  const shown = which < 0 ? plain.at(-1) : plain[which - 1];
  return (shown ?? "").replace(/^\s*\d+\s*=/, "").trim();
}

/** Rows of a table as lines with ` | ` between cells; its attributes and caption marks are left out. */
export function tableText(inside: string): string {
  const rows: string[][] = [[]];
  for (const line of inside.split("\n").slice(1)) {
    const text = line.trim();
    if (text.startsWith("|-")) rows.push([]);
    else if (text.startsWith("|+")) rows.push([withoutAttributes(text.slice(2))], []);
    else if (text.startsWith("|") || text.startsWith("!"))
      (rows.at(-1) as string[]).push(
        ...text
          .slice(1)
          .split(text.startsWith("!") ? /!!|\|\|/ : "||")
          .map(withoutAttributes),
      );
    else if (text !== "") {
      const row = rows.at(-1) as string[];
      if (row.length > 0) row[row.length - 1] = `${row.at(-1)} ${text}`.trim();
    }
  }
  const lines = rows.map((cells) => cells.filter((cell) => cell !== "").join(" | ")).filter((line) => line !== "");
  return lines.length === 0 ? "" : `\n${lines.join("\n")}\n`;
}

/** A cell without the attributes that stand before its last single bar. */
function withoutAttributes(cell: string): string {
  const bar = cell.indexOf("|");
  return (bar >= 0 && /^[^[{]*=[^[{]*$/.test(cell.slice(0, bar)) ? cell.slice(bar + 1) : cell).trim();
}
