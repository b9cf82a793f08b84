import type { CurateEvent } from "../engine/curate.ts";
import type { Executor } from "../engine/executors/executor.ts";
import type { Kernels } from "../engine/kernels/kernels.ts";
import type { Layout } from "../engine/layout.ts";
import type { LineageRecorder } from "../engine/lineage.ts";
import type { MixRecipe, Selection, Shard } from "../engine/mix.ts";
import type { Plan } from "../engine/plan.ts";
import { buildManifest, writeManifest } from "../manifests/manifest.ts";
import { type DrawnMixes, drawMixes } from "../stages/mix/draw.ts";
import { loadPool } from "../stages/mix/load-pool.ts";
import type { PoolColumns } from "../stages/mix/pool-columns.ts";
import { sharedKeys } from "../stages/mix/shared-keys.ts";
import { countShards } from "../stages/write/count-shards.ts";
import { writeMix } from "../stages/write/write-mix.ts";
import type { MixOutcome } from "./outcome.ts";
import type { PoolIndex } from "./pool-index.ts";
import type { Recounted } from "./recount-pool.ts";
import { tokenizerOf } from "./tokenizer-of.ts";
import { toolVersion } from "./version.ts";

/** Draws a plan's mixes out of a pool; reads numbers only. */
export function drawFromPool(
  plan: Plan,
  index: PoolIndex,
  layout: Layout,
  kernels: Kernels,
  recounted?: Recounted,
): { readonly pool: PoolColumns; readonly drawn: DrawnMixes } {
  const parts = index.parts.map(({ key, part, source, documents }) => ({
    report: layout.report(0, true, key),
    part,
    source,
    kept: documents,
    ...(recounted ? { counts: recounted.fileOf(key) } : {}),
  }));
  const pool = loadPool(parts, index.sources, index.attributes, attributesAsked(plan), kernels);
  return { pool, drawn: drawMixes(plan.mixes, pool, plan.seed) };
}

/** The attributes that queries, orders and shard counts look at. */
function attributesAsked(plan: Plan): readonly string[] {
  const asked = new Set<string>("lang" in plan.attributes ? ["lang"] : []);
  for (const { buckets } of Object.values(plan.mixes)) {
    for (const { where, bestBy } of buckets) {
      for (const name of Object.keys(where.attributes ?? {})) asked.add(name);
      if (bestBy !== undefined) asked.add(bestBy);
    }
  }
  return [...asked];
}

export interface MixingRequest {
  readonly plan: Plan;
  readonly index: PoolIndex;
  readonly layout: Layout;
  readonly executor: Executor;
  readonly recorder: LineageRecorder;
  readonly kernels: Kernels;
  /** Counts to draw by and to write, where they are not the pool's own. */
  readonly recounted?: Recounted;
  readonly settings: readonly { readonly path: string; readonly value: string }[];
  onEvent(event: CurateEvent): void;
}

/** The mixes that were written. */
export interface WrittenMixes {
  readonly mixes: readonly MixOutcome[];
  /** Documents by source that bear the id of another one. */
  readonly sharedIds: ReadonlyMap<string, number>;
}

/** Draws and writes every mix with its manifest, and records where each document went. */
export async function writeMixes(request: MixingRequest): Promise<WrittenMixes> {
  const { plan, index, layout, kernels, recounted } = request;
  const { pool, drawn } = drawFromPool(plan, index, layout, kernels, recounted);
  const outcomes: MixOutcome[] = [];
  for (const [mix, recipe] of Object.entries(plan.mixes)) {
    const mixPlan = drawn.plans[mix] as MixOutcome["plan"];
    const selection = drawn.selections[mix] as Selection;
    const shards = await writeOneMix(request, mix, recipe, selection, pool);
    writeManifest(
      layout.mix(mix),
      buildManifest({
        mix,
        plan: plan.fingerprint,
        tool: toolVersion(),
        seed: plan.seed,
        tokenizer: recounted ? { ...recounted.tokenizer, attribute: recounted.attribute } : tokenizerOf(plan, layout.cache),
        settings: request.settings,
        recipe,
        drawn: mixPlan,
        shards,
        inputs: index.inputs,
      }),
    );
    request.recorder.mix({ recipe, plan: mixPlan, selection, shards });
    outcomes.push({ plan: mixPlan, shards });
  }
  return { mixes: outcomes, sharedIds: sharedKeys(pool) };
}

async function writeOneMix(
  request: MixingRequest,
  mix: string,
  recipe: MixRecipe,
  selection: Selection,
  pool: PoolColumns,
): Promise<readonly Shard[]> {
  const { plan, index, layout, executor, kernels, recounted, onEvent } = request;
  const attributes = [...Object.keys(plan.attributes), ...(recounted ? [recounted.attribute] : [])];
  const step = { name: "mix", mix } as const;
  const files = index.parts.map(
    ({ part, key, source, textBytes }) =>
      [
        part,
        {
          text: layout.text(0, true, key),
          source: index.sources[source] as string,
          key,
          bytes: textBytes,
          ...(recounted ? { counts: { path: recounted.fileOf(key), attribute: recounted.attribute } } : {}),
        },
      ] as const,
  );
  onEvent({
    kind: "begin",
    step,
    parts: Math.max(0, selection.shardStart.length - 1),
    reused: 0,
    bytes: 0,
    documents: selection.documents,
  });
  const shards = await writeMix({
    selection,
    counts: countShards(
      selection,
      pool,
      recipe.buckets.map(({ name }) => name),
    ),
    shape: { attributes: recipe.attributes ?? attributes, metadata: recipe.metadata ?? true },
    pool: new Map(files),
    folder: layout.mix(mix),
    work: layout.mixWork(mix),
    executor,
    kernels,
    onProgress: (bytes, documents) => onEvent({ kind: "progress", bytes, documents }),
  });
  onEvent({ kind: "end", step });
  return shards;
}
