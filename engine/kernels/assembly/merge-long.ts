import { firstTokens } from "./first-tokens";
import { rankOfPair } from "./pair-memo";
import { NONE, tokenOfRank } from "./token-vocabulary";

/** Bytes of working memory a byte of a long piece takes: token, rank, neighbours, and two entries of the heap. */
export const LONG_BYTES: usize = 32;

const LAST: u32 = 0xffffffff;

let ids: usize = 0;
let ranks: usize = 0;
let nexts: usize = 0;
let befores: usize = 0;
let heap: usize = 0;
let heapSize: u32 = 0;

/**
 * Merges a piece of any length in time n log n: a heap of (rank, place), the leftmost of the lowest first. Entries that a later
 * merge made untrue are left in it and passed over. The tokens end up at the start of `work`; returns how many there are.
 */
export function mergeLong(vocabulary: usize, at: usize, bytes: usize, work: usize): u32 {
  ids = work;
  ranks = ids + (bytes << 2);
  nexts = ranks + (bytes << 2);
  befores = nexts + (bytes << 2);
  heap = befores + (bytes << 2);
  heapSize = 0;
  const count = firstTokens(vocabulary, at, bytes, ids);
  for (let i: u32 = 0; i < count; i++) {
    put(nexts, i, i + 1 < count ? i + 1 : LAST);
    put(befores, i, i ? i - 1 : LAST);
  }
  for (let i: u32 = 0; i < count; i++) rate(vocabulary, i);
  while (heapSize) {
    const top = pop();
    const rank = <u32>(top >> 32);
    const place = <u32>top;
    if (get(ranks, place) != rank) continue;
    const eaten = get(nexts, place);
    const after = get(nexts, eaten);
    put(ids, place, tokenOfRank(vocabulary, rank));
    put(ranks, eaten, NONE);
    put(nexts, place, after);
    if (after != LAST) put(befores, after, place);
    rate(vocabulary, place);
    const before = get(befores, place);
    if (before != LAST) rate(vocabulary, before);
  }
  let left: u32 = 0;
  for (let i: u32 = 0; count && i != LAST; i = get(nexts, i)) put(ids, left++, get(ids, i));
  return left;
}

function get(column: usize, index: u32): u32 {
  return load<u32>(column + ((<usize>index) << 2));
}

function put(column: usize, index: u32, value: u32): void {
  store<u32>(column + ((<usize>index) << 2), value);
}

/** Looks up the rank of a token with its neighbour and puts it into the heap. */
function rate(vocabulary: usize, place: u32): void {
  const next = get(nexts, place);
  const rank = next == LAST ? NONE : rankOfPair(vocabulary, get(ids, place), get(ids, next));
  put(ranks, place, rank);
  if (rank != NONE) push(((<u64>rank) << 32) | place);
}

function push(entry: u64): void {
  let child = heapSize++;
  while (child) {
    const parent = (child - 1) >> 1;
    const above = load<u64>(heap + ((<usize>parent) << 3));
    if (above <= entry) break;
    store<u64>(heap + ((<usize>child) << 3), above);
    child = parent;
  }
  store<u64>(heap + ((<usize>child) << 3), entry);
}

function pop(): u64 {
  const top = load<u64>(heap);
  const moved = load<u64>(heap + ((<usize>--heapSize) << 3));
  let parent: u32 = 0;
  for (;;) {
    let child = (parent << 1) + 1;
    if (child >= heapSize) break;
    let below = load<u64>(heap + ((<usize>child) << 3));
    if (child + 1 < heapSize) {
      const other = load<u64>(heap + ((<usize>child) << 3), 8);
      if (other < below) {
        below = other;
        child++;
      }
    }
    if (moved <= below) break;
    store<u64>(heap + ((<usize>parent) << 3), below);
    parent = child;
  }
  store<u64>(heap + ((<usize>parent) << 3), moved);
  return top;
}
