import type { Layout } from "../engine/layout.ts";
import { bytes, count, duration, many, share, tokens } from "./format.ts";
import { funnelOf, sourceLines } from "./funnel.ts";
import { meaningOfRefusal } from "./meaning-of-refusal.ts";
import type { RunOutcome } from "./outcome.ts";
import { funnelTable } from "./print-funnel.ts";
import { mixTable } from "./print-mixes.ts";
import { shownPath } from "./shown-path.ts";
import { type Column, printable, table } from "./table.ts";
import { type Colours, coloursFor, type Environment, type Terminal } from "./terminal.ts";

/** How a run is printed. */
export interface PrintOptions {
  /** Whether to say how long it took and how fast it went. Default: on a terminal, so that a file or pipe gets the same bytes every time. */
  readonly timings?: boolean;
  /** Folder that paths are shown relative to. Default: the current one. */
  readonly folder?: string;
}

const SOURCES: readonly Column[] = [
  { title: "source" },
  { title: "read", align: "right" },
  { title: "kept", align: "right" },
  { title: "share", align: "right" },
  { title: "text", align: "right" },
  { title: "tokens", align: "right" },
];

const REFUSALS: readonly Column[] = [
  { title: "quarantined of" },
  { title: "records", align: "right" },
  { title: "reason" },
  { title: "which means" },
];

/** Prints what a run did: the funnel, the sources, the mixes, and where things lie. */
export function printRun(outcome: RunOutcome, stdout: Terminal, environment: Environment, options: PrintOptions = {}): void {
  const colours = coloursFor(stdout, environment);
  const { timings = stdout.isTTY === true, folder = process.cwd() } = options;
  const sections = [
    headline(outcome, colours, timings),
    funnelTable(funnelOf(outcome.plan, outcome.curated), colours),
    sourceTable(outcome, colours),
    ...refusalTable(outcome, colours),
    ...outcome.mixes.map((mix) => mixTable(mix, colours)),
    places(outcome, folder),
  ];
  const notes = outcome.notes.map((note) => `${colours.yellow("!")} ${printable(note)}\n`);
  const complaints = complaintsOf(outcome).map((complaint) => `${colours.red("✖")} ${complaint}\n`);
  for (const said of [notes, complaints]) if (said.length > 0) sections.push(said.join(""));
  stdout.write(sections.join("\n"));
}

function headline({ plan, curated, tokenizer, seconds }: RunOutcome, colours: Colours, timings: boolean): string {
  const { read, quarantined, kept } = funnelOf(plan, curated);
  const removed = curated.passes.flatMap((pass) => pass.removed).reduce((sum, documents) => sum + documents, 0);
  const last = curated.passes.at(-1);
  const size = curated.inputs.reduce((sum, input) => sum + input.bytes, 0);
  const counted = tokenizer === null ? "" : `, ${tokens(last?.tokens ?? 0)} ${tokenizer.exact ? "tokens" : "tokens (estimated)"}`;
  const speed = timings ? `, ${duration(seconds)}, ${bytes(size / Math.max(seconds, 0.001))}/s` : "";
  const sums = `${count(read)} read = ${count(kept)} kept + ${count(removed)} removed + ${count(quarantined)} quarantined`;
  const by = tokenizer === null ? "" : `  tokens counted with ${printable(tokenizer.name)}\n`;
  return `${colours.bold(plan.name)}  ${sums}\n  ${bytes(size)} in ${many(curated.inputs.length, "file")} read, ${bytes(last?.textBytes ?? 0)} of text kept${counted}${speed}\n${by}`;
}

function sourceTable({ plan, curated, tokenizer }: RunOutcome, colours: Colours): string {
  const rows = sourceLines(plan, curated).map((line) => [
    printable(line.source),
    count(line.read),
    count(line.kept),
    share(line.kept, line.read),
    bytes(line.textBytes),
    tokenizer === null ? "" : tokens(line.tokens),
  ]);
  return table(tokenizer === null ? SOURCES.slice(0, -1) : SOURCES, rows, colours);
}

const REFUSALS_OF_A_SOURCE = 3;

/** The commonest reasons of each source for which records were refused, and what they mean. */
function refusalTable({ refusals }: RunOutcome, colours: Colours): readonly string[] {
  const rows: string[][] = [];
  for (const source of new Set(refusals.map((each) => each.source))) {
    const own = refusals.filter((each) => each.source === source);
    for (const [index, { reason, records }] of own.slice(0, REFUSALS_OF_A_SOURCE).entries())
      rows.push([index === 0 ? printable(source) : "", count(records), reason, meaningOfRefusal(reason)]);
    const rest = own.slice(REFUSALS_OF_A_SOURCE);
    const records = rest.reduce((sum, each) => sum + each.records, 0);
    if (records > 0) rows.push(["", count(records), `for ${many(rest.length, "other reason")}`, ""]);
  }
  return rows.length === 0 ? [] : [table(REFUSALS, rows, colours)];
}

function places({ layout, mixes, curated }: RunOutcome, folder: string): string {
  const shown = (path: string) => shownPath(folder, path);
  const written = mixes.filter(({ shards }) => shards.length > 0);
  const lines: (readonly [string, string])[] = [
    ["lineage", shown(layout.lineage)],
    ["pool", shown(layout.pool)],
    ...written.map(({ plan }): readonly [string, string] => [plan.mix, shown(layout.mix(plan.mix))]),
    ...quarantinePlace(layout, curated.passes[0]?.quarantined ?? 0, shown),
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, path]) => `  ${name.padEnd(width)}  ${path}\n`).join("");
}

const quarantinePlace = (
  layout: Layout,
  quarantined: number,
  shown: (path: string) => string,
): readonly (readonly [string, string])[] => (quarantined > 0 ? [["quarantine", shown(layout.quarantine)]] : []);

/** Files that cannot be read are named one by one; beyond that they are counted. */
const MOST_UNREADABLE = 10;

/** Why a run ends with exit code 3, one sentence each. */
function complaintsOf({ badSources, unreadable, mixes }: RunOutcome): readonly string[] {
  const bad = badSources.map(
    ({ source, read, quarantined, maxBadShare }) =>
      `source ${source}: too many bad records, got ${count(quarantined)} of ${count(read)} (${share(quarantined, read)}), wanted at most ${share(maxBadShare, 1)}. quarantine.jsonl names them; mend them, or raise the source's maxBadShare.`,
  );
  const shown = unreadable.slice(0, MOST_UNREADABLE);
  const broken = shown.map(({ file, reason }) => (reason.startsWith(file) ? reason : `${file}: ${reason}`));
  const more = unreadable.length - shown.length;
  if (more > 0) broken.push(`and ${many(more, "more part")} could not be read, or not to the end. quarantine.jsonl names them.`);
  const none =
    bad.length + broken.length > 0 && mixes.length === 0
      ? [
          "no mix was drawn, as a part of the input is missing. What was read is kept: mend what is named and run the same command again.",
        ]
      : [];
  return [...bad, ...broken, ...none].map(printable);
}

/** What `kijil run --json` prints: read = kept + quarantined + the sum of removed; tokens and bytes are those of the text kept. */
export function runJson(outcome: RunOutcome): object {
  const { plan, curated, mixes, seconds } = outcome;
  const { read, quarantined, kept } = funnelOf(plan, curated);
  const removed = plan.reasons
    .filter(({ kind }) => kind === "drop")
    .map(
      ({ index, stage, reason }) =>
        [`${stage}:${reason}`, curated.passes.reduce((sum, pass) => sum + (pass.removed[index] ?? 0), 0)] as const,
    );
  const last = curated.passes.at(-1);
  const problems = complaintsOf(outcome);
  return {
    format: "kijil-run/1",
    documents: { read, kept, quarantined, removed: Object.fromEntries(removed) },
    tokens: last?.tokens ?? 0,
    bytes: last?.textBytes ?? 0,
    seconds,
    mixes: Object.fromEntries(
      mixes.map(({ plan: drawn, shards }) => [
        drawn.mix,
        { documents: drawn.documents, tokens: drawn.tokens, shards: shards.length },
      ]),
    ),
    sources: Object.fromEntries(
      sourceLines(plan, curated).map(({ source, read: own, kept: left, quarantined: bad }) => [
        source,
        { read: own, kept: left, quarantined: bad },
      ]),
    ),
    ...(outcome.refusals.length > 0 ? { quarantine: bySource(outcome) } : {}),
    ...(outcome.unreadable.length > 0 ? { unreadable: outcome.unreadable } : {}),
    ...(outcome.notes.length > 0 ? { notes: outcome.notes } : {}),
    ...(problems.length > 0 ? { problems } : {}),
  };
}

/** Refused records by source and reason. */
function bySource({ refusals }: RunOutcome): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const sources = [...new Set(refusals.map(({ source }) => source))];
  const reasonsOf = (source: string) =>
    Object.fromEntries(refusals.filter((each) => each.source === source).map(({ reason, records }) => [reason, records]));
  return Object.fromEntries(sources.map((source) => [source, reasonsOf(source)]));
}
