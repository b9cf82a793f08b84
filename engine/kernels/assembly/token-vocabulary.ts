import { hashBytes, sameBytes } from "./token-hash";

/** Words of a vocabulary's header, as VOCABULARY_HEADER in kernels.ts names them; places are bytes from its start. */
export const PATTERN: usize = 4 << 2;
const TOKENS: usize = 5 << 2;
const TOKEN_ENDS: usize = 6 << 2;
const TOKEN_BYTES: usize = 7 << 2;
const TOKEN_SLOTS: usize = 8 << 2;
const TOKEN_SLOT_BITS: usize = 9 << 2;
const PAIR_SLOTS: usize = 10 << 2;
const PAIR_SLOT_BITS: usize = 11 << 2;
const MERGED: usize = 12 << 2;
const BYTE_TOKENS: usize = 13 << 2;
/** 1 where a piece that is a token as a whole is that token, whatever the merges say. */
export const WHOLE_PIECES: usize = 14 << 2;
export const MODEL: usize = 3 << 2;
export const ADDED_STARTS: usize = 15 << 2;
export const ADDED_NODES: usize = 16 << 2;
export const NEIGHBOURS: usize = 17 << 2;
export const TRIE_SLOTS: usize = 19 << 2;
export const TRIE_SLOT_BITS: usize = 20 << 2;
export const NODE_TOKENS: usize = 21 << 2;
export const SCORES: usize = 22 << 2;
export const UNKNOWN: usize = 23 << 2;
export const RULES: usize = 24 << 2;
export const MOST_CHARACTERS: usize = 25 << 2;
export const CHARACTER_MAP: usize = 26 << 2;
export const CHARACTER_MAP_UNITS: usize = 27 << 2;
export const REPLACED_TEXTS: usize = 28 << 2;
export const REPLACED_BYTES: usize = 29 << 2;
export const SPECIAL_BITS: usize = 30 << 2;
export const BLANK_BITS: usize = 31 << 2;
export const GROWTH: usize = 32 << 2;

/** Models, by the numbers of MODELS. */
export const BYTES: u32 = 0;
export const CHARACTERS: u32 = 1;
export const UNIGRAM: u32 = 2;
export const WORD_PIECE: u32 = 3;

/** Bit of a token's end: text never becomes this token by itself. */
export const HIDDEN: u32 = 0x80000000;

/** No token, no rank. */
export const NONE: u32 = 0xffffffff;

/** Id in a slot whose token was taken out; fewer tokens than this can be held. */
const REMOVED: u32 = 0xffffe;
const EMPTY: u64 = 0xffffffffffffffff;
export const ID_BITS: u64 = 20;
const ID_MASK: u32 = 0xfffff;
export const RANK_BITS: u64 = 24;
export const GOLDEN: u64 = 0x9e3779b97f4a7c15;

/** Ids of a vocabulary, those without a token too. */
export function tokenCount(vocabulary: usize): u32 {
  return load<u32>(vocabulary, TOKENS);
}

export function tokenEnd(vocabulary: usize, id: u32): u32 {
  return load<u32>(vocabulary + load<u32>(vocabulary, TOKEN_ENDS) + ((<usize>id) << 2));
}

export function tokenAt(vocabulary: usize, id: u32): usize {
  const start = id ? tokenEnd(vocabulary, id - 1) & ~HIDDEN : 0;
  return vocabulary + load<u32>(vocabulary, TOKEN_BYTES) + start;
}

export function tokenLength(vocabulary: usize, id: u32): u32 {
  return (tokenEnd(vocabulary, id) & ~HIDDEN) - (id ? tokenEnd(vocabulary, id - 1) & ~HIDDEN : 0);
}

/** Token of a single byte, or NONE. */
export function tokenOfByte(vocabulary: usize, byte: u32): u32 {
  return load<u32>(vocabulary + load<u32>(vocabulary, BYTE_TOKENS) + ((<usize>byte) << 2));
}

/** Token of exactly these bytes, or NONE; `hash` is their hashBytes. */
export function tokenOf(vocabulary: usize, at: usize, bytes: usize, hash: u64): u32 {
  const slots = vocabulary + load<u32>(vocabulary, TOKEN_SLOTS);
  const mask = (1 << load<u32>(vocabulary, TOKEN_SLOT_BITS)) - 1;
  const tag = (<u32>(hash >> 52)) << (<u32>ID_BITS);
  let slot = <u32>hash & mask;
  while (true) {
    const found = load<u32>(slots + ((<usize>slot) << 2));
    if (!found) return NONE;
    const id = (found & ID_MASK) - 1;
    if (
      (found & ~ID_MASK) == tag &&
      id != REMOVED &&
      tokenLength(vocabulary, id) == <u32>bytes &&
      sameBytes(tokenAt(vocabulary, id), at, bytes)
    )
      return id;
    slot = (slot + 1) & mask;
  }
}

/** Takes a token out of those that tokenOf finds. */
export function hideToken(vocabulary: usize, id: u32, hash: u64): void {
  const slots = vocabulary + load<u32>(vocabulary, TOKEN_SLOTS);
  const mask = (1 << load<u32>(vocabulary, TOKEN_SLOT_BITS)) - 1;
  let slot = <u32>hash & mask;
  while ((load<u32>(slots + ((<usize>slot) << 2)) & ID_MASK) != id + 1) slot = (slot + 1) & mask;
  store<u32>(slots + ((<usize>slot) << 2), REMOVED + 1);
}

/** Rank of merging two neighbours, or NONE. */
export function rankOf(vocabulary: usize, left: u32, right: u32): u32 {
  const slots = vocabulary + load<u32>(vocabulary, PAIR_SLOTS);
  const bits = load<u32>(vocabulary, PAIR_SLOT_BITS);
  const key = ((<u64>left) << ID_BITS) | right;
  const mask = (1 << bits) - 1;
  let slot = <u32>((key * GOLDEN) >> (64 - bits));
  while (true) {
    const found = load<u64>(slots + ((<usize>slot) << 3));
    if (found >> RANK_BITS == key) return <u32>found & 0xffffff;
    if (found == EMPTY) return NONE;
    slot = (slot + 1) & mask;
  }
}

/** Token that a merge of a rank makes. */
export function tokenOfRank(vocabulary: usize, rank: u32): u32 {
  const merged = load<u32>(vocabulary, MERGED);
  return merged ? load<u32>(vocabulary + merged + ((<usize>rank) << 2)) : rank;
}

function addPair(vocabulary: usize, left: u32, right: u32, rank: u32): void {
  const slots = vocabulary + load<u32>(vocabulary, PAIR_SLOTS);
  const bits = load<u32>(vocabulary, PAIR_SLOT_BITS);
  const key = ((<u64>left) << ID_BITS) | right;
  const mask = (1 << bits) - 1;
  let slot = <u32>((key * GOLDEN) >> (64 - bits));
  while (true) {
    const place = slots + ((<usize>slot) << 3);
    const found = load<u64>(place);
    if (found == EMPTY) return store<u64>(place, (key << RANK_BITS) | rank);
    if (found >> RANK_BITS == key) {
      // Of merges named twice the last counts, as in the library.
      store<u64>(place, (key << RANK_BITS) | rank);
      return;
    }
    slot = (slot + 1) & mask;
  }
}

/** Fills the table of tokens by their bytes, but for hidden ones. */
export function fillTokens(vocabulary: usize): void {
  const tokens = tokenCount(vocabulary);
  const slots = vocabulary + load<u32>(vocabulary, TOKEN_SLOTS);
  const bits = load<u32>(vocabulary, TOKEN_SLOT_BITS);
  const mask = (1 << bits) - 1;
  memory.fill(slots, 0, (<usize>4) << bits);
  for (let id: u32 = 0; id < tokens; id++) {
    const bytes: usize = tokenLength(vocabulary, id);
    if (!bytes || tokenEnd(vocabulary, id) & HIDDEN) continue;
    const hash = hashBytes(tokenAt(vocabulary, id), bytes);
    let slot = <u32>hash & mask;
    while (load<u32>(slots + ((<usize>slot) << 2))) slot = (slot + 1) & mask;
    store<u32>(slots + ((<usize>slot) << 2), ((<u32>(hash >> 52)) << (<u32>ID_BITS)) | (id + 1));
  }
}

/**
 * Writes all ways to make a token out of two others, as ids left and right and of the token, u32 each: at most `most`; returns how
 * many there are.
 */
export function listPairs(vocabulary: usize, into: usize, most: u32): u32 {
  const tokens = tokenCount(vocabulary);
  let pairs: u32 = 0;
  for (let id: u32 = 0; id < tokens; id++) {
    if (tokenEnd(vocabulary, id) & HIDDEN) continue;
    const bytes: usize = tokenLength(vocabulary, id);
    const at = tokenAt(vocabulary, id);
    for (let first: usize = 1; first < bytes; first++) {
      const left = tokenOf(vocabulary, at, first, hashBytes(at, first));
      if (left == NONE) continue;
      const right = tokenOf(vocabulary, at + first, bytes - first, hashBytes(at + first, bytes - first));
      if (right == NONE) continue;
      if (pairs < most) {
        store<u32>(into, left);
        store<u32>(into, right, 4);
        store<u32>(into, id, 8);
        into += 12;
      }
      pairs++;
    }
  }
  return pairs;
}

/** Fills the table of pairs from a list of ids left and right and ranks, u32 each. */
export function fillPairs(vocabulary: usize, pairs: usize, count: u32): void {
  memory.fill(vocabulary + load<u32>(vocabulary, PAIR_SLOTS), 0xff, (<usize>8) << load<u32>(vocabulary, PAIR_SLOT_BITS));
  for (; count; count--, pairs += 12) addPair(vocabulary, load<u32>(pairs), load<u32>(pairs, 4), load<u32>(pairs, 8));
}
