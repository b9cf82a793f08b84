import type { TokenizerDescription } from "../classifiers/tokenizer.ts";
import type { Plan } from "../engine/plan.ts";
import type { CountTokens } from "../stages/score/count-tokens.ts";

/** The tokenizer that a plan counts with; null where nothing counts. `cacheFolder`: of compiled vocabularies. */
export function tokenizerOf(plan: Plan, cacheFolder: string): TokenizerDescription | null {
  const counter = plan.stages.find(({ writes }) => "tokens" in writes);
  if (!counter) return null;
  const { describeTokenizer } = counter as Partial<CountTokens>;
  return describeTokenizer?.(cacheFolder) ?? { name: counter.name, exact: true };
}

/** What a person is told of a tokenizer that only the library can do. */
export const slowTokenizer = (tokenizer: TokenizerDescription | null): readonly string[] =>
  tokenizer?.byLibrary === undefined
    ? []
    : [
        `${tokenizer.name}: tokens are counted by the library, exactly and slowly: the kernels do not know ${tokenizer.byLibrary}.`,
      ];
