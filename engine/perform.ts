import type { Performer } from "./executors/executor.ts";
import { type DigestTask, digestFiles } from "./inputs.ts";
import type { Kernels } from "./kernels/kernels.ts";
import type { Layout } from "./layout.ts";
import { PassRunner, type PassTask } from "./pass.ts";
import type { Plan } from "./plan.ts";
import { type SolveTask, solveBarrier } from "./solve.ts";

/** Carries out the engine's own tasks over one plan. */
export function curateTasks(
  plan: Plan,
  layout: Layout,
  kernels: Kernels,
): Readonly<Record<"digest" | "pass" | "solve", Performer>> {
  const passes = new PassRunner(plan, layout, kernels);
  return {
    digest: async (task, onProgress) => digestFiles(task as DigestTask, onProgress),
    pass: (task, onProgress, onFree) => passes.run(task as PassTask, onProgress, onFree),
    solve: (task) => solveBarrier(task as SolveTask, plan, layout, kernels),
  };
}
