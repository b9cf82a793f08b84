import type { BucketPlan, MixPlan } from "../engine/mix.ts";
import { count, many, share, tokens } from "./format.ts";
import type { MixOutcome } from "./outcome.ts";
import { type Column, printable, table } from "./table.ts";
import { type Colours, coloursFor, type Environment, type Terminal } from "./terminal.ts";

const COLUMNS: readonly Column[] = [
  { title: "bucket" },
  { title: "asked", align: "right" },
  { title: "available", align: "right" },
  { title: "taken", align: "right" },
  { title: "documents", align: "right" },
  { title: "repeats", align: "right" },
  { title: "short", align: "right" },
  { title: "of mix", align: "right" },
];

const NONE = "–";

function bucketRow(bucket: BucketPlan, mix: MixPlan, colours: Colours): readonly string[] {
  const { shortfall, shortfallUnit } = bucket;
  const short = shortfallUnit === "tokens" ? tokens(shortfall) : many(shortfall, "document");
  return [
    printable(bucket.name),
    bucket.askedTokens === null ? NONE : tokens(bucket.askedTokens),
    tokens(bucket.availableTokens),
    tokens(bucket.tokens),
    count(bucket.documents),
    bucket.repeats > 1 ? bucket.repeats.toFixed(1) : NONE,
    shortfall > 0 ? colours.yellow(short) : NONE,
    share(bucket.tokens, mix.tokens),
  ];
}

/** The table of one mix: what was asked of each bucket and what it gave. */
export function mixTable({ plan, shards }: MixOutcome, colours: Colours): string {
  const asked = plan.budget === null ? "" : ` of ${tokens(plan.budget)} asked`;
  const files = shards.length > 0 ? `, ${many(shards.length, "shard")}` : "";
  const title = `${colours.bold(plan.mix)}  ${tokens(plan.tokens)} tokens${asked}, ${many(plan.documents, "document")}${files}\n`;
  const rows = plan.buckets.map((bucket) => bucketRow(bucket, plan, colours));
  const notes = plan.warnings.map((warning) => `  ${colours.yellow("!")} ${printable(warning)}\n`);
  return title + table(COLUMNS, rows, colours) + notes.join("");
}

/** Prints the tables of drawn mixes, and what is to be said of them. */
export function printMixes(
  mixes: readonly MixOutcome[],
  stdout: Terminal,
  environment: Environment,
  notes: readonly string[] = [],
): void {
  const colours = coloursFor(stdout, environment);
  const said = notes.map((note) => `${colours.yellow("!")} ${printable(note)}\n`).join("");
  stdout.write([...mixes.map((mix) => mixTable(mix, colours)), ...(said === "" ? [] : [said])].join("\n"));
}

/** What `kijil mix --json` prints: every mix with its buckets; shards are counted, 0 where nothing was written. */
export function mixesJson(mixes: readonly MixOutcome[]): object {
  const entries = mixes.map(({ plan, shards }) => {
    const { mix, budget, documents, tokens, buckets } = plan;
    return [mix, { documents, tokens, shards: shards.length, budget, buckets, warnings: plan.warnings }] as const;
  });
  return { format: "kijil-mix/1", mixes: Object.fromEntries(entries) };
}
