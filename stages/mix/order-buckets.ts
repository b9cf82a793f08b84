import type { Bucket } from "../../engine/mix.ts";
import { NO_BUCKET } from "./assign-buckets.ts";
import type { OrderedBucket } from "./fill.ts";
import { type HashKey, keyedHash } from "./keyed-hash.ts";
import { orderByHash, sortByHighest } from "./order.ts";
import type { PoolColumns } from "./pool-columns.ts";

/** Documents that belong to a bucket, in ascending order of their keyed hash; equal keys by part and row. */
function assignedByHash(assigned: Uint16Array, pool: PoolColumns, key: HashKey): Uint32Array {
  let count = 0;
  for (const bucket of assigned) if (bucket !== NO_BUCKET) count++;
  const documents = new Uint32Array(count);
  const high = new Uint32Array(count);
  const low = new Uint32Array(count);
  const hash = new Uint32Array(2);
  let filled = 0;
  for (let document = 0; document < pool.documents; document++) {
    if (assigned[document] === NO_BUCKET) continue;
    keyedHash(key, pool.keyHigh[document] as number, pool.keyLow[document] as number, hash);
    documents[filled] = document;
    high[filled] = hash[0] as number;
    low[filled] = hash[1] as number;
    filled++;
  }
  const order = orderByHash(high, low, (left, right) => {
    const [first, second] = [documents[left] as number, documents[right] as number];
    return (
      (pool.part[first] as number) - (pool.part[second] as number) || (pool.row[first] as number) - (pool.row[second] as number)
    );
  });
  // `order` names places in `documents`; from here on it holds the documents themselves.
  for (let place = 0; place < count; place++) order[place] = documents[order[place] as number] as number;
  return order;
}

/** The documents of each bucket in the order in which they are drawn: by keyed hash, or by `bestBy` highest first and then by that hash. */
export function orderBuckets(
  buckets: readonly Bucket[],
  assigned: Uint16Array,
  pool: PoolColumns,
  key: HashKey,
): readonly OrderedBucket[] {
  const counts = new Uint32Array(buckets.length);
  const availableTokens = new Float64Array(buckets.length);
  for (let document = 0; document < pool.documents; document++) {
    const bucket = assigned[document] as number;
    if (bucket === NO_BUCKET) continue;
    counts[bucket] = (counts[bucket] as number) + 1;
    availableTokens[bucket] = (availableTokens[bucket] as number) + (pool.tokens[document] as number);
  }
  const lists = buckets.map((_, index) => new Uint32Array(counts[index] as number));
  counts.fill(0);
  for (const document of assignedByHash(assigned, pool, key)) {
    const bucket = assigned[document] as number;
    const place = counts[bucket] as number;
    (lists[bucket] as Uint32Array)[place] = document;
    counts[bucket] = place + 1;
  }
  return buckets.map(({ bestBy }, index) => {
    const documents = lists[index] as Uint32Array;
    const best = bestBy === undefined ? undefined : pool.attributes.get(bestBy);
    if (best) sortByHighest(documents, best.values);
    return { documents, tokens: pool.tokens, availableTokens: availableTokens[index] as number };
  });
}
