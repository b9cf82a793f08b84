import type { Plan } from "../engine/plan.ts";

/** The tokenizer that a plan counts with, and whether its counts are exact or estimated; null where nothing counts. */
export function tokenizerOf(plan: Plan): { readonly name: string; readonly exact: boolean } | null {
  const counter = plan.stages.find(({ writes }) => "tokens" in writes);
  if (!counter) return null;
  const name = String(counter.options["tokenizer"] ?? counter.name);
  return { name, exact: !name.startsWith("estimate") };
}
