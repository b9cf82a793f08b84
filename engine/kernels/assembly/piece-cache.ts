import { PAIR_MEMO_BYTES } from "./pair-memo";
import { firstBytes, mixBlock } from "./token-hash";

/**
 * Pieces seen before, with their tokens. Two tables: pieces of 1 to 16 bytes in slots of 32 (16 bytes of key, length and count, three
 * tokens), two slots to a hash; pieces of 17 to 32 bytes in slots of 64 (32 of key, length and count, seven tokens), one to a hash.
 * A piece of more tokens than fit is counted from the cache and merged again where its tokens are asked for.
 */
const SHORT_BITS: u32 = 18;
const LONG_BITS: u32 = 16;
const SHORT_TOKENS: u32 = 3;
const LONG_TOKENS: u32 = 7;
const LONG_TABLE: usize = 32 << SHORT_BITS;
/** A small copy of the short pieces seen lately, which stays in the processor's own cache where the tables do not. */
const RECENT_BITS: u32 = 12;
const RECENT: usize = LONG_TABLE + ((<usize>64) << LONG_BITS);

/** Behind the pieces, the memo of pairs. */
export const PAIR_MEMO: usize = RECENT + ((<usize>32) << RECENT_BITS);

/** Bytes of a cache, which begins as zeros. */
export function pieceCacheBytes(): usize {
  return PAIR_MEMO + PAIR_MEMO_BYTES;
}

/** Longest piece that is kept. */
export const MOST_CACHED: usize = 32;

/** Hash of the piece looked up last; that of hashBytes. */
export let pieceHash: u64 = 0;

/** Address of the slot of a piece of 1 to 32 bytes, or 0 where it is not kept. */
export function findPiece(cache: usize, at: usize, bytes: usize): usize {
  if (bytes <= 16) {
    const key = firstBytes(at, bytes);
    pieceHash = mixBlock(bytes, key);
    const recent = cache + RECENT + ((<usize>(pieceHash >> 40) & ((1 << RECENT_BITS) - 1)) << 5);
    if (load<u8>(recent, 16) == bytes && !v128.any_true(v128.xor(v128.load(recent), key))) return recent;
    let slot = cache + ((<usize>pieceHash & ((1 << SHORT_BITS) - 1)) << 5);
    if (load<u8>(slot, 16) != bytes || v128.any_true(v128.xor(v128.load(slot), key))) {
      slot ^= 32;
      if (load<u8>(slot, 16) != bytes || v128.any_true(v128.xor(v128.load(slot), key))) return 0;
    }
    v128.store(recent, key);
    v128.store(recent, v128.load(slot, 16), 16);
    return recent;
  }
  const first = v128.load(at);
  const second = firstBytes(at + 16, bytes - 16);
  pieceHash = mixBlock(mixBlock(bytes, first), second);
  const slot = cache + LONG_TABLE + ((<usize>pieceHash & ((1 << LONG_BITS) - 1)) << 6);
  if (load<u8>(slot, 32) != bytes) return 0;
  const differs = v128.or(v128.xor(v128.load(slot), first), v128.xor(v128.load(slot, 16), second));
  return v128.any_true(differs) ? 0 : slot;
}

/** Tokens of the piece in a slot. */
export function countIn(slot: usize, bytes: usize): u32 {
  return bytes <= 16 ? load<u8>(slot, 17) : load<u8>(slot, 33);
}

/** Copies a slot's tokens; false where they did not fit into it. */
export function copyFrom(slot: usize, bytes: usize, count: u32, into: usize): bool {
  if (count > (bytes <= 16 ? SHORT_TOKENS : LONG_TOKENS)) return false;
  const tokens = slot + (bytes <= 16 ? 20 : 36);
  for (let i: u32 = 0; i < count; i++) store<u32>(into + ((<usize>i) << 2), load<u32>(tokens + ((<usize>i) << 2)));
  return true;
}

/** Keeps the piece looked up last, with its tokens. */
export function keepPiece(cache: usize, at: usize, bytes: usize, tokens: usize, count: u32): void {
  let slot: usize;
  let kept: usize;
  if (bytes <= 16) {
    slot = cache + ((<usize>pieceHash & ((1 << SHORT_BITS) - 1)) << 5);
    memory.copy(slot ^ 32, slot, 32); // the one before moves over and pushes out the oldest
    v128.store(slot, firstBytes(at, bytes));
    kept = slot + 16;
  } else {
    slot = cache + LONG_TABLE + ((<usize>pieceHash & ((1 << LONG_BITS) - 1)) << 6);
    v128.store(slot, v128.load(at));
    v128.store(slot, firstBytes(at + 16, bytes - 16), 16);
    kept = slot + 32;
  }
  store<u8>(kept, <u8>bytes);
  store<u8>(kept, <u8>count, 1);
  const most = bytes <= 16 ? SHORT_TOKENS : LONG_TOKENS;
  for (let i: u32 = 0; i < min(count, most); i++) store<u32>(kept + 4 + ((<usize>i) << 2), load<u32>(tokens + ((<usize>i) << 2)));
}
