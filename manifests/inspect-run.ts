import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { STATE_KEPT } from "../engine/lineage.ts";
import type { RuleCount } from "../engine/lint.ts";
import { type LineageReader, openLineageReader } from "./lineage-read.ts";
import { MANIFEST_FILE, type Manifest, readManifest } from "./manifest.ts";

/** One stage's line in the funnel. */
export interface FunnelStage {
  readonly stage: string;
  readonly entered: number;
  readonly removed: number;
  readonly edited: number;
  readonly left: number;
}

/** What was read from a source and what became of it; `languages` counts kept documents. */
export interface SourceSummary {
  readonly source: string;
  readonly read: number;
  readonly kept: number;
  readonly removed: number;
  readonly quarantined: number;
  readonly keptShare: number;
  /** UTF-8 bytes of kept text. */
  readonly keptBytes: number;
  readonly tokens: number;
  readonly languages: Readonly<Record<string, number>>;
}

export interface ReasonSummary {
  readonly stage: string;
  readonly reason: string;
  readonly action: "drop" | "edit";
  readonly threshold: number | null;
  readonly documents: number;
}

/** A run in numbers, out of its lineage. */
export interface RunSummary {
  readonly kind: "run";
  readonly name: string;
  readonly plan: string;
  readonly tool: string;
  /** False while the run goes on or where it was broken off. */
  readonly finished: boolean;
  readonly documents: { readonly read: number; readonly kept: number; readonly removed: number; readonly quarantined: number };
  readonly tokens: number;
  readonly keptBytes: number;
  readonly sources: readonly SourceSummary[];
  readonly funnel: readonly FunnelStage[];
  readonly reasons: readonly ReasonSummary[];
  /** Files whose rest could not be read. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
  readonly mixes: readonly Pick<Manifest, "mix" | "totals">[];
}

interface KeptSignals {
  tokens: number;
  readonly languages: Record<string, number>;
}

/** Tokens and languages of kept documents by source, added up over packed columns. */
function keptSignals(reader: LineageReader): ReadonlyMap<string, KeptSignals> {
  const bySource = new Map<string, KeptSignals>();
  for (const { part, source } of reader.parts()) {
    const sums = bySource.get(source) ?? { tokens: 0, languages: {} };
    bySource.set(source, sums);
    const tokens = reader.attribute(part, "tokens")?.values;
    const language = reader.attribute(part, "lang");
    for (const [row, state] of reader.states(part).entries()) {
      if (state !== STATE_KEPT) continue;
      sums.tokens += tokens?.[row] || 0;
      const label = language?.labels[language.values[row] as number] ?? "unknown";
      sums.languages[label] = (sums.languages[label] ?? 0) + 1;
    }
  }
  return bySource;
}

function mixesOf(folder: string): RunSummary["mixes"] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, MANIFEST_FILE)))
    .map(({ name }) => readManifest(join(folder, name)))
    .map(({ mix, totals }) => ({ mix, totals }))
    .sort((a, b) => (a.mix < b.mix ? -1 : 1));
}

/** How many documents each rule of a run met, and how many came to its stage, out of its lineage. */
export function readRuleCounts(lineage: string): readonly RuleCount[] {
  const reader = openLineageReader(lineage);
  try {
    return reader.database
      .prepare(
        `SELECT r.stage, r.reason, f.entered, coalesce(b.documents, 0) AS met FROM reasons r
           JOIN funnel f ON f.stage = r.stage LEFT JOIN by_reason b ON b.stage = r.stage AND b.reason = r.reason
         ORDER BY r.reason_index`,
      )
      .all() as RuleCount[];
  } finally {
    reader.close();
  }
}

/** Sums up a run out of its folder; the run may be unfinished. */
export function inspectRun(folder: string): RunSummary {
  const reader = openLineageReader(join(folder, "lineage.db"));
  try {
    const { database } = reader;
    const run = database.prepare("SELECT name, plan, tool, finished_ms FROM runs ORDER BY run DESC LIMIT 1").get() as
      | { name: string; plan: string; tool: string; finished_ms: number | null }
      | undefined;
    const signals = keptSignals(reader);
    const counted = database
      .prepare(
        `SELECT source, "read", kept, removed, quarantined, kept_share AS keptShare, kept_bytes AS keptBytes FROM by_source`,
      )
      .all() as Omit<SourceSummary, "tokens" | "languages">[];
    const sources = counted.map((source) => ({ ...source, ...(signals.get(source.source) ?? { tokens: 0, languages: {} }) }));
    const sum = (count: "read" | "kept" | "removed" | "quarantined" | "tokens" | "keptBytes") =>
      sources.reduce((total, source) => total + source[count], 0);
    return {
      kind: "run",
      name: run?.name ?? "",
      plan: run?.plan ?? "",
      tool: run?.tool ?? "",
      finished: typeof run?.finished_ms === "number",
      documents: { read: sum("read"), kept: sum("kept"), removed: sum("removed"), quarantined: sum("quarantined") },
      tokens: sum("tokens"),
      keptBytes: sum("keptBytes"),
      sources,
      funnel: database.prepare(`SELECT stage, entered, removed, edited, "left" FROM funnel`).all() as FunnelStage[],
      reasons: database.prepare("SELECT stage, reason, action, threshold, documents FROM by_reason").all() as ReasonSummary[],
      unreadable: database.prepare("SELECT file, reason FROM unreadable ORDER BY part, file").all() as RunSummary["unreadable"],
      mixes: mixesOf(folder),
    };
  } finally {
    reader.close();
  }
}
