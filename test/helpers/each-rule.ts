import type { Rules, TellingStage } from "../../stages/filter/rules.ts";
import { describeStage } from "./stage-contract.ts";

interface RuleExample {
  /** A text that passes the rule and one that breaks it. */
  readonly keeps: string;
  readonly drops: string;
}

/** Holds a stage of rules to the contract with one rule on at a time, each with its own example. */
export function describeEachRule<R extends Rules>(
  make: (options: { readonly off: (keyof R & string)[] }) => TellingStage,
  rules: R,
  examples: Readonly<Record<keyof R & string, RuleExample>>,
): void {
  const names = Object.keys(rules) as (keyof R & string)[];
  const reasonOf = (name: keyof R & string): string => (rules as Rules)[name as `min${string}`]?.reason ?? "";
  for (const name of names) {
    const { keeps, drops } = examples[name];
    const reason = reasonOf(name);
    describeStage(make({ off: names.filter((other) => other !== name) }), {
      keeps: [keeps],
      drops: { [reason]: [drops] },
      unreachable: names.map(reasonOf).filter((other) => other !== reason),
    });
  }
}
