import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
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
import { lintCounts, lintStages } from "../engine/lint.ts";
import { compilePlan, type Plan } from "../engine/plan.ts";
import { assertConserved, outcomesBySource } from "../manifests/conservation.ts";
import { openLineage } from "../manifests/lineage-db.ts";
import { lockRun } from "../manifests/lock.ts";
import { MANIFEST_FILE, MANIFEST_FORMAT } from "../manifests/manifest.ts";
import { writeQuarantine } from "../manifests/quarantine.ts";
import { parseSetting } from "../stages/mix/setting.ts";
import { ruleCounts } from "./funnel.ts";
import { type ConfigOrigin, type LoadedConfig, loadConfig } from "./load-config.ts";
import { drawFromPool, writeMixes } from "./mixing.ts";
import { idNotes, notesOf } from "./notes.ts";
import type { BadSource, MixOutcome, RunOutcome } from "./outcome.ts";
import { packageRoot } from "./package-root.ts";
import { makePerformer } from "./performer.ts";
import { makePoolIndex, readPoolIndex, writePoolIndex } from "./pool-index.ts";
import { type NamedTokenizer, recordCounts, recountPool, tokenizerSettings } from "./recount-pool.ts";
import { receiveStandardInput, removeOldInput } from "./standard-input.ts";
import { slowTokenizer, tokenizerOf } from "./tokenizer-of.ts";
import { toolVersion } from "./version.ts";

/** What a command asks of the line. */
export interface RunRequest {
  readonly origin: ConfigOrigin;
  readonly workers: number | undefined;
  readonly limit: number;
  readonly fresh: boolean;
  readonly signal: AbortSignal;
  /** Read where a source says so. */
  readonly standardInput?: NodeJS.ReadableStream;
  onEvent(event: CurateEvent): void;
}

/** Runs the whole line: files to pool, pool to shards, and the record of both. */
export async function runPipeline(asked: RunRequest): Promise<RunOutcome> {
  const startedMs = Date.now();
  const { standardInput: stream } = asked;
  const loaded = await loadConfig(asked.origin, {
    files: true,
    ...(stream === undefined ? {} : { receive: (output: string) => receiveStandardInput(output, stream) }),
  });
  const { standardInput } = loaded;
  const request = standardInput === undefined ? asked : { ...asked, origin: { ...asked.origin, standardInput } };
  const plan = compilePlan(loaded.config);
  const layout = layoutOf(loaded.output);
  mkdirSync(layout.work, { recursive: true });
  const release = lockRun(layout.root);
  try {
    // No pool until this run has finished: a mix must not be drawn from one that is being changed.
    rmSync(layout.poolIndex, { force: true });
    if (request.fresh) clear(layout, plan);
    const { origin } = request;
    const limit = Number.isFinite(request.limit) ? request.limit : null;
    writeFileAside(layout.plan, `${canonicalJson({ origin, limit, fingerprint: plan.fingerprint, plan: plan.description })}\n`);
    return await withTools(request, loaded, plan, layout, async (executor, recorder) => {
      const curated = await curatePart(request, plan, layout, executor, recorder, startedMs);
      return finishRun(request, plan, layout, executor, recorder, curated, loaded.notes, startedMs);
    });
  } finally {
    release();
  }
}

/** Draws from a finished pool, unless input is missing from it, and puts the folder in order. */
async function finishRun(
  request: RunRequest,
  plan: Plan,
  layout: Layout,
  executor: Executor,
  recorder: LineageRecorder,
  curated: Curated,
  notes: readonly string[],
  startedMs: number,
): Promise<RunOutcome> {
  const { origin, limit, onEvent } = request;
  const kernels = loadKernels();
  const refusals = writeQuarantine(layout, curated, kernels);
  const badSources = findBadSources(plan, curated);
  const unreadable = curated.parts.flatMap(({ source, unreadable: files }) => files.map((each) => ({ source, ...each })));
  const refused = badSources.length > 0 || unreadable.length > 0;
  const index = makePoolIndex(plan, curated, limit);
  const settings = settingsOf(origin, index.limit);
  retireMixes(layout, recorder, refused ? [] : Object.keys(plan.mixes));
  const { mixes, sharedIds } = refused
    ? { mixes: [], sharedIds: new Map<string, number>() }
    : await writeMixes({ plan, index, layout, executor, recorder, kernels, settings, onEvent });
  if (!refused) writePoolIndex(layout, index);
  removeUnused(layout, plan, curated);
  removeOldInput(layout.work, origin.standardInput);
  recorder.end({ finishedMs: Date.now(), exit: refused ? 3 : 0 });
  const seconds = (Date.now() - startedMs) / 1000;
  const tokenizer = tokenizerOf(plan, layout.cache);
  return {
    plan,
    layout,
    curated,
    mixes,
    badSources,
    unreadable,
    refusals,
    notes: [
      ...notes,
      ...notesOf(curated, limit),
      ...idNotes(sharedIds),
      ...lintStages(plan.stages),
      ...lintCounts(ruleCounts(plan, curated)),
      ...slowTokenizer(tokenizer),
    ],
    tokenizer,
    seconds,
  };
}

/** What `kijil mix` has to tell. */
export interface MixingOutcome {
  readonly plan: Plan;
  readonly layout: Layout;
  readonly mixes: readonly MixOutcome[];
  /** What a person may want to know though nothing is wrong, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Draws the mixes of a finished run again; writes no shards when `dryRun`. With a `tokenizer` of its own the pool is counted by that,
 * once: its counts stay beside the pool's own.
 */
export async function mixPipeline(request: RunRequest, dryRun: boolean, tokenizer?: NamedTokenizer): Promise<MixingOutcome> {
  const loaded = await loadConfig(request.origin);
  const plan = compilePlan(loaded.config);
  const layout = layoutOf(loaded.output);
  const kernels = loadKernels();
  if (dryRun) {
    const index = readPoolIndex(layout, plan);
    const executor = inProcessExecutor(makePerformer(plan, loaded.output), request.signal);
    const recounted = tokenizer && (await recountPool(tokenizer, index, layout, executor, request.onEvent));
    const { drawn } = drawFromPool(plan, index, layout, kernels, recounted);
    return {
      plan,
      layout,
      mixes: Object.values(drawn.plans).map((drawnPlan) => ({ plan: drawnPlan, shards: [] })),
      notes: slowTokenizer(recounted?.tokenizer ?? null),
    };
  }
  readPoolIndex(layout, plan);
  const release = lockRun(layout.root);
  try {
    const index = readPoolIndex(layout, plan);
    return await withTools(request, loaded, plan, layout, async (executor, recorder) => {
      const set = settingsOf(request.origin, index.limit);
      const recounted = tokenizer && (await recountPool(tokenizer, index, layout, executor, request.onEvent));
      const settings = recounted ? [...set, ...tokenizerSettings(recounted)] : set;
      recorder.begin(headerOf(settings, plan, Date.now(), index.inputs));
      if (recounted) recordCounts(recounted, index, recorder, kernels);
      const { onEvent } = request;
      const tools = { layout, executor, recorder, kernels, onEvent };
      const { mixes } = await writeMixes({ plan, index, settings, ...tools, ...(recounted ? { recounted } : {}) });
      recorder.end({ finishedMs: Date.now(), exit: 0 });
      return { plan, layout, mixes, notes: slowTokenizer(recounted?.tokenizer ?? null) };
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
      ? inProcessExecutor(makePerformer(plan, output), signal)
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
    base: baseOf(request.origin),
    limit: request.limit,
    onInputs: (inputs) => recorder.begin(headerOf(settingsOf(request.origin, request.limit), plan, startedMs, inputs)),
    onEvent: request.onEvent,
  });
  const read = new Map([...curated.read].map(([source, { entered }]) => [source, entered]));
  const pooled = new Map<string, number>();
  for (const { source, tally } of curated.parts) pooled.set(source, (pooled.get(source) ?? 0) + tally.kept);
  assertConserved(read, pooled, outcomesBySource(layout.lineage), recorder.countStates());
  return curated;
}

const baseOf = ({ file, base }: ConfigOrigin): string => (file === null ? base : dirname(file));

/** What the command line set, a limit too: it decides the output like any other setting. */
function settingsOf({ settings }: ConfigOrigin, limit: number | null): RunHeader["settings"] {
  const set = settings.map(parseSetting).map(({ path, value }) => ({ path, value: canonicalJson(value) }));
  return limit !== null && Number.isFinite(limit) ? [...set, { path: "limit", value: String(limit) }] : set;
}

function headerOf(settings: RunHeader["settings"], plan: Plan, startedMs: number, inputs: RunHeader["inputs"]): RunHeader {
  return {
    name: plan.name,
    plan: plan.fingerprint,
    seed: plan.seed,
    tool: toolVersion(),
    planJson: canonicalJson(plan.description),
    settings,
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
    if (!entry.startsWith("lock") && !entry.startsWith("stdin-"))
      rmSync(join(layout.work, entry), { recursive: true, force: true });
}

/** Takes back mixes that this run does not draw: their manifests would vouch for documents that may have changed. */
function retireMixes(layout: Layout, recorder: LineageRecorder, drawn: readonly string[]): void {
  recorder.keepMixes(drawn);
  for (const { name } of readdirSync(layout.root, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    if (!drawn.includes(name) && holdsMix(layout.mix(name))) rmSync(join(layout.mix(name), MANIFEST_FILE));
  }
}

function holdsMix(folder: string): boolean {
  const manifest = join(folder, MANIFEST_FILE);
  return existsSync(manifest) && readFileSync(manifest, "utf8").includes(MANIFEST_FORMAT);
}

/** Removes texts and reports that no part of this run uses any more. */
function removeUnused(layout: Layout, plan: Plan, { keys }: Curated): void {
  const used = new Set(keys.flat());
  const folders = readdirSync(layout.work).filter((entry) => /^pass-\d+$/.test(entry));
  for (const folder of [layout.pool, ...folders.map((entry) => join(layout.work, entry))]) {
    for (const file of readdirSync(folder)) {
      const key = /^([0-9a-f]{32})\./.exec(file)?.[1];
      if (key !== undefined && !used.has(key)) rmSync(join(folder, file), { force: true });
    }
  }
  for (const file of readdirSync(layout.work)) {
    const pass = /^verdicts-(\d+)\.segments$/.exec(file)?.[1];
    if (pass !== undefined && Number(pass) >= plan.passes.length - 1) rmSync(join(layout.work, file), { force: true });
  }
}
