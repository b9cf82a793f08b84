import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TokenizerDescription } from "../classifiers/tokenizer.ts";
import { canonicalJson } from "../engine/canonical-json.ts";
import type { Layout } from "../engine/layout.ts";
import { lintCounts, lintStages } from "../engine/lint.ts";
import type { Plan } from "../engine/plan.ts";
import type { Source } from "../engine/source.ts";
import { readRuleCounts } from "../manifests/inspect-run.ts";
import { MANIFEST_FILE, readManifest } from "../manifests/manifest.ts";
import { describeChanges, type PlanDescription, whyPassesRun } from "./plan-changes.ts";
import type { PoolIndex } from "./pool-index.ts";
import { slowTokenizer, tokenizerOf } from "./tokenizer-of.ts";

/** One pass, and why it would run again; `again` is empty where the work of an earlier run is taken over. */
export interface PassReport {
  readonly fingerprint: string;
  readonly stages: readonly {
    readonly name: string;
    readonly version: number;
    readonly options: Readonly<Record<string, unknown>>;
  }[];
  /** The barrier that ends the pass, or null after the last. */
  readonly barrier: string | null;
  readonly again: readonly string[];
}

/** One source, and why some or all of it would be read again. */
export interface SourceReport {
  readonly source: string;
  readonly format: string;
  readonly files: number;
  readonly bytes: number;
  readonly again: readonly string[];
}

/** One mix, and why it would be drawn again. */
export interface MixReport {
  readonly mix: string;
  readonly again: readonly string[];
}

/** A plan beside what earlier runs left in its folder. */
export interface PlanReport {
  readonly name: string;
  readonly fingerprint: string;
  readonly seed: number;
  readonly output: string;
  /** Of the last run in this folder. */
  readonly state: "none" | "finished" | "unfinished";
  readonly passes: readonly PassReport[];
  readonly sources: readonly SourceReport[];
  readonly mixes: readonly MixReport[];
  /** What tokens are counted with; null where nothing counts. */
  readonly tokenizer: TokenizerDescription | null;
  /** What can be run and is hardly meant, a sentence each. */
  readonly warnings: readonly string[];
}

const readJson = <T>(path: string): T | undefined =>
  existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as T) : undefined;

/** Compares a plan with what lies in its output folder; lists files, but reads no document. */
export async function reportPlan(plan: Plan, layout: Layout, base: string): Promise<PlanReport> {
  const before = readJson<{ readonly fingerprint: string; readonly plan: PlanDescription }>(layout.plan);
  const pool = readJson<PoolIndex>(layout.poolIndex);
  const why = whyPassesRun(plan, before?.plan);
  const passes = plan.passes.map(({ fingerprint, stages, before: barrier }, index): PassReport => {
    const own = stages.map(({ name, version, options }) => ({ name, version, options }));
    return { fingerprint, stages: own, barrier: barrier?.name ?? null, again: why[index] ?? [] };
  });
  const sources: SourceReport[] = [];
  for (const source of plan.sources)
    sources.push(await reportSource(source, base, before?.plan, pool, readJson(layout.digests) ?? {}));
  const changed = passes.some(({ again }) => again.length > 0) || sources.some(({ again }) => again.length > 0);
  const state = before === undefined ? "none" : pool?.plan === before.fingerprint ? "finished" : "unfinished";
  const tokenizer = tokenizerOf(plan, layout.cache);
  return {
    name: plan.name,
    fingerprint: plan.fingerprint,
    seed: plan.seed,
    output: layout.root,
    state,
    passes,
    sources,
    mixes: Object.keys(plan.mixes).map((mix) => reportMix(mix, plan, layout, changed || state !== "finished")),
    tokenizer,
    warnings: [
      ...slowTokenizer(tokenizer),
      ...lintStages(plan.stages),
      ...(state === "finished" && !changed && existsSync(layout.lineage) ? lintCounts(readRuleCounts(layout.lineage)) : []),
    ],
  };
}

type Digests = Readonly<Record<string, { readonly bytes: number; readonly modifiedMs: number }>>;

async function reportSource(
  source: Source,
  base: string,
  before: PlanDescription | undefined,
  pool: PoolIndex | undefined,
  digests: Digests,
): Promise<SourceReport> {
  const { name, format } = source;
  const files = await source.list(base);
  const again: string[] = [];
  const described = before?.sources.find((each) => each.name === name);
  if (described === undefined) again.push("it is new");
  else again.push(...describeChanges({ ...described }, { name, format, version: source.version, options: source.options }));
  const known = new Set(pool?.inputs.filter((input) => input.source === name).map((input) => input.name));
  if (described !== undefined && pool !== undefined) {
    const added = files.filter((file) => !known.has(file.name));
    const touched = files.filter(({ path, name: file, bytes, modifiedMs }) => {
      const digest = digests[path];
      return known.has(file) && !(digest?.bytes === bytes && digest.modifiedMs === modifiedMs);
    });
    const present = new Set(files.map((file) => file.name));
    const gone = [...known].filter((file) => !present.has(file));
    again.push(...added.map((file) => `${file.name} is new`));
    again.push(...touched.map((file) => `${file.name} was touched; it is read again if its bytes have changed`));
    again.push(...gone.map((file) => `${file} is gone`));
  }
  return { source: name, format, files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0), again };
}

function reportMix(mix: string, plan: Plan, layout: Layout, poolChanges: boolean): MixReport {
  if (!existsSync(join(layout.mix(mix), MANIFEST_FILE))) return { mix, again: ["it has not been drawn yet"] };
  const drawn = readManifest(layout.mix(mix));
  const again: string[] = [];
  if (poolChanges || drawn.plan !== plan.fingerprint) again.push("the pool that it is drawn from may change");
  if (canonicalJson(drawn.recipe) !== canonicalJson(plan.mixes[mix])) again.push("its recipe has changed");
  return { mix, again };
}
