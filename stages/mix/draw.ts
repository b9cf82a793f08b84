import type { BucketPlan, MixPlan, MixRecipe, Selection } from "../../engine/mix.ts";
import { assignBuckets } from "./assign-buckets.ts";
import { blend, type FilledBucket } from "./blend.ts";
import { drawOrder } from "./draw-order.ts";
import { fillBucket, type OrderedBucket } from "./fill.ts";
import { hashKey } from "./keyed-hash.ts";
import { orderBuckets } from "./order-buckets.ts";
import { askedTokens, budgetOf, planBucket, planMix } from "./plan-mix.ts";
import type { PoolColumns } from "./pool-columns.ts";

/** What every mix asks for and gets, and its documents in the order they are written; both by name of the mix. */
export interface DrawnMixes {
  readonly plans: Readonly<Record<string, MixPlan>>;
  readonly selections: Readonly<Record<string, Selection>>;
}

/** One flag a document of the pool: 1 where a mix drew it. */
type DrawnFlags = Uint8Array;

/** Documents that a mix may draw, after the mixes before it; undefined where all of them are. */
function eligibleFlags({ disjointFrom = [], within }: MixRecipe, pool: PoolColumns, drawn: ReadonlyMap<string, DrawnFlags>) {
  if (disjointFrom.length === 0 && within === undefined) return undefined;
  const outer = within === undefined ? new Uint8Array(pool.documents).fill(1) : drawn.get(within);
  const eligible = outer?.slice() ?? new Uint8Array(pool.documents);
  for (const other of disjointFrom) {
    const taken = drawn.get(other);
    for (let document = 0; taken && document < taken.length; document++) if (taken[document] === 1) eligible[document] = 0;
  }
  return eligible;
}

interface DrawnMix {
  readonly plan: MixPlan;
  readonly selection: Selection;
  readonly flags: DrawnFlags;
}

function drawMix(
  mix: string,
  recipe: MixRecipe,
  pool: PoolColumns,
  poolTokens: number,
  seed: number,
  eligible?: Uint8Array,
): DrawnMix {
  const assigned = assignBuckets(recipe.buckets, pool, eligible);
  const ordered = orderBuckets(recipe.buckets, assigned, pool, hashKey(seed, "draw", mix));
  const budget = budgetOf(recipe, poolTokens);
  const asked = askedTokens(recipe.buckets, budget);
  const flags = new Uint8Array(pool.documents);
  const filled: FilledBucket[] = [];
  const plans: BucketPlan[] = [];
  for (const [index, bucket] of recipe.buckets.entries()) {
    const available = ordered[index] as OrderedBucket;
    const { documents } = available;
    const fill = fillBucket(bucket, asked[index] ?? null, available);
    const plan = planBucket(bucket, asked[index] ?? null, available, fill);
    for (const document of fill.passes > 0 ? documents : fill.rest) flags[document] = 1;
    filled.push({ documents, ...fill });
    plans.push(plan);
  }
  const selection = blend(mix, filled, pool, hashKey(seed, "order", mix), recipe);
  return { plan: planMix(mix, recipe, budget, plans), selection, flags };
}

/**
 * Draws all mixes from the pool. The outcome follows from the recipes, the seed and the documents' keys alone: the order of rows, parts
 * and sources is of no consequence. Each mix draws by a hash of its own, so two mixes are independent samples; a larger amount adds
 * documents to the same draw, save that it may exchange the last few (see `fillTokens`). The recipes must have passed `checkMixes`;
 * throws where they wait for each other in a circle.
 */
export function drawMixes(recipes: Readonly<Record<string, MixRecipe>>, pool: PoolColumns, seed: number): DrawnMixes {
  const { order, cycles } = drawOrder(recipes);
  if (cycles[0]) throw new Error(`mixes: ${cycles[0].join(" → ")} wait for each other in a circle`);
  const poolTokens = pool.tokens.reduce((sum, tokens) => sum + tokens, 0);
  const flags = new Map<string, DrawnFlags>();
  const drawn = new Map<string, DrawnMix>();
  for (const mix of order) {
    const recipe = recipes[mix] as MixRecipe;
    const each = drawMix(mix, recipe, pool, poolTokens, seed, eligibleFlags(recipe, pool, flags));
    drawn.set(mix, each);
    flags.set(mix, each.flags);
  }
  const inOrder = Object.keys(recipes).map((mix) => [mix, drawn.get(mix) as DrawnMix] as const);
  return {
    plans: Object.fromEntries(inOrder.map(([mix, { plan }]) => [mix, plan])),
    selections: Object.fromEntries(inOrder.map(([mix, { selection }]) => [mix, selection])),
  };
}
