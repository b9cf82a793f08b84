import { firstTokens } from "./first-tokens";
import { rankOfPair } from "./pair-memo";
import { NONE, tokenOfRank } from "./token-vocabulary";

/** Bytes of a piece that are merged by looking through all ranks for each merge. */
export const SHORT: i32 = 96;

/** Tokens of a short piece while they are merged, and the rank of each with its neighbour. */
const IDS: usize = memory.data(SHORT * 4 + 16);
const RANKS: usize = memory.data(SHORT * 4 + 16);

/** Merges a piece of at most SHORT bytes; its tokens are at `shortTokens()` after it. Returns how many there are. */
export function mergeShort(vocabulary: usize, at: usize, bytes: usize): u32 {
  let count: usize = firstTokens(vocabulary, at, bytes, IDS);
  if (count < 2) return <u32>count;
  for (let i: usize = 0; i + 1 < count; i++) {
    store<u32>(RANKS + (i << 2), rankOfPair(vocabulary, load<u32>(IDS + (i << 2)), load<u32>(IDS + (i << 2), 4)));
  }
  while (true) {
    let best = NONE;
    let where: usize = 0;
    for (let i: usize = 0; i + 1 < count; i++) {
      const rank = load<u32>(RANKS + (i << 2));
      if (rank < best) {
        best = rank;
        where = i;
      }
    }
    if (best == NONE) return <u32>count;
    const place = where << 2;
    store<u32>(IDS + place, tokenOfRank(vocabulary, best));
    count--;
    for (let i = where + 1; i < count; i++) store<u32>(IDS + (i << 2), load<u32>(IDS + (i << 2), 4));
    for (let i = where + 1; i + 1 < count; i++) store<u32>(RANKS + (i << 2), load<u32>(RANKS + (i << 2), 4));
    if (where + 1 < count) {
      store<u32>(RANKS + place, rankOfPair(vocabulary, load<u32>(IDS + place), load<u32>(IDS + place, 4)));
    }
    if (where > 0) {
      store<u32>(RANKS + place - 4, rankOfPair(vocabulary, load<u32>(IDS + place - 4), load<u32>(IDS + place)));
    }
  }
}

/** Where mergeShort leaves its tokens. */
export function shortTokens(): usize {
  return IDS;
}
