import type { MixRecipe } from "../../engine/mix.ts";
import type { PoolColumns } from "./pool-columns.ts";

/** Bytes of records before compression that a shard holds where a recipe says nothing. */
export const DEFAULT_SHARD_BYTES = 128 * 2 ** 20;

/** What a shard may hold at most; see {@link MixRecipe}. */
export type ShardLimits = Pick<MixRecipe, "shardTokens" | "shardBytes">;

/**
 * Index of the first document of each shard, and the number of documents at the end. A shard is closed before the document that would
 * take it over a limit, so every shard holds at least one document; no documents make no shard: [0].
 */
export function shardStarts(
  inOrder: Uint32Array,
  { tokens, rawBytes }: Pick<PoolColumns, "tokens" | "rawBytes">,
  { shardTokens = Number.POSITIVE_INFINITY, shardBytes = DEFAULT_SHARD_BYTES }: ShardLimits,
): Uint32Array {
  const starts: number[] = [];
  let heldTokens = 0;
  let heldBytes = 0;
  for (let place = 0; place < inOrder.length; place++) {
    const document = inOrder[place] as number;
    const nextTokens = tokens[document] as number;
    const nextBytes = rawBytes[document] as number;
    if (place === 0 || heldTokens + nextTokens > shardTokens || heldBytes + nextBytes > shardBytes) {
      starts.push(place);
      heldTokens = 0;
      heldBytes = 0;
    }
    heldTokens += nextTokens;
    heldBytes += nextBytes;
  }
  return Uint32Array.from([...starts, inOrder.length]);
}
