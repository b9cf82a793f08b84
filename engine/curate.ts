import { existsSync, mkdirSync } from "node:fs";
import { fingerprint } from "./canonical-json.ts";
import { IntegrityError } from "./errors.ts";
import type { Executor, ReportProgress } from "./executors/executor.ts";
import { findParts } from "./inputs.ts";
import type { Kernels } from "./kernels/kernels.ts";
import type { Layout } from "./layout.ts";
import type { LineageRecorder, RunInput } from "./lineage.ts";
import { type PartFiles, readPartRecord, readPassResult } from "./part-record.ts";
import { addTallies, type PassTally } from "./part-report.ts";
import type { PassResult, PassTask } from "./pass.ts";
import { type Plan, sourceFingerprint } from "./plan.ts";
import type { Stop, Unreadable } from "./read-part.ts";
import type { SolveTask } from "./solve.ts";
import { bytesOf, type Part } from "./source.ts";
import type { PartVerdicts, VerdictsEnd } from "./verdicts.ts";

/** What the line is doing, for whoever shows it. */
export type CurateEvent =
  | {
      readonly kind: "begin";
      readonly step: Step;
      readonly parts: number;
      readonly reused: number;
      readonly bytes: number;
      /** Documents that the step will report, where that is known. */
      readonly documents?: number;
    }
  | { readonly kind: "progress"; readonly bytes: number; readonly documents: number }
  | { readonly kind: "part"; readonly tally: PassTally }
  | { readonly kind: "end"; readonly step: Step };

/** A step that shows progress; passes count from 0. */
export interface Step {
  readonly name: "digest" | "pass" | "solve" | "mix";
  readonly pass?: number;
  /** Which mix, for `mix`. */
  readonly mix?: string;
}

export interface CurateRequest {
  readonly plan: Plan;
  readonly layout: Layout;
  readonly executor: Executor;
  readonly recorder: LineageRecorder;
  readonly kernels: Kernels;
  /** Folder that relative source patterns start from. */
  readonly base: string;
  /** Documents to read of each source at most; Infinity for all. */
  readonly limit: number;
  onInputs(inputs: readonly RunInput[], parts: readonly Part[]): void;
  onEvent(event: CurateEvent): void;
}

/** One part in the pool. */
export interface PoolPart {
  readonly part: Part;
  readonly source: string;
  readonly key: string;
  /** Records read, the quarantined too. */
  readonly records: number;
  /** Of the last pass. */
  readonly tally: PassTally;
  readonly unreadable: readonly Unreadable[];
}

export interface Curated {
  readonly parts: readonly PoolPart[];
  readonly inputs: readonly RunInput[];
  /** Tally of each pass, over all parts. */
  readonly passes: readonly PassTally[];
  /** Tally of the first pass, by source. */
  readonly read: ReadonlyMap<string, PassTally>;
  /** Keys of the files in use, by pass. */
  readonly keys: readonly (readonly string[])[];
}

interface PassState {
  readonly keys: string[];
  readonly results: PassResult[];
}

/** Runs the line from files to pool; whatever a run before it finished under the same keys is taken as it is. */
export async function curate(request: CurateRequest): Promise<Curated> {
  const { plan, layout, executor, onEvent } = request;
  mkdirSync(layout.work, { recursive: true });
  const progress: ReportProgress = (bytes, documents) => onEvent({ kind: "progress", bytes, documents });
  onEvent({ kind: "begin", step: { name: "digest" }, parts: 0, reused: 0, bytes: 0 });
  const { parts, inputs, faults } = await findParts(plan, request.base, layout.digests, executor, progress);
  onEvent({ kind: "end", step: { name: "digest" } });
  request.onInputs(inputs, parts);

  const passes: PassState[] = [];
  const verdicts: VerdictsEnd[] = [];
  const recorded = startRecording(request, parts, passes, verdicts);
  for (const pass of plan.passes) {
    const last = pass.index === plan.passes.length - 1;
    const state: PassState = { keys: [], results: [] };
    passes.push(state);
    const before = passes[pass.index - 1];
    const decided = verdicts[pass.index - 1];
    if (before && decided) {
      const tasks = parts.map((part, index): PassTask => {
        const from = { key: before.keys[index] as string, verdicts: decided.parts[index] as PartVerdicts };
        const key = fingerprint({ from: from.key, codes: from.verdicts.codeDigest, pass: pass.fingerprint });
        return { kind: "pass", pass: pass.index, part, key: shorten(key), from, limit: Number.POSITIVE_INFINITY, stops: [] };
      });
      await runPass(request, pass.index, last, tasks, state, last ? recorded : undefined, before);
    } else {
      await runFirstPass(request, last, parts, faults, state, last ? recorded : undefined);
    }
    if (pass.before) verdicts.push(await solve(request, pass.index, parts, state));
  }
  recorded.finish();
  return describe(request, parts, inputs, passes);
}

/** Keys name files: 128 bits are plenty and fit every file system. */
const shorten = (digest: string): string => digest.slice(0, 32);

async function runFirstPass(
  request: CurateRequest,
  last: boolean,
  parts: readonly Part[],
  faults: ReadonlyMap<number, string>,
  state: PassState,
  recorded?: Recording,
): Promise<void> {
  const { plan, limit } = request;
  const sources = plan.sources.map(sourceFingerprint);
  const task = (part: Part, most: number): PassTask => {
    const pass = plan.passes[0]?.fingerprint;
    const fault = faults.get(part.index);
    const stops = fault === undefined ? [] : [{ range: 0, records: 0, fault }];
    const key = fingerprint({
      source: sources[part.source],
      ranges: part.ranges.map(({ file, digest, start, end }) => [file.name, digest, start, end]),
      limit: Number.isFinite(most) ? most : null,
      pass,
      stops,
    });
    return { kind: "pass", pass: 0, part, key: shorten(key), limit: most, stops };
  };
  if (!Number.isFinite(limit))
    return runPass(
      request,
      0,
      last,
      parts.map((part) => task(part, limit)),
      state,
      recorded,
    );
  // With a limit, a part may read what its source's earlier parts left over: one part of each source at a time.
  const left = plan.sources.map(() => limit);
  const queues = plan.sources.map((_, source) => parts.filter((part) => part.source === source));
  for (let round = 0; queues.some((queue) => round < queue.length); round++) {
    const tasks = queues.flatMap((queue, source) => (queue[round] ? [task(queue[round] as Part, left[source] as number)] : []));
    await runPass(request, 0, last, tasks, state, recorded);
    for (const { part } of tasks) (left[part.source] as number) -= (state.results[part.index] as PassResult).tally.entered;
  }
}

async function runPass(
  request: CurateRequest,
  pass: number,
  last: boolean,
  tasks: readonly PassTask[],
  state: PassState,
  recorded: Recording | undefined,
  before?: PassState,
): Promise<void> {
  const { layout, kernels, executor, onEvent } = request;
  const waiting: PassTask[] = [];
  const done = (task: PassTask, result: PassResult) => {
    checkEntered(task, result, before);
    state.results[task.part.index] = result;
    onEvent({ kind: "part", tally: result.tally });
    recorded?.part(task.part.index);
  };
  const known: [PassTask, PassResult][] = [];
  for (const task of tasks) {
    state.keys[task.part.index] = task.key;
    const result = readPassResult(layout.report(pass, last, task.key), layout.text(pass, last, task.key), kernels);
    const sketched = !request.plan.passes[pass]?.before || existsSync(layout.sketches(pass, task.key));
    if (result && sketched) known.push([task, result]);
    else waiting.push(task);
  }
  const size = ({ part }: PassTask) => bytesOf(part);
  onEvent({
    kind: "begin",
    step: { name: "pass", pass },
    parts: tasks.length,
    reused: known.length,
    bytes: pass === 0 ? waiting.reduce((sum, task) => sum + size(task), 0) : 0,
  });
  for (const [task, result] of known) done(task, result);
  // The largest first, so that no worker is left alone with one at the end.
  waiting.sort((a, b) => size(b) - size(a) || a.part.index - b.part.index);
  for (let left: readonly PassTask[] = waiting; left.length > 0; ) {
    const again: PassTask[] = [];
    await executor.run<PassTask, PassResult>(
      left,
      (task, result) => {
        if (result.stopped === undefined) done(task, result);
        else again.push(upTo(task, result.stopped));
      },
      (bytes, documents) => onEvent({ kind: "progress", bytes, documents }),
    );
    for (const { part, key } of again) state.keys[part.index] = key;
    left = again;
  }
  onEvent({ kind: "end", step: { name: "pass", pass } });
}

/** The task of a part that a passing fault stopped: no further than up to it, under a name of its own. It reads fewer each time. */
function upTo(task: PassTask, stopped: Stop): PassTask {
  const before = task.stops.find(({ range }) => range === stopped.range);
  const stop = before === undefined || stopped.records < before.records ? stopped : { ...stopped, records: 0 };
  const stops = [...task.stops.filter((known) => known !== before), stop];
  return { ...task, key: shorten(fingerprint({ key: task.key, stops })), stops };
}

/** What entered a pass must be what the pass before kept, and each must have gone somewhere. */
function checkEntered({ part }: PassTask, { tally }: PassResult, before: PassState | undefined): void {
  const { entered, quarantined, kept, removed } = tally;
  const wanted = before?.results[part.index]?.tally.kept ?? entered;
  const gone = removed.reduce((sum, count) => sum + count, 0);
  if (entered === wanted && entered === quarantined + kept + gone) return;
  throw new IntegrityError(
    `${part.ranges[0]?.file.name}: got ${kept} kept + ${gone} removed + ${quarantined} quarantined of ${entered}, wanted ${wanted} in all. Report this as a bug.`,
    "COUNTS_NOT_CONSERVED",
  );
}

async function solve(request: CurateRequest, pass: number, parts: readonly Part[], state: PassState): Promise<VerdictsEnd> {
  const { executor, onEvent, plan } = request;
  const members = parts.map((part, index) => ({ key: state.keys[index] as string, part: part.index, source: part.source }));
  const key = fingerprint({ pass: plan.passes[pass]?.fingerprint, members });
  onEvent({ kind: "begin", step: { name: "solve", pass }, parts: 1, reused: 0, bytes: 0 });
  let end: VerdictsEnd | undefined;
  const task: SolveTask = { kind: "solve", pass, key, parts: members };
  await executor.run<SolveTask, VerdictsEnd>(
    [task],
    (_, result) => {
      end = result;
    },
    () => undefined,
  );
  onEvent({ kind: "end", step: { name: "solve", pass } });
  return end as VerdictsEnd;
}

interface Recording {
  part(index: number): void;
  finish(): void;
}

/** Writes a part into lineage as soon as its last pass is done, while workers go on with the next. */
function startRecording(
  request: CurateRequest,
  parts: readonly Part[],
  passes: readonly PassState[],
  verdicts: readonly VerdictsEnd[],
): Recording {
  const { plan, layout, recorder, kernels } = request;
  const known = recorder.recordedParts();
  const filesOf = (index: number): PartFiles => {
    const part = parts[index] as Part;
    const keys = passes.map(({ keys }) => keys[index] as string);
    const twins = verdicts.map((end) => end.parts[index] as PartVerdicts);
    return {
      part,
      source: plan.sources[part.source]?.name as string,
      key: fingerprint({
        keys,
        twins: twins.map(({ digest }) => digest),
        reasons: plan.reasons.map(({ stage, reason }) => `${stage}:${reason}`),
      }),
      reports: keys.map((key, pass) => layout.report(pass, pass === plan.passes.length - 1, key)),
      verdicts: twins.map((twin, pass) => ({ path: layout.verdicts(pass), part: twin })),
    };
  };
  return {
    part: (index) => {
      const files = filesOf(index);
      if (known.get(index) === files.key) return;
      recorder.part(readPartRecord(files, plan, kernels));
    },
    finish: () => recorder.forgetPartsFrom(parts.length),
  };
}

function describe(
  { plan }: CurateRequest,
  parts: readonly Part[],
  inputs: readonly RunInput[],
  passes: readonly PassState[],
): Curated {
  const reasons = plan.reasons.length;
  const last = passes.at(-1) as PassState;
  const first = passes[0] as PassState;
  const read = new Map<string, PassTally>();
  for (const [index, { name }] of plan.sources.entries()) {
    const tallies = parts.filter(({ source }) => source === index).map((part) => (first.results[part.index] as PassResult).tally);
    read.set(name, addTallies(tallies, reasons));
  }
  return {
    parts: parts.map((part, index) => ({
      part,
      source: plan.sources[part.source]?.name as string,
      key: last.keys[index] as string,
      records: (first.results[index] as PassResult).tally.entered,
      tally: (last.results[index] as PassResult).tally,
      unreadable: (first.results[index] as PassResult).unreadable,
    })),
    inputs,
    passes: passes.map(({ results }) =>
      addTallies(
        results.map(({ tally }) => tally),
        reasons,
      ),
    ),
    read,
    keys: passes.map(({ keys }) => keys),
  };
}
