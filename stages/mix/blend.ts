import type { Selection } from "../../engine/mix.ts";
import { type HashKey, keyedHash, scramble } from "./keyed-hash.ts";
import { orderByHash } from "./order.ts";
import type { PoolColumns } from "./pool-columns.ts";
import { type ShardLimits, shardStarts } from "./shard-cuts.ts";

/** A filled bucket: every document `passes` times, those of `rest` once more. */
export interface FilledBucket {
  readonly documents: Uint32Array;
  readonly passes: number;
  /** Some of `documents`, in the same order. */
  readonly rest: Uint32Array;
}

const TWO_32 = 2 ** 32;

/** Documents of a filled bucket, copies included. */
export const copiesOf = ({ documents, passes, rest }: FilledBucket): number => passes * documents.length + rest.length;

/**
 * Puts all copies of all buckets into one order that depends on nothing but the key, the documents' own keys and how often each is
 * drawn. Every document has a place of its own on the circle from 0 to 1 by a hash; of `c` copies, copy `k` stands `k/c` further,
 * moved on by up to half of that distance by a hash of the copy. So buckets are blended evenly, copies lie at least 1/(2c) of the mix
 * apart, and a second pass over a bucket does not repeat the order of the first.
 */
export function blend(
  mix: string,
  buckets: readonly FilledBucket[],
  pool: PoolColumns,
  key: HashKey,
  limits: ShardLimits,
): Selection {
  const count = buckets.reduce((sum, bucket) => sum + copiesOf(bucket), 0);
  const document = new Uint32Array(count);
  const bucket = new Uint16Array(count);
  const copy = new Uint16Array(count);
  const high = new Uint32Array(count);
  const low = new Uint32Array(count);
  const hash = new Uint32Array(2);
  let filled = 0;
  for (const [index, { documents, passes, rest }] of buckets.entries()) {
    // Without a whole pass the rest is all there is; otherwise it is met on the way, because it stands in the same order.
    const atLeastOnce = passes === 0 ? rest : documents;
    let met = 0;
    for (let place = 0; place < atLeastOnce.length; place++) {
      const drawn = atLeastOnce[place] as number;
      const once = met < rest.length && rest[met] === drawn ? 1 : 0;
      met += once;
      const copies = passes + once;
      keyedHash(key, pool.keyHigh[drawn] as number, pool.keyLow[drawn] as number, hash);
      const start = (hash[0] as number) + (hash[1] as number) / TWO_32;
      for (let each = 0; each < copies; each++) {
        const jitter = scramble((hash[1] as number) ^ scramble(each + 1)) / 2;
        const onCircle = ((each * TWO_32 + start + jitter) / copies) % TWO_32;
        document[filled] = drawn;
        bucket[filled] = index;
        copy[filled] = each;
        high[filled] = copies === 1 ? (hash[0] as number) : onCircle;
        low[filled] = copies === 1 ? (hash[1] as number) : (onCircle % 1) * TWO_32;
        filled++;
      }
    }
  }
  const order = orderByHash(high, low, (left, right) => {
    const [first, second] = [document[left] as number, document[right] as number];
    return (
      (pool.part[first] as number) - (pool.part[second] as number) ||
      (pool.row[first] as number) - (pool.row[second] as number) ||
      (copy[left] as number) - (copy[right] as number)
    );
  });
  const inOrder = {
    part: new Uint32Array(count),
    row: new Uint32Array(count),
    bucket: new Uint16Array(count),
    copy: new Uint16Array(count),
  };
  // The hash columns have served: `high` becomes the documents in order, for the cuts.
  for (let place = 0; place < count; place++) {
    const from = order[place] as number;
    const drawn = document[from] as number;
    inOrder.part[place] = pool.part[drawn] as number;
    inOrder.row[place] = pool.row[drawn] as number;
    inOrder.bucket[place] = bucket[from] as number;
    inOrder.copy[place] = copy[from] as number;
    high[place] = drawn;
  }
  return { mix, documents: count, ...inOrder, shardStart: shardStarts(high, pool, limits) };
}
