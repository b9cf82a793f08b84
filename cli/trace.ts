import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ConfigError } from "../engine/errors.ts";
import { type Trace, type TracedTwin, trace } from "../manifests/trace.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { bytes, count, measure } from "./format.ts";
import { type Column, printable, table } from "./table.ts";
import { type Colours, coloursFor } from "./terminal.ts";

/** `kijil trace`: the life of one document. */
export const command: Command<"trace"> = async ({ positionals, flags, stdout, environment, folder }) => {
  const [name] = positionals as readonly [string];
  const run = resolve(folder, flags.run ?? ".");
  const lineage = join(run, "lineage.db");
  if (!existsSync(lineage))
    throw new ConfigError([`kijil trace: ${run} is not the folder of a run. Name one with --run DIR.`], "NO_RUN");
  const traces = trace(lineage, name);
  const [first, ...more] = traces;
  if (first === undefined) {
    throw new ConfigError(
      [
        `kijil trace: no document of ${run} has the id or url ${printable(name)}. Ids are those of the input, or source/file@row.`,
      ],
      "NO_DOCUMENT",
    );
  }
  if (flags.json) stdout.write(`${JSON.stringify({ ...first, ...(more.length > 0 ? { also: more } : {}) })}\n`);
  else stdout.write(traces.map((each) => describe(each, coloursFor(stdout, environment))).join("\n"));
  return EXIT.done;
};

const DECISIONS: readonly Column[] = [
  { title: "stage" },
  { title: "did" },
  { title: "reason" },
  { title: "value", align: "right" },
  { title: "threshold", align: "right" },
  { title: "which means" },
];

const nameOf = ({ id, source, document }: Pick<TracedTwin, "id" | "source" | "document">): string =>
  printable(id ?? `document ${document} of ${source}`);

function describe({ document, decisions, twinChain, shards }: Trace, colours: Colours): string {
  const { outcome, reason, url, source, file, offset, part, row, textBytes, attributes } = document;
  const colour = outcome === "kept" ? colours.green : outcome === "removed" ? colours.yellow : colours.red;
  const facts: (readonly [string, string])[] = [
    ["from", `${source}: ${file}, byte ${count(offset)} (part ${part}, row ${row})`],
    ...(url === null ? [] : [["url", url] as const]),
    ...(reason === null ? [] : [["because", reason] as const]),
    ["text", bytes(textBytes)],
    ...Object.entries(attributes).map(([name, value]) => [name, typeof value === "number" ? measure(value) : value] as const),
    ...twinChain.map((twin) => ["stands for it", `${nameOf(twin)}, ${twin.outcome}`] as const),
    ...shards.map(
      ({ mix, shard, row: at, bucket, copy }) =>
        [mix, `${shard}, row ${count(at)}, bucket ${bucket}${copy > 0 ? `, copy ${copy + 1}` : ""}`] as const,
    ),
    ...(outcome === "kept" && shards.length === 0 ? [["shards", "in none: no mix drew it"] as const] : []),
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `  ${colours.dim(printable(name).padEnd(width))}  ${printable(value)}\n`);
  const head = `${colours.bold(nameOf(document))}  ${colour(outcome)}\n`;
  return head + lines.join("") + (decisions.length > 0 ? `\n${decisionTable(decisions, colours)}` : "");
}

function decisionTable(decisions: Trace["decisions"], colours: Colours): string {
  const rows = decisions.map(({ stage, action, reason, value, threshold, description }) => [
    printable(stage),
    action,
    printable(reason),
    value === null ? "" : measure(value),
    threshold === null ? "" : measure(threshold),
    printable(description),
  ]);
  return table(DECISIONS, rows, colours);
}
