import type { RuleSummary } from "../manifests/inspect-rule.ts";
import { bytes, count, measure, share } from "./format.ts";
import type { RuleSample } from "./inspect-rule.ts";
import { type Column, cut, printable, table } from "./table.ts";
import type { Colours } from "./terminal.ts";

const left = (title: string): Column => ({ title });
const right = (title: string): Column => ({ title, align: "right" });
const BAR_WIDTH = 32;
const BARS = "▁▂▃▄▅▆▇█";
/** Pieces of a sample that are shown with what stands around them. */
const MOST_SPANS = 4;
const AROUND = 30;

/** What `kijil inspect --filter` prints: the histogram, the same by source and language, and what other limits would do. */
export function printRule({ rule, edges, groups, moves }: RuleSummary, colours: Colours): string {
  const { stage, reason, description, attribute, drops, threshold, language } = rule;
  const documents = groups.reduce((sum, group) => sum + group.documents, 0);
  const broken = groups.reduce((sum, group) => sum + group.broken, 0);
  const whose = language === undefined ? "" : `, texts in ${language}`;
  const head = `${colours.bold(`${stage}:${reason}`)}  ${printable(description)}
  ${attribute}${whose}: drops ${drops} ${measure(threshold)}; ${count(broken)} of ${count(documents)} documents (${share(broken, documents)})\n`;
  if (documents === 0) return `${head}  No document has this number.\n`;
  const bins = edges.map((_, bin) => bin).concat(edges.length);
  const sums = bins.map((bin) => groups.reduce((sum, { histogram }) => sum + (histogram[bin] ?? 0), 0));
  const most = Math.max(1, ...sums);
  const isDropped = (bin: number) =>
    drops === "below"
      ? (edges[bin] ?? Number.POSITIVE_INFINITY) <= threshold
      : (edges[bin - 1] ?? Number.NEGATIVE_INFINITY) >= threshold;
  const rows = bins.map((bin) => {
    const documentsIn = sums[bin] as number;
    const bar = "▇".repeat(documentsIn === 0 ? 0 : Math.max(1, Math.round((documentsIn / most) * BAR_WIDTH)));
    return [
      bin === 0 ? `< ${measure(edges[0] as number)}` : measure(edges[bin - 1] as number),
      count(documentsIn),
      isDropped(bin) ? colours.red(bar) : bar,
      isDropped(bin) ? "drops" : "",
    ];
  });
  return [
    head,
    table([right("from"), right("documents"), left(""), left("")], rows, colours),
    groupTable(groups, colours),
    moveTable(rule.threshold, moves, colours),
  ].join("\n");
}

function groupTable(groups: RuleSummary["groups"], colours: Colours): string {
  const rows = groups.map(({ source, language, documents, broken, histogram }) => {
    const most = Math.max(1, ...histogram);
    const line = histogram.map((each) => (each === 0 ? " " : BARS[Math.ceil((each / most) * BARS.length) - 1])).join("");
    return [printable(source), printable(language), count(documents), count(broken), share(broken, documents), line];
  });
  return table(
    [
      left("source"),
      left("lang"),
      right("documents"),
      right("on the wrong side"),
      right("share"),
      left("histogram, bins as above"),
    ],
    rows,
    colours,
  );
}

function moveTable(threshold: number, moves: RuleSummary["moves"], colours: Colours): string {
  if (moves.length === 0) return "";
  const rows = moves.map(({ threshold: limit, dropped, released, stillBroken }) => [
    measure(limit),
    dropped.documents === 0 ? "" : `${count(dropped.documents)}, ${bytes(dropped.bytes)}`,
    released.documents === 0 ? "" : `${count(released.documents)}, ${bytes(released.bytes)}`,
    stillBroken === 0 ? "" : count(stillBroken),
  ]);
  const title = `limit, instead of ${measure(threshold)}`;
  return table(
    [right(title), right("would drop of the pool"), right("would let pass"), right("that break another rule here")],
    rows,
    colours,
  );
}

/** Documents near the cut: what the rule measured, and the pieces that it counted, each between « and ». */
export function printRuleSamples(samples: readonly RuleSample[], colours: Colours): string {
  return samples
    .map(({ id, source, language, value, outcome, removedBy, text, spans }) => {
      const fate = outcome === "kept" ? colours.green("kept") : colours.yellow(`removed by ${removedBy}`);
      const head = `\n${colours.bold(printable(id ?? "no id"))}  ${printable(source)}, ${language}  ${measure(value)}  ${fate}\n`;
      if (spans.length === 0) return `${head}  ${cut(printable(text.trim().slice(0, 400)), 110)}\n`;
      const shown = spans.slice(0, MOST_SPANS).map(([start, end]) => {
        const before = text.slice(Math.max(0, start - AROUND), start);
        const piece = text.slice(start, end);
        const counted = piece.length > 2 * AROUND ? `${piece.slice(0, 2 * AROUND)}…` : piece;
        return `  ${printable(before)}${colours.yellow(`«${printable(counted)}»`)}${printable(text.slice(end, end + AROUND))}\n`;
      });
      const more = spans.length - shown.length;
      return `${head}  ${count(spans.length)} counted${more > 0 ? `, the first ${shown.length} of them` : ""}:\n${shown.join("")}`;
    })
    .join("");
}
