import { fingerprint } from "./canonical-json.ts";
import type { PipelineConfig } from "./config.ts";
import type { Problem } from "./errors.ts";
import type { PlannedReason } from "./lineage.ts";
import type { Source } from "./source.ts";
import type { AttributeKind, AttributeSpecs, BarrierStage, DocumentStage, Stage } from "./stage.ts";

/** The document stages between two barriers, run as one loop. */
export interface PlannedPass {
  readonly index: number;
  readonly stages: readonly DocumentStage[];
  /** The barrier whose verdicts this pass begins with. */
  readonly after: BarrierStage | undefined;
  /** The barrier that this pass ends by sketching for. */
  readonly before: BarrierStage | undefined;
  /** Depends on everything that decides this pass's output for given input: all passes before it, their barriers, and its stages. */
  readonly fingerprint: string;
}

/** Attributes that a pass's report adds to those before: of the barrier it begins with, then of its stages. */
export const writtenIn = ({ after, stages }: PlannedPass): readonly [string, AttributeKind][] =>
  [after, ...stages].flatMap((stage) => (stage ? Object.entries(stage.writes) : []));

/** A config compiled: passes, numbered reasons and attributes, and the fingerprint they share. */
export interface Plan {
  readonly name: string;
  readonly seed: number;
  readonly sources: readonly Source[];
  readonly stages: readonly Stage[];
  readonly passes: readonly PlannedPass[];
  readonly reasons: readonly PlannedReason[];
  readonly attributes: AttributeSpecs;
  /** Of sources, stages and seed; mixes are not part of it, as they never make a text be read again. */
  readonly fingerprint: string;
  /** What the fingerprint stands for, in words. */
  readonly description: unknown;
  readonly partBytes: number;
  readonly memoryBytes: number;
  readonly mixes: PipelineConfig["mixes"];
}

export const DEFAULT_SEED = 20_250_226;
export const DEFAULT_PART_BYTES = 32 * 2 ** 20;
export const DEFAULT_MEMORY_BYTES = 2 ** 30;
/** Raised when the engine's own files change their meaning. */
const ENGINE_FORMAT = 2;
const MOST_EDIT_REASONS = 62;

const describeStage = ({ kind, name, version, options, reasons, edits, reads, writes, measures }: Stage) => ({
  kind,
  name,
  version,
  options,
  // Reports hold reasons by number: their words and order decide what the numbers mean.
  reasons: Object.keys(reasons),
  edits,
  reads,
  writes,
  // Lineage tells by it which recorded number a reason was decided on.
  ...(Object.keys(measures).length > 0 ? { measures } : {}),
});
const describeSource = ({ name, format, version, options }: Source) => ({ name, format, version, options });

/** Everything that decides what a source's parts give, beside the bytes of its files. */
export const sourceFingerprint = (source: Source): string => fingerprint(describeSource(source));

/** Compiles a config that {@link checkConfig} found in order. */
export function compilePlan(config: PipelineConfig): Plan {
  const seed = config.seed ?? DEFAULT_SEED;
  const stages = config.stages as readonly Stage[];
  const description = {
    engine: ENGINE_FORMAT,
    seed,
    sources: config.sources.map(describeSource),
    stages: stages.map(describeStage),
  };
  return {
    name: config.name,
    seed,
    sources: config.sources,
    stages,
    passes: cutPasses(stages, seed),
    reasons: numberReasons(stages),
    attributes: Object.assign({}, ...stages.map((stage) => stage.writes)) as AttributeSpecs,
    fingerprint: fingerprint(description),
    description,
    partBytes: config.partBytes ?? DEFAULT_PART_BYTES,
    memoryBytes: config.memoryBytes ?? DEFAULT_MEMORY_BYTES,
    mixes: config.mixes,
  };
}

function cutPasses(stages: readonly Stage[], seed: number): readonly PlannedPass[] {
  const groups: { stages: DocumentStage[]; before?: BarrierStage }[] = [{ stages: [] }];
  for (const stage of stages) {
    const last = groups.at(-1) as (typeof groups)[number];
    if (stage.kind === "document") last.stages.push(stage);
    else {
      last.before = stage;
      groups.push({ stages: [] });
    }
  }
  let chain = fingerprint({ engine: ENGINE_FORMAT, seed });
  return groups.map((group, index) => {
    const after = groups[index - 1]?.before;
    chain = fingerprint({ chain, stages: group.stages.map(describeStage), before: group.before && describeStage(group.before) });
    return { index, stages: group.stages, after, before: group.before, fingerprint: chain };
  });
}

function numberReasons(stages: readonly Stage[]): readonly PlannedReason[] {
  const reasons: PlannedReason[] = [];
  let editBit = 0;
  for (const [stageIndex, stage] of stages.entries()) {
    for (const [reason, description] of Object.entries(stage.reasons) as [string, string][]) {
      const isEdit = (stage.edits as readonly string[]).includes(reason);
      const threshold = (stage.thresholds as Readonly<Record<string, number | undefined>>)[reason] ?? null;
      reasons.push({
        index: reasons.length,
        stageIndex,
        stage: stage.name,
        reason,
        description,
        kind: isEdit ? "edit" : "drop",
        threshold,
        editBit: isEdit ? editBit++ : -1,
      });
    }
  }
  return reasons;
}

/** Finds everything wrong with a config that can be known before anything is read; an empty list means that it compiles. */
export function checkConfig(config: PipelineConfig): readonly Problem[] {
  const problems: Problem[] = [];
  const complain = (message: string) => problems.push({ message });
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(config.name ?? "")) {
    complain(`name must be letters, digits, dots, dashes and underscores, got ${JSON.stringify(config.name)}`);
  }
  if (!Array.isArray(config.sources) || config.sources.length === 0) complain("sources: none given; name at least one");
  if (!Array.isArray(config.stages)) complain("stages must be a list");
  problems.push(
    ...(config.sources ?? []).flatMap((source) => source.problems),
    ...(config.stages ?? []).flatMap((stage) => stage.problems),
  );
  for (const [key, least] of [
    ["seed", 0],
    ["workers", 1],
    ["partBytes", 1024],
    ["memoryBytes", 1 << 20],
  ] as const) {
    const value = config[key];
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= least))
      complain(`${key} must be a whole number from ${least}, got ${value}`);
  }
  const seen = new Set<string>();
  for (const { name } of config.sources ?? []) {
    if (seen.has(name)) complain(`sources: ${name} is named twice; every source needs a name of its own`);
    seen.add(name);
  }
  problems.push(...checkStages((config.stages ?? []) as readonly Stage[]));
  return problems;
}

function checkStages(stages: readonly Stage[]): readonly Problem[] {
  const problems: Problem[] = [];
  const written = new Map<string, string>();
  const names = new Set<string>();
  let edits = 0;
  for (const [index, stage] of stages.entries()) {
    if (names.has(stage.name))
      problems.push({
        message: `stages[${index}]: ${stage.name} stands in the list twice; decisions are recorded by stage name`,
      });
    names.add(stage.name);
    for (const attribute of stage.reads) {
      if (!written.has(attribute))
        problems.push({
          message: `stages[${index}] ${stage.name} reads "${attribute}", but no stage before it writes "${attribute}"`,
        });
    }
    for (const attribute of Object.keys(stage.writes)) {
      const writer = written.get(attribute);
      if (writer)
        problems.push({ message: `stages[${index}] ${stage.name} writes "${attribute}", which ${writer} writes already` });
      written.set(attribute, stage.name);
    }
    edits += stage.edits.length;
  }
  if (edits > MOST_EDIT_REASONS)
    problems.push({ message: `stages declare ${edits} edit reasons together, at most ${MOST_EDIT_REASONS} can be recorded` });
  return problems;
}
