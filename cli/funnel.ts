import type { Curated } from "../engine/curate.ts";
import type { RuleCount } from "../engine/lint.ts";
import { addTallies, type PassTally } from "../engine/part-report.ts";
import type { Plan } from "../engine/plan.ts";

/** What one stage did to the documents that came to it. */
export interface FunnelStage {
  readonly stage: string;
  readonly entered: number;
  readonly removed: number;
  /** Edits: a document that a stage changes for two reasons counts twice. */
  readonly edited: number;
  readonly left: number;
  /** Reasons that were met, in the order of their declaration. */
  readonly reasons: readonly { readonly reason: string; readonly kind: "drop" | "edit"; readonly documents: number }[];
}

/** What became of all records read: read = quarantined + what the stages removed + kept. */
export interface Funnel {
  readonly read: number;
  readonly quarantined: number;
  readonly kept: number;
  readonly stages: readonly FunnelStage[];
}

/** What became of the records of one source. */
export interface SourceLine {
  readonly source: string;
  readonly read: number;
  readonly quarantined: number;
  readonly kept: number;
  /** Bytes and tokens of the text that was kept. */
  readonly textBytes: number;
  readonly tokens: number;
}

/** Follows the documents of a run from stage to stage. */
export function funnelOf(plan: Plan, { passes }: Curated): Funnel {
  const first = passes[0] as PassTally;
  const all = addTallies(passes, plan.reasons.length);
  let left = first.entered - first.quarantined;
  const stages = plan.stages.map(({ name }, stageIndex): FunnelStage => {
    const own = plan.reasons.filter((reason) => reason.stageIndex === stageIndex);
    const reasons = own.map(({ index, reason, kind }) => {
      const documents = (kind === "drop" ? all.removed[index] : all.edited[index]) ?? 0;
      return { reason, kind, documents };
    });
    const sum = (kind: "drop" | "edit") =>
      reasons.filter((reason) => reason.kind === kind).reduce((total, { documents }) => total + documents, 0);
    const entered = left;
    left -= sum("drop");
    return {
      stage: name,
      entered,
      removed: sum("drop"),
      edited: sum("edit"),
      left,
      reasons: reasons.filter(({ documents }) => documents > 0),
    };
  });
  return { read: first.entered, quarantined: first.quarantined, kept: (passes.at(-1) as PassTally).kept, stages };
}

/** What each source gave, in the order of the config. */
export function sourceLines(plan: Plan, { parts, read }: Curated): readonly SourceLine[] {
  return plan.sources.map(({ name }) => {
    const first = read.get(name);
    const kept = addTallies(
      parts.filter(({ source }) => source === name).map(({ tally }) => tally),
      plan.reasons.length,
    );
    return {
      source: name,
      read: first?.entered ?? 0,
      quarantined: first?.quarantined ?? 0,
      kept: kept.kept,
      textBytes: kept.textBytes,
      tokens: kept.tokens,
    };
  });
}

/** How many documents each rule met, and how many came to its stage. */
export function ruleCounts(plan: Plan, curated: Curated): readonly RuleCount[] {
  const { stages } = funnelOf(plan, curated);
  return plan.reasons.map(({ stageIndex, stage, reason }) => {
    const line = stages[stageIndex] as FunnelStage;
    return { stage, reason, entered: line.entered, met: line.reasons.find((each) => each.reason === reason)?.documents ?? 0 };
  });
}
