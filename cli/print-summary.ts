import type { Summary } from "../manifests/inspect.ts";
import type { RunSummary } from "../manifests/inspect-run.ts";
import type { ShardSummary } from "../manifests/inspect-shard.ts";
import type { Manifest } from "../manifests/manifest.ts";
import { bytes, count, many, share, tokens } from "./format.ts";
import type { Funnel } from "./funnel.ts";
import { funnelTable } from "./print-funnel.ts";
import { mixTable } from "./print-mixes.ts";
import type { SampledRecord } from "./sample.ts";
import { type Column, cut, printable, table } from "./table.ts";
import type { Colours } from "./terminal.ts";

const left = (title: string): Column => ({ title });
const right = (title: string): Column => ({ title, align: "right" });

/** Languages shown each in a column of its own. */
const MOST_LANGUAGES = 4;
const BAR_WIDTH = 32;
const SAMPLE_LINES = 6;

/** What `kijil inspect` prints of one path. */
export function printSummary(summary: Summary, colours: Colours): string {
  if (summary.kind === "run") return printRunSummary(summary, colours);
  if (summary.kind === "manifest") return printManifest(summary.manifest, colours);
  return printShard(summary, colours);
}

function printRunSummary(run: RunSummary, colours: Colours): string {
  const { read, kept, removed, quarantined } = run.documents;
  const state = run.finished ? "" : colours.yellow("  not finished");
  const head = `${colours.bold(printable(run.name))}  ${count(read)} read = ${count(kept)} kept + ${count(removed)} removed + ${count(quarantined)} quarantined${state}
  ${bytes(run.keptBytes)} of text kept, ${tokens(run.tokens)} tokens
  plan ${run.plan.slice(0, 12)}, ${printable(run.tool)}\n`;
  const funnel: Funnel = {
    ...run.documents,
    stages: run.funnel.map((stage) => ({
      ...stage,
      reasons: run.reasons
        .filter((reason) => reason.stage === stage.stage && reason.documents > 0)
        .map(({ reason, action, documents }) => ({ reason, kind: action, documents })),
    })),
  };
  const mixes = run.mixes.map(({ mix, totals }) => [
    printable(mix),
    count(totals.documents),
    tokens(totals.tokens),
    bytes(totals.bytes),
  ]);
  const unreadable = run.unreadable.map(({ file, reason }) => `${colours.red("✖")} ${printable(file)}: ${printable(reason)}\n`);
  return [
    head,
    funnelTable(funnel, colours),
    sourceTable(run, colours),
    ...(mixes.length > 0 ? [table([left("mix"), right("documents"), right("tokens"), right("size")], mixes, colours)] : []),
    ...(unreadable.length > 0 ? [unreadable.join("")] : []),
  ].join("\n");
}

/** Sources by languages, the most frequent languages each in a column. */
function sourceTable({ sources }: RunSummary, colours: Colours): string {
  const totals = new Map<string, number>();
  for (const { languages } of sources)
    for (const [language, documents] of Object.entries(languages)) totals.set(language, (totals.get(language) ?? 0) + documents);
  const shown = [...totals]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([language]) => language)
    .slice(0, MOST_LANGUAGES);
  const columns = [
    left("source"),
    right("read"),
    right("kept"),
    right("share"),
    right("text"),
    right("tokens"),
    ...shown.map((language) => right(printable(language))),
  ];
  const rows = sources.map(({ source, read, kept, keptBytes, tokens: sum, languages }) => [
    printable(source),
    count(read),
    count(kept),
    share(kept, read),
    bytes(keptBytes),
    tokens(sum),
    ...shown.map((language) => (languages[language] ? count(languages[language]) : "")),
  ]);
  return table(columns, rows, colours);
}

function printManifest(
  { mix, plan, tool, seed, tokenizer, settings, drawn, shards, totals, inputs }: Manifest,
  colours: Colours,
): string {
  const { name, exact, byLibrary } = tokenizer ?? { name: "", exact: true };
  const slow = byLibrary === undefined ? "" : `, by the library for ${printable(byLibrary)}`;
  const counted = tokenizer === null ? "" : `, tokens ${exact ? "counted" : "estimated"} with ${printable(name)}${slow}`;
  const set = settings.map(({ path, value }) => `  set ${printable(path)} = ${printable(value)}\n`).join("");
  const facts = `  ${bytes(totals.bytes)} in ${many(shards.length, "shard")}, ${bytes(totals.rawBytes)} of records, from ${many(inputs.length, "file")}
  plan ${plan.slice(0, 12)}, seed ${seed}, ${printable(tool)}${counted}\n${set}`;
  return [
    mixTable({ plan: { ...drawn, mix }, shards }, colours) + facts,
    countTable("source", totals.bySource, colours),
    countTable("language", totals.byLanguage, colours),
  ].join("\n");
}

function printShard(shard: ShardSummary, colours: Colours): string {
  const head = `${count(shard.documents)} documents, ${bytes(shard.bytes)}, ${bytes(shard.rawBytes)} of records, ${bytes(shard.textBytes)} of text\n`;
  return [
    head,
    countTable("source", shard.bySource, colours),
    countTable("language", shard.byLanguage, colours),
    lengthTable(shard.lengths, colours),
  ].join("\n");
}

/** Documents by name, the most frequent first. */
function countTable(title: string, counts: Readonly<Record<string, number>>, colours: Colours): string {
  const all = Object.values(counts).reduce((sum, documents) => sum + documents, 0);
  const rows = Object.entries(counts)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([name, documents]) => [printable(name), count(documents), share(documents, all)]);
  return table([left(title), right("documents"), right("share")], rows, colours);
}

/** A histogram of text sizes; bin i holds texts of 2^(i−1) to below 2^i bytes. */
function lengthTable(lengths: readonly number[], colours: Colours): string {
  const most = Math.max(1, ...lengths);
  const first = lengths.findIndex((documents) => documents > 0);
  const rows = lengths.slice(Math.max(0, first)).map((documents, index) => {
    const bin = Math.max(0, first) + index;
    const bar = "▇".repeat(documents === 0 ? 0 : Math.max(1, Math.round((documents / most) * BAR_WIDTH)));
    return [bin === 0 ? "empty" : `${bytes(2 ** (bin - 1))} …`, count(documents), bar];
  });
  return table([right("text from"), right("documents"), left("")], rows, colours);
}

/** The documents of a sample: place, id and the beginning of the text. */
export function printSample(sample: readonly SampledRecord[], colours: Colours, columns = 80): string {
  return sample
    .map(({ shard, row, record }) => {
      const { id, source, text } = record as { readonly id?: unknown; readonly source?: unknown; readonly text?: unknown };
      const head = `\n${colours.bold(printable(String(id ?? "no id")))}  ${printable(String(source ?? ""))}  ${colours.dim(`${shard} row ${row}`)}\n`;
      const lines = String(text ?? "")
        .split("\n")
        .filter((line) => line.trim() !== "");
      const shown = lines.slice(0, SAMPLE_LINES).map((line) => `  ${cut(printable(line), columns - 3)}\n`);
      return (
        head +
        shown.join("") +
        (lines.length > SAMPLE_LINES ? `  ${colours.dim(`… ${count(lines.length - SAMPLE_LINES)} more lines`)}\n` : "")
      );
    })
    .join("");
}
