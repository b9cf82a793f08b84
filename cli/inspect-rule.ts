import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConfigError } from "../engine/errors.ts";
import { inProcessExecutor } from "../engine/executors/local.ts";
import { findParts } from "../engine/inputs.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { layoutOf } from "../engine/layout.ts";
import { compilePlan } from "../engine/plan.ts";
import { replayPart } from "../engine/replay.ts";
import type { BatchJudge, DocumentStage } from "../engine/stage.ts";
import { inspectRule, type NearDocument, type RuleSummary } from "../manifests/inspect-rule.ts";
import { type ConfigOrigin, loadConfig } from "./load-config.ts";
import { makePerformer } from "./performer.ts";

/** A document near the cut as the rule got it. */
export interface RuleSample extends NearDocument {
  readonly text: string;
  /** The pieces of the text that the rule counted, in UTF-16 units; empty where it counts none. */
  readonly spans: readonly (readonly [start: number, end: number])[];
}

/** The numbers of the rule that a flag names, as `stage:reason` or `stage:reason=0.3`. */
export function ruleOf(run: string, named: string, near: number): RuleSummary {
  const lineage = join(run, "lineage.db");
  if (!existsSync(lineage))
    throw new ConfigError([`kijil inspect: --filter reads a run, and ${run} is none. Name its folder.`], "NO_RUN");
  const [name = "", limit] = named.split("=");
  if (limit !== undefined && (limit.trim() === "" || !Number.isFinite(Number(limit))))
    throw new ConfigError([`kijil inspect: --filter ${named}: the limit must be a number, got ${limit}.`], "COMMAND_LINE");
  return inspectRule(lineage, name, limit === undefined ? undefined : Number(limit), near);
}

/** Reads the documents near the cut again, out of the input of the run, through the stages before the rule. */
export async function ruleSamples(run: string, { rule, near }: RuleSummary, wanted: number): Promise<readonly RuleSample[]> {
  if (wanted === 0 || near.length === 0) return [];
  const layout = layoutOf(run, process.env["KIJIL_CACHE"]);
  const recorded = existsSync(layout.plan)
    ? (JSON.parse(readFileSync(layout.plan, "utf8")) as { readonly origin: ConfigOrigin; readonly fingerprint: string })
    : undefined;
  if (!recorded) throw cannot("its work folder is gone");
  const { config, output } = await loadConfig(recorded.origin);
  const plan = compilePlan(config);
  if (plan.fingerprint !== recorded.fingerprint) throw cannot("its config has changed since");
  const base = recorded.origin.file === null ? recorded.origin.base : dirname(recorded.origin.file);
  const executor = inProcessExecutor(makePerformer(plan, output), new AbortController().signal);
  const { parts } = await findParts(plan, base, layout.digests, executor, () => undefined);
  const kernels = loadKernels();
  const texts = new Map<string, string>();
  for (const index of new Set(near.map(({ part }) => part))) {
    const part = parts[index];
    if (!part || plan.sources[part.source]?.name !== near.find((each) => each.part === index)?.source)
      throw cannot("its input has changed since");
    const rows = new Set(near.filter((each) => each.part === index).map(({ row }) => row));
    await replayPart(plan, part, rule.stage, rows, kernels, layout.cache, (row, text) => texts.set(`${index}:${row}`, text));
  }
  const stage = plan.stages.find(({ name }) => name === rule.stage) as DocumentStage;
  const judge = await stage.open({ seed: plan.seed, kernels, cacheFolder: layout.cache });
  const spansOf = typeof judge === "function" ? undefined : (judge as BatchJudge<string>).spans;
  return near.map((each) => {
    const text = texts.get(`${each.part}:${each.row}`);
    if (text === undefined) throw cannot("its input has changed since");
    return { ...each, text, spans: spansOf?.(text, rule.reason) ?? [] };
  });
}

const cannot = (why: string) =>
  new ConfigError(
    [`kijil inspect: --sample cannot read the documents of this run again: ${why}. Leave --sample out, or run it again.`],
    "NO_SAMPLE",
  );
