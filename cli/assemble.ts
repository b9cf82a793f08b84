import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { canonicalJson } from "../engine/canonical-json.ts";
import { type Curated, type CurateEvent, curate } from "../engine/curate.ts";
import type { Executor } from "../engine/executors/executor.ts";
import { inProcessExecutor, threadExecutor } from "../engine/executors/local.ts";
import { writeFileAside } from "../engine/files.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { type Layout, layoutOf } from "../engine/layout.ts";
import type { LineageRecorder, RunHeader } from "../engine/lineage.ts";
import { compilePlan, type Plan } from "../engine/plan.ts";
import { assertConserved, outcomesBySource } from "../manifests/conservation.ts";
import { openLineage } from "../manifests/lineage-db.ts";
import { lockRun } from "../manifests/lock.ts";
import { writeQuarantine } from "../manifests/quarantine.ts";
import { parseSetting } from "../stages/mix/setting.ts";
import { type ConfigOrigin, type LoadedConfig, loadConfig } from "./load-config.ts";
import { drawFromPool, writeMixes } from "./mixing.ts";
import type { BadSource, MixOutcome, RunOutcome } from "./outcome.ts";
import { packageRoot } from "./package-root.ts";
import { makePerformer } from "./performer.ts";
import { makePoolIndex, readPoolIndex, writePoolIndex } from "./pool-index.ts";
import { tokenizerOf } from "./tokenizer-of.ts";
import { toolVersion } from "./version.ts";

/** What a command asks of the line. */
export interface RunRequest {
  readonly origin: ConfigOrigin;
  readonly workers: number | undefined;
  readonly limit: number;
  readonly fresh: boolean;
  readonly signal: AbortSignal;
  onEvent(event: CurateEvent): void;
}

/** Runs the whole line: files to pool, pool to shards, and the record of both. */
export async function runPipeline(request: RunRequest): Promise<RunOutcome> {
  const startedMs = Date.now();
  const loaded = await loadConfig(request.origin);
  const plan = compilePlan(loaded.config);
  const layout = layoutOf(loaded.output);
  mkdirSync(layout.work, { recursive: true });
  const release = lockRun(layout.root);
  try {
    if (request.fresh) clear(layout, plan);
    writeFileAside(
      layout.plan,
      `${canonicalJson({ origin: request.origin, fingerprint: plan.fingerprint, plan: plan.description })}\n`,
    );
    return await withTools(request, loaded, plan, layout, async (executor, recorder) => {
      const curated = await curatePart(request, plan, layout, executor, recorder, startedMs);
      const badSources = findBadSources(plan, curated);
      const unreadable = curated.parts.flatMap(({ part, unreadable: reason }) =>
        reason === null ? [] : [{ file: part.file.name, reason }],
      );
      const index = makePoolIndex(plan, curated);
      const kernels = loadKernels();
      writeQuarantine(layout, curated, kernels);
      const refused = badSources.length > 0 || unreadable.length > 0;
      const mixes = refused
        ? []
        : await writeMixes({
            plan,
            index,
            layout,
            executor,
            recorder,
            kernels,
            settings: settingsOf(request.origin),
            onEvent: request.onEvent,
          });
      writePoolIndex(layout, index);
      removeUnused(layout, plan, curated);
      recorder.end({ finishedMs: Date.now(), exit: refused ? 3 : 0 });
      const seconds = (Date.now() - startedMs) / 1000;
      return { plan, layout, curated, mixes, badSources, unreadable, tokenizer: tokenizerOf(plan), seconds };
    });
  } finally {
    release();
  }
}

/** What `kijil mix` has to tell. */
export interface MixingOutcome {
  readonly plan: Plan;
  readonly layout: Layout;
  readonly mixes: readonly MixOutcome[];
}

/** Draws the mixes of a finished run again; writes nothing when `dryRun`. */
export async function mixPipeline(request: RunRequest, dryRun: boolean): Promise<MixingOutcome> {
  const loaded = await loadConfig(request.origin);
  const plan = compilePlan(loaded.config);
  const layout = layoutOf(loaded.output);
  const index = readPoolIndex(layout, plan);
  const kernels = loadKernels();
  if (dryRun) {
    const { drawn } = drawFromPool(plan, index, layout, kernels);
    return {
      plan,
      layout,
      mixes: Object.values(drawn.plans).map((drawnPlan) => ({ plan: drawnPlan, shards: [] })),
    };
  }
  const release = lockRun(layout.root);
  try {
    return await withTools(request, loaded, plan, layout, async (executor, recorder) => {
      recorder.begin(headerOf(request.origin, plan, Date.now(), index.inputs));
      const mixes = await writeMixes({
        plan,
        index,
        layout,
        executor,
        recorder,
        kernels,
        settings: settingsOf(request.origin),
        onEvent: request.onEvent,
      });
      recorder.end({ finishedMs: Date.now(), exit: 0 });
      return { plan, layout, mixes };
    });
  } finally {
    release();
  }
}

async function withTools<T>(
  { origin, workers, signal }: RunRequest,
  { config, output }: LoadedConfig,
  plan: Plan,
  layout: Layout,
  act: (executor: Executor, recorder: LineageRecorder) => Promise<T>,
): Promise<T> {
  const order = { origin, output, plan: plan.fingerprint };
  const count = workers ?? config.workers ?? availableParallelism();
  // Threads load compiled modules, from the sources too: Node 20 cannot run TypeScript.
  const executor =
    count === 1
      ? inProcessExecutor(await makePerformer(order), signal)
      : threadExecutor(count, { module: new URL(`file://${join(packageRoot, "dist/cli/worker.js")}`), data: order }, signal);
  const recorder = openLineage(layout.lineage);
  try {
    return await act(executor, recorder);
  } finally {
    await executor.close();
    recorder.close();
  }
}

async function curatePart(
  request: RunRequest,
  plan: Plan,
  layout: Layout,
  executor: Executor,
  recorder: LineageRecorder,
  startedMs: number,
): Promise<Curated> {
  const curated = await curate({
    plan,
    layout,
    executor,
    recorder,
    kernels: loadKernels(),
    base: request.origin.file === null ? request.origin.base : dirname(request.origin.file),
    limit: request.limit,
    onInputs: (inputs) => recorder.begin(headerOf(request.origin, plan, startedMs, inputs)),
    onEvent: request.onEvent,
  });
  const read = new Map([...curated.read].map(([source, { entered }]) => [source, entered]));
  assertConserved(read, outcomesBySource(layout.lineage), recorder.countStates());
  return curated;
}

const settingsOf = ({ settings }: ConfigOrigin) =>
  settings.map(parseSetting).map(({ path, value }) => ({ path, value: canonicalJson(value) }));

function headerOf(origin: ConfigOrigin, plan: Plan, startedMs: number, inputs: RunHeader["inputs"]): RunHeader {
  return {
    name: plan.name,
    plan: plan.fingerprint,
    seed: plan.seed,
    tool: toolVersion(),
    planJson: canonicalJson(plan.description),
    settings: settingsOf(origin),
    startedMs,
    reasons: plan.reasons,
    sources: plan.sources.map(({ name }) => name),
    inputs,
  };
}

function findBadSources(plan: Plan, { read }: Curated): readonly BadSource[] {
  return plan.sources.flatMap(({ name, maxBadShare }) => {
    const tally = read.get(name);
    if (!tally || tally.quarantined <= tally.entered * maxBadShare) return [];
    return [{ source: name, read: tally.entered, quarantined: tally.quarantined, maxBadShare }];
  });
}

/** Removes what runs wrote here before, and nothing else. */
function clear(layout: Layout, plan: Plan): void {
  const databases = ["", "-wal", "-shm"].map((suffix) => layout.lineage + suffix);
  for (const path of [layout.pool, layout.quarantine, ...databases, ...Object.keys(plan.mixes).map(layout.mix)])
    rmSync(path, { recursive: true, force: true });
  for (const entry of readdirSync(layout.work))
    if (!entry.startsWith("lock")) rmSync(join(layout.work, entry), { recursive: true, force: true });
}

/** Removes texts and reports that no part of this run uses any more. */
function removeUnused(layout: Layout, plan: Plan, { keys }: Curated): void {
  for (const [pass, used] of keys.entries()) {
    const last = pass === plan.passes.length - 1;
    const folder = dirname(layout.text(pass, last, ""));
    if (!existsSync(folder)) continue;
    const known = new Set(used);
    for (const file of readdirSync(folder)) {
      const key = /^([0-9a-f]{32})\./.exec(file)?.[1];
      if (key !== undefined && !known.has(key)) rmSync(join(folder, file), { force: true });
    }
  }
}
