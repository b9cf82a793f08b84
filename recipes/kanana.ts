import type { Bucket, MixRecipe, Where, Written } from "../engine/mix.ts";
import type { Source } from "../engine/source.ts";
import type { Stage } from "../engine/stage.ts";

/** The six kinds of text of the Kanana report, narrow ones first: a document belongs to the first whose query it meets. */
export const KANANA_CATEGORIES = ["instruction", "encyclopedia", "academic", "code", "koreanWeb", "englishWeb"] as const;
/** One of {@link KANANA_CATEGORIES}. */
export type KananaCategory = (typeof KANANA_CATEGORIES)[number];

/** Per cent of each phase's tokens as published (Kanana report, arXiv 2502.18934, figure 2); they add up to 99.9 and 100.1. */
export const KANANA_PUBLISHED: Readonly<Record<"stage1" | "stage2", Readonly<Record<KananaCategory, number>>>> = {
  stage1: { instruction: 0, encyclopedia: 1.0, academic: 8.7, code: 12.8, koreanWeb: 9.6, englishWeb: 67.8 },
  stage2: { instruction: 1.8, encyclopedia: 2.4, academic: 35.8, code: 34.3, koreanWeb: 20.5, englishWeb: 5.3 },
};

/** Tokens of each phase as published, counted by the Llama 3 tokenizer. */
export const KANANA_TOKENS = { stage1: 2.7e12, stage2: 300e9 } as const;

/** The sources and stages of the config that the mixes are for: what queries may speak of. */
export interface KananaLine<Sources extends readonly Source[], Stages extends readonly Stage[]> {
  readonly sources: Sources;
  readonly stages: Stages;
}

/** How the published recipe is fitted to a pool. */
export interface KananaOptions<N extends string, A> {
  /** Budget of each phase: {@link KANANA_TOKENS}, or less in the same or another proportion. */
  readonly tokens: Readonly<Record<"stage1" | "stage2", number>>;
  /** Which documents are of which category. */
  readonly where: { readonly [C in KananaCategory]?: Where<N, A> };
  /**
   * What becomes of the share of a category that `where` leaves out. Default false: it stays open and the plan warns of it. True: the
   * other categories grow in proportion.
   */
  readonly renormalise?: boolean;
  /** A number attribute: `stage2` takes the documents with the highest value of each category. Default: any. */
  readonly bestBy?: keyof A & string;
  /** Default true: `stage2` is drawn first and `stage1` leaves its documents alone. False: both draw from the whole pool. */
  readonly holdBack?: boolean;
  /** How often one document may appear in a mix at most. Default 1; the report does not say how often its own did. */
  readonly maxRepeats?: number;
}

/** The shares of one phase, adding up to 1 over all six categories, or over those `kept`. */
export function kananaShares(
  phase: "stage1" | "stage2",
  kept: readonly KananaCategory[] = KANANA_CATEGORIES,
): Readonly<Record<KananaCategory, number>> {
  const published = KANANA_PUBLISHED[phase];
  const sum = kept.reduce((total, category) => total + published[category], 0);
  const share = (category: KananaCategory) => (kept.includes(category) && sum > 0 ? published[category] / sum : 0);
  return Object.fromEntries(KANANA_CATEGORIES.map((category) => [category, share(category)])) as Record<KananaCategory, number>;
}

/**
 * The two training phases of Kanana (arXiv 2502.18934, section 2.3): the published shares, brought to a sum of 1. The first argument gives
 * `where` and `bestBy` their types, so that source names and attributes complete and are checked. `stage1` asks for no instruction data,
 * as published, and has a bucket of share 0 for it, so that no other bucket takes those documents. The report holds back the best data of
 * each category for `stage2` by classifiers; here `bestBy` names the score.
 */
export function kananaMixes<const Sources extends readonly Source[], const Stages extends readonly Stage[]>(
  _line: KananaLine<Sources, Stages>,
  options: KananaOptions<Sources[number]["name"], Written<Stages>>,
): {
  readonly stage1: MixRecipe<Sources[number]["name"], Written<Stages>>;
  readonly stage2: MixRecipe<Sources[number]["name"], Written<Stages>>;
} {
  type NamedBucket = Bucket<Sources[number]["name"], Written<Stages>>;
  const { tokens, where, renormalise = false, bestBy, holdBack = true, maxRepeats } = options;
  const given = KANANA_CATEGORIES.filter((category) => where[category] !== undefined);
  const bucketsOf = (phase: "stage1" | "stage2"): readonly NamedBucket[] => {
    const shares = kananaShares(phase, renormalise ? given : KANANA_CATEGORIES);
    return given.map((category) => ({
      name: category,
      where: where[category] ?? {},
      share: shares[category],
      ...(maxRepeats === undefined ? {} : { maxRepeats }),
      ...(bestBy === undefined || phase === "stage1" ? {} : { bestBy }),
    }));
  };
  return {
    stage1: { tokens: tokens.stage1, buckets: bucketsOf("stage1"), ...(holdBack ? { disjointFrom: ["stage2"] } : {}) },
    stage2: { tokens: tokens.stage2, buckets: bucketsOf("stage2") },
  };
}
