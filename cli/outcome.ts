import type { TokenizerDescription } from "../classifiers/tokenizer.ts";
import type { Curated } from "../engine/curate.ts";
import type { Layout } from "../engine/layout.ts";
import type { MixPlan, Shard } from "../engine/mix.ts";
import type { Plan } from "../engine/plan.ts";
import type { QuarantineCount } from "../manifests/quarantine.ts";

/** A mix that was drawn, and written unless only its plan was asked for. */
export interface MixOutcome {
  readonly plan: MixPlan;
  readonly shards: readonly Shard[];
}

/** A source that had more bad records than it may. */
export interface BadSource {
  readonly source: string;
  readonly read: number;
  readonly quarantined: number;
  readonly maxBadShare: number;
}

/** Everything a finished run has to tell. */
export interface RunOutcome {
  readonly plan: Plan;
  readonly layout: Layout;
  readonly curated: Curated;
  readonly mixes: readonly MixOutcome[];
  readonly badSources: readonly BadSource[];
  /** Files that could not be read, or not to their end, with the reason. */
  readonly unreadable: readonly { readonly source: string; readonly file: string; readonly reason: string }[];
  /** Why records were refused: the reasons of each source, the commonest first. */
  readonly refusals: readonly QuarantineCount[];
  /** What a person may want to know though nothing is wrong, one sentence each. */
  readonly notes: readonly string[];
  readonly tokenizer: TokenizerDescription | null;
  readonly seconds: number;
}
