import type { TokenCounter } from "../classifiers/token-counter.ts";
import { openTokenizer } from "../classifiers/tokenizer.ts";
import { ConfigError } from "../engine/errors.ts";
import type { Performer } from "../engine/executors/executor.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { layoutOf } from "../engine/layout.ts";
import { curateTasks } from "../engine/perform.ts";
import { compilePlan, type Plan } from "../engine/plan.ts";
import { type RecountTask, recount } from "../engine/token-counts.ts";
import { type GatherTask, gather } from "../stages/write/gather.ts";
import { type ScatterTask, scatter } from "../stages/write/scatter.ts";
import { type ConfigOrigin, loadConfig } from "./load-config.ts";

/** What a worker is told when it starts: by value, as functions cannot cross threads. */
export interface WorkerOrder {
  readonly origin: ConfigOrigin;
  readonly output: string;
  /** Fingerprint of the plan that the main thread compiled. */
  readonly plan: string;
}

/** Loads the config in a worker and makes it ready for tasks; a config that gives another plan here than there is refused. */
export async function loadPerformer({ origin, output, plan: wanted }: WorkerOrder): Promise<Performer> {
  const { config } = await loadConfig(origin);
  const plan = compilePlan(config);
  if (plan.fingerprint !== wanted) {
    throw new ConfigError(
      [
        `${origin.file ?? "config"}: a second loading gave plan ${plan.fingerprint.slice(0, 12)}, wanted ${wanted.slice(0, 12)}. It must not read the clock, the environment or chance`,
      ],
      "CONFIG_NOT_REPEATABLE",
    );
  }
  return makePerformer(plan, output);
}

/** Carries out every kind of task over one plan, with kernels of its own. */
export function makePerformer(plan: Plan, output: string): Performer {
  const kernels = loadKernels();
  const cacheFolder = process.env["KIJIL_CACHE"];
  const counters = new Map<string, Promise<TokenCounter>>();
  const performers: Readonly<Record<string, Performer>> = {
    ...curateTasks(plan, layoutOf(output, cacheFolder), kernels),
    scatter: async (task, onProgress) => scatter(task as ScatterTask, plan.attributes, kernels, onProgress),
    recount: async (task, onProgress) => {
      const { tokenizer } = task as RecountTask;
      const known =
        counters.get(tokenizer) ?? openTokenizer(tokenizer, { kernels, cacheFolder: layoutOf(output, cacheFolder).cache });
      counters.set(tokenizer, known);
      const counter = await known;
      return recount(task as RecountTask, (batch, row) => counter.count(batch, row), kernels, onProgress);
    },
    gather: (task, onProgress, onFree) => gather(task as GatherTask, plan.attributes, kernels, onProgress, onFree),
  };
  return (task, onProgress, onFree) => {
    const perform = performers[task.kind];
    if (!perform) throw new Error(`no performer for a ${task.kind} task`);
    return perform(task, onProgress, onFree);
  };
}
