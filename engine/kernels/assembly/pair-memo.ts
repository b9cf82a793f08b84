import { GOLDEN, ID_BITS, NONE, RANK_BITS, rankOf } from "./token-vocabulary";

/**
 * Ranks of pairs looked up lately, those that do not merge too: one u64 a slot, pair + 1 and 24 bits of rank. Small enough for the
 * processor's own cache, where a vocabulary's table of pairs is not.
 */
const MEMO_BITS: u64 = 15;
const NO_RANK: u32 = 0xffffff;

let memo: usize = 0;

/** Bytes of a memo, which begins as zeros. */
export const PAIR_MEMO_BYTES: usize = 8 << 15;

/** Says where the memo of the vocabulary in use is; 0: there is none. */
export function usePairMemo(at: usize): void {
  memo = at;
}

/** Rank of merging two neighbours, or NONE. */
export function rankOfPair(vocabulary: usize, left: u32, right: u32): u32 {
  if (!memo) return rankOf(vocabulary, left, right);
  const key = ((<u64>left) << ID_BITS) | right;
  const place = memo + ((<usize>((key * GOLDEN) >> (64 - MEMO_BITS))) << 3);
  const known = load<u64>(place);
  if (known >> RANK_BITS == key + 1) {
    const rank = <u32>known & NO_RANK;
    return rank == NO_RANK ? NONE : rank;
  }
  const rank = rankOf(vocabulary, left, right);
  store<u64>(place, ((key + 1) << RANK_BITS) | (rank & NO_RANK));
  return rank;
}
