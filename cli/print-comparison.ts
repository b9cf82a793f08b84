import type { Comparison, ShareDifference } from "../manifests/compare.ts";
import { bytes, count, share } from "./format.ts";
import { type Column, printable, table } from "./table.ts";
import type { Colours } from "./terminal.ts";

const TITLES: Readonly<Record<string, string>> = {
  bySource: "source",
  byLanguage: "language",
  byBucket: "bucket",
  byReason: "reason",
  mixDocuments: "documents of mix",
  mixTokens: "tokens of mix",
};

const MOST_FILES = 10;

const signed = (value: number): string => (value === 0 ? "" : value > 0 ? `+${count(value)}` : `−${count(-value)}`);

/** Left and right numbers beside their difference. */
const columns = (title: string): readonly Column[] => [
  { title },
  { title: "left", align: "right" },
  { title: "right", align: "right" },
  { title: "difference", align: "right" },
];

const SHARES: readonly Column[] = [
  { title: "left", align: "right" },
  { title: "right", align: "right" },
];

/** What `kijil inspect` prints of two paths: rows that are the same on both sides are counted, not shown. */
export function printComparison(
  { kind, equal, totals, tables, shards, fields }: Comparison,
  paths: readonly [string, string],
  colours: Colours,
): string {
  const head = `${colours.bold(`left   ${printable(paths[0])}\nright  ${printable(paths[1])}`)}\n`;
  if (equal) return `${head}${colours.green("✔")} no difference between these two ${kind}s\n`;
  const sections = [head];
  if (fields.length > 0) sections.push(`  different: ${fields.join(", ")}\n`);
  if (shards) sections.push(shardLines(shards));
  const rows = Object.entries(totals).map(([name, { left, right }]) => {
    const show = name.toLowerCase().endsWith("bytes") ? bytes : count;
    return [words(name), show(left), show(right), signed(right - left)];
  });
  sections.push(table(columns("total"), rows, colours));
  for (const [name, entries] of Object.entries(tables)) sections.push(shareTable(TITLES[name] ?? name, entries, colours));
  return sections.filter((section) => section !== "").join("\n");
}

const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function shareTable(title: string, entries: Readonly<Record<string, ShareDifference>>, colours: Colours): string {
  const all = Object.entries(entries);
  const different = all.filter(([, { left, right }]) => left !== right);
  if (different.length === 0) return "";
  const rows = different.map(([name, { left, right, leftShare, rightShare }]) => [
    printable(name),
    count(left),
    count(right),
    signed(right - left),
    share(leftShare, 1),
    share(rightShare, 1),
  ]);
  const same = all.length - different.length;
  return table([...columns(title), ...SHARES], rows, colours) + (same > 0 ? `  ${colours.dim(`${count(same)} the same`)}\n` : "");
}

function shardLines({ equal, different }: NonNullable<Comparison["shards"]>): string {
  const more = different.length - MOST_FILES;
  const named = different.slice(0, MOST_FILES).map((file) => `  ${printable(file)}\n`);
  return `  shards: ${count(equal)} the same, ${count(different.length)} different\n${named.join("")}${more > 0 ? `  and ${count(more)} more\n` : ""}`;
}
