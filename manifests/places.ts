/** How documents and their places in shards are numbered in lineage; `schema.sql` speaks of both. */

const ROWS_PER_PART = 2 ** 32;
const ROWS_PER_SHARD = 2 ** 25;
const SHARDS_PER_MIX = 2 ** 20;
const MIXES = 2 ** 8;

/** Number of a document: order by it is the order of the run. Exact up to part 2^21. */
export const documentNumber = (part: number, row: number): number => part * ROWS_PER_PART + row;

/** Part and row of a document number. */
export const documentPlace = (document: number): { readonly part: number; readonly row: number } => ({
  part: Math.floor(document / ROWS_PER_PART),
  row: document % ROWS_PER_PART,
});

/** Number of a row in a shard of a mix; throws RangeError beyond 2^8 mixes, 2^20 shards a mix or 2^25 rows a shard. */
export function placeNumber(mix: number, shard: number, row: number): number {
  if (mix >= MIXES || shard >= SHARDS_PER_MIX || row >= ROWS_PER_SHARD)
    throw new RangeError(
      `lineage: a place is too large, got mix ${mix}, shard ${shard}, row ${row}, wanted less than ${MIXES}, ${SHARDS_PER_MIX}, ${ROWS_PER_SHARD}. Set shardTokens or shardBytes so that shards hold fewer documents, or more of them.`,
    );
  return (mix * SHARDS_PER_MIX + shard) * ROWS_PER_SHARD + row;
}
