import { canonicalJson } from "../engine/canonical-json.ts";
import type { Plan } from "../engine/plan.ts";

/** A source or stage as a plan describes it in words. */
export interface Described {
  readonly name: string;
  readonly version: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly [more: string]: unknown;
}

/** A plan in words, as a run leaves it in its folder. */
export interface PlanDescription {
  readonly engine: number;
  readonly seed: number;
  readonly sources: readonly Described[];
  readonly stages: readonly Described[];
}

const MOST_SHOWN = 60;

function show(value: unknown): string {
  const written = value === undefined ? "not set" : canonicalJson(value);
  return written.length > MOST_SHOWN ? `${written.slice(0, MOST_SHOWN - 1)}…` : written;
}

const same = (left: unknown, right: unknown): boolean =>
  show(left) === show(right) && canonicalJson([left ?? null]) === canonicalJson([right ?? null]);

/** What is different about a source or stage of the same name, one sentence for each thing. */
export function describeChanges(before: Described, now: Described): readonly string[] {
  const changes: string[] = [];
  if (before.version !== now.version) changes.push(`version was ${before.version}, is ${now.version}`);
  for (const option of new Set([...Object.keys(before.options), ...Object.keys(now.options)])) {
    const [old, current] = [before.options[option], now.options[option]];
    if (!same(old, current)) changes.push(`${option} was ${show(old)}, is ${show(current)}`);
  }
  for (const key of Object.keys(now)) {
    if (key === "version" || key === "options" || same(before[key], now[key])) continue;
    changes.push(`${key} was ${show(before[key])}, is ${show(now[key])}`);
  }
  return changes;
}

/** Which pass a stage belongs to: a barrier to the one that it ends. */
function passOf(stages: Plan["stages"], index: number): number {
  return stages.slice(0, index).filter(({ kind }) => kind === "barrier").length;
}

/** What changed about the stages, by position, as far as people think of it: by name. */
function stageChanges(before: readonly Described[], now: readonly Described[]): readonly string[] {
  const old = new Map(before.map((stage) => [stage.name, stage]));
  const current = new Set(now.map(({ name }) => name));
  const changes = before.filter(({ name }) => !current.has(name)).map(({ name }) => `${name} was removed`);
  for (const stage of now) {
    const was = old.get(stage.name);
    if (was === undefined) changes.push(`${stage.name} was added`);
    else changes.push(...describeChanges(was, stage).map((change) => `${stage.name}: ${change}`));
  }
  return changes.length > 0 ? changes : ["the order of the stages has changed"];
}

/** Why each pass would run again for documents that have not changed themselves; an empty list where it would not. */
export function whyPassesRun(plan: Plan, before: PlanDescription | undefined): readonly (readonly string[])[] {
  const all = (reason: string) => plan.passes.map(() => [reason]);
  if (before === undefined) return all("nothing was run here yet");
  const now = plan.description as PlanDescription;
  if (before.engine !== now.engine) return all("an earlier version of kijil wrote what is there");
  if (before.seed !== now.seed) return all(`seed was ${before.seed}, is ${now.seed}`);
  const length = Math.max(before.stages.length, now.stages.length);
  let first = 0;
  while (first < length && same(before.stages[first], now.stages[first])) first++;
  if (first === length) return plan.passes.map(() => []);
  const from = Math.min(passOf(plan.stages, first), plan.passes.length - 1);
  const changes = stageChanges(before.stages.slice(first), now.stages.slice(first));
  return plan.passes.map((_, index) => (index < from ? [] : index === from ? changes : [`pass ${index} runs again`]));
}
