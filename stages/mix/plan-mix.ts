import type { Bucket, BucketPlan, MixPlan, MixRecipe } from "../../engine/mix.ts";
import { copiesOf } from "./blend.ts";
import { FILLED_AT_LEAST, type Fill, type OrderedBucket, REPEATS_TO_WARN_OF } from "./fill.ts";

const SHARES_TOLERANCE = 1e-9;

/** The budget of a mix in tokens, or null where it has none. */
export function budgetOf({ tokens }: MixRecipe, poolTokens: number): number | null {
  if (tokens === undefined) return null;
  return Math.floor(typeof tokens === "number" ? tokens : tokens.ofPool * poolTokens);
}

/**
 * Tokens that each bucket asks for; null where its amount is in documents or repeats. Shares are rounded as running totals, so that the
 * parts of a budget add up to it.
 */
export function askedTokens(buckets: readonly Bucket[], budget: number | null): readonly (number | null)[] {
  let shares = 0;
  return buckets.map((bucket) => {
    if (bucket.tokens !== undefined) return Math.floor(bucket.tokens);
    if (bucket.share === undefined) return null;
    const before = Math.round(shares * (budget ?? 0));
    shares += bucket.share;
    return Math.round(shares * (budget ?? 0)) - before;
  });
}

/** What was asked of one bucket beside what it gave. */
export function planBucket(
  bucket: Bucket,
  asked: number | null,
  { documents, tokens, availableTokens }: OrderedBucket,
  fill: Fill,
): BucketPlan {
  let drawnTokens = fill.passes * availableTokens;
  for (const document of fill.rest) drawnTokens += tokens[document] as number;
  return {
    name: bucket.name,
    askedTokens: asked,
    availableDocuments: documents.length,
    availableTokens,
    documents: copiesOf({ documents, ...fill }),
    distinctDocuments: fill.passes > 0 ? documents.length : fill.rest.length,
    tokens: drawnTokens,
    repeats: availableTokens > 0 ? drawnTokens / availableTokens : 0,
    shortfall: fill.shortfall,
    shortfallUnit: bucket.documents === undefined ? "tokens" : "documents",
  };
}

/** Tokens that a bucket has and should give: what was asked without the shortfall, or its repeats; 0 for an amount in documents. */
const wantedTokens = ({ repeat = 0 }: Bucket, { askedTokens, availableTokens, shortfall }: BucketPlan): number =>
  Math.floor(askedTokens === null ? repeat * availableTokens : askedTokens - shortfall);

function* bucketWarnings(bucket: Bucket, plan: BucketPlan): Generator<string> {
  const { name, tokens, repeats } = plan;
  if (repeats > REPEATS_TO_WARN_OF) {
    yield `bucket ${name} is repeated ${repeats.toFixed(1)} times; beyond about ${REPEATS_TO_WARN_OF} a repeated token is worth clearly less than a new one`;
  }
  const wanted = wantedTokens(bucket, plan);
  if (tokens >= FILLED_AT_LEAST * wanted) return;
  yield tokens === 0
    ? `bucket ${name} gives no tokens: the shortest of its documents alone holds more than the ${wanted} wanted`
    : `bucket ${name} gives ${tokens} of the ${wanted} tokens wanted: every document left out holds more than the ${wanted - tokens} that are missing`;
}

/** The whole mix, with what a person should hear about it. */
export function planMix(mix: string, recipe: MixRecipe, budget: number | null, buckets: readonly BucketPlan[]): MixPlan {
  const tokens = buckets.reduce((sum, bucket) => sum + bucket.tokens, 0);
  const shares = recipe.buckets.reduce((sum, { share = 0 }) => sum + share, 0);
  const onlyShares = recipe.buckets.every(({ share }) => share !== undefined);
  const warnings = buckets.flatMap((plan, index) => [...bucketWarnings(recipe.buckets[index] as Bucket, plan)]);
  if (budget !== null && onlyShares && shares < 1 - SHARES_TOLERANCE) {
    warnings.push(`shares add up to ${shares.toFixed(3)}; the rest of the budget goes to no bucket`);
  }
  if (budget !== null && tokens > budget) {
    warnings.push(`the mix holds ${tokens} tokens and its budget is ${budget}: buckets that are not shares come on top of it`);
  }
  return { mix, budget, tokens, documents: buckets.reduce((sum, bucket) => sum + bucket.documents, 0), buckets, warnings };
}
