import { addedEnd, addedId, findAdded } from "./added-tokens";
import { LONG_BYTES, mergeLong } from "./merge-long";
import { mergeShort, SHORT, shortTokens } from "./merge-piece";
import { neighbourPieceEnd } from "./neighbour-pieces";
import { usePairMemo } from "./pair-memo";
import { copyFrom, countIn, findPiece, keepPiece, MOST_CACHED, PAIR_MEMO, pieceHash } from "./piece-cache";
import { pieceEnd } from "./split-text";
import { hashBytes } from "./token-hash";
import {
  ADDED_STARTS,
  BYTES,
  CHARACTERS,
  hideToken,
  MODEL,
  NONE,
  PATTERN,
  tokenAt,
  tokenCount,
  tokenLength,
  tokenOf,
  UNIGRAM,
  WHOLE_PIECES,
  WORD_PIECE,
} from "./token-vocabulary";
import { beginUnigram, encodeUnigram, isUnigramStart, unigramPieceEnd, unigramTokens, unigramWork } from "./unigram";
import { afterWhite, encodeWordPiece, wordPieceEnd } from "./word-piece";

/** Words of an encoder (ENCODER in kernels.ts). */
const VOCABULARY: usize = 0;
const CACHE: usize = 4;
const WORK: usize = 8;
const WORK_BYTES: usize = 12;
const NEEDED: usize = 16;
const FINDS_ADDED: usize = 20;

/** Where the tokens of the piece merged last are. */
let merged: usize = 0;
const single: usize = memory.data(16);

/**
 * Tokens of a text: how many, and at `into`, unless it is 0, their ids (room for `tokensAByte` a byte, and two). A piece too long for the working
 * memory is answered by 0xFFFFFFFF, with the bytes it asks for in the encoder.
 */
export function encodeText(encoder: usize, at: usize, bytes: usize, into: usize): u32 {
  const vocabulary = load<u32>(encoder, VOCABULARY);
  const findsAdded = load<u32>(encoder, FINDS_ADDED) && load<u32>(vocabulary, ADDED_STARTS);
  const end = at + bytes;
  usePairMemo(<usize>load<u32>(encoder, CACHE) + PAIR_MEMO);
  const start = at;
  let count: u32 = 0;
  while (at < end) {
    const stop = findsAdded ? findAdded(vocabulary, at, end) : end;
    const tokens = encodePieces(encoder, vocabulary, at, stop, into ? into + ((<usize>count) << 2) : 0, at == start);
    if (tokens == NONE) return NONE;
    count += tokens;
    if (stop == end) break;
    if (into) store<u32>(into + ((<usize>count) << 2), addedId);
    count++;
    at = addedEnd;
  }
  return count;
}

/** The same of text without added tokens; `isFirst`: nothing of the text stands before it. */
function encodePieces(encoder: usize, vocabulary: usize, at: usize, end: usize, into: usize, isFirst: bool): u32 {
  const cache = load<u32>(encoder, CACHE);
  const pattern = load<u32>(vocabulary, PATTERN);
  const model = load<u32>(vocabulary, MODEL);
  let dependsOnPlace = false;
  if (model == UNIGRAM) beginUnigram(vocabulary, isFirst);
  let count: u32 = 0;
  while (at < end) {
    let next: usize;
    if (model == BYTES) next = pieceEnd(pattern, at, end);
    else if (model == CHARACTERS) next = neighbourPieceEnd(vocabulary, at, end);
    else if (model == UNIGRAM) {
      next = unigramPieceEnd(vocabulary, at, end);
      dependsOnPlace = isUnigramStart();
    } else {
      at = afterWhite(at, end);
      if (at == end) break;
      next = wordPieceEnd(at, end);
    }
    const length = next - at;
    const isKept = length <= MOST_CACHED && !dependsOnPlace;
    let tokens: u32;
    const slot = isKept ? findPiece(cache, at, length) : 0;
    if (slot) {
      tokens = countIn(slot, length);
      if (into && !copyFrom(slot, length, tokens, into + ((<usize>count) << 2))) {
        if (encodePiece(encoder, vocabulary, model, at, length) == NONE) return NONE;
        memory.copy(into + ((<usize>count) << 2), merged, (<usize>tokens) << 2);
      }
    } else {
      tokens = encodePiece(encoder, vocabulary, model, at, length);
      if (tokens == NONE) return NONE;
      if (isKept) keepPiece(cache, at, length, merged, tokens);
      if (into) memory.copy(into + ((<usize>count) << 2), merged, (<usize>tokens) << 2);
    }
    count += tokens;
    at = next;
  }
  return count;
}

/** Encodes one piece that is in no cache. */
function encodePiece(encoder: usize, vocabulary: usize, model: u32, at: usize, bytes: usize): u32 {
  if (model < UNIGRAM) return mergePiece(encoder, vocabulary, at, bytes);
  const needed = model == UNIGRAM ? unigramWork(vocabulary, bytes) : bytes << 2;
  if (needed > <usize>load<u32>(encoder, WORK_BYTES)) return askFor(encoder, needed);
  merged = load<u32>(encoder, WORK);
  if (model == WORD_PIECE) return encodeWordPiece(vocabulary, at, bytes, merged);
  const tokens = encodeUnigram(vocabulary, at, bytes, merged);
  merged = unigramTokens;
  return tokens;
}

/** Says how much working memory is wanting. */
function askFor(encoder: usize, bytes: usize): u32 {
  store<u32>(encoder, <u32>bytes, NEEDED);
  return NONE;
}

/** Merges one piece that is in no cache; for a piece of at most MOST_CACHED bytes its hash is at hand. */
function mergePiece(encoder: usize, vocabulary: usize, at: usize, bytes: usize): u32 {
  if (load<u32>(vocabulary, WHOLE_PIECES)) {
    const hash = bytes <= MOST_CACHED ? pieceHash : hashBytes(at, bytes);
    const id = tokenOf(vocabulary, at, bytes, hash);
    if (id != NONE) {
      store<u32>(single, id);
      merged = single;
      return 1;
    }
  }
  if (bytes <= <usize>SHORT) {
    merged = shortTokens();
    return mergeShort(vocabulary, at, bytes);
  }
  merged = load<u32>(encoder, WORK);
  if (bytes * LONG_BYTES > <usize>load<u32>(encoder, WORK_BYTES)) return askFor(encoder, bytes * LONG_BYTES);
  return mergeLong(vocabulary, at, bytes, merged);
}

/** Writes the bytes of tokens; returns how many bytes there are, and writes none where `into` is 0. */
export function decodeTokens(vocabulary: usize, tokens: usize, count: u32, into: usize): usize {
  let bytes: usize = 0;
  for (let i: u32 = 0; i < count; i++) {
    const id = load<u32>(tokens + ((<usize>i) << 2));
    const length: usize = tokenLength(vocabulary, id);
    if (into) memory.copy(into + bytes, tokenAt(vocabulary, id), length);
    bytes += length;
  }
  return bytes;
}

/**
 * Makes every token that merging its own bytes gives a token that a piece can be as a whole, which spares the merging; the others are
 * hidden from such a look-up. Wanted for merges by a list, where `wholePieces` would otherwise be 0.
 */
export function hideUnmerged(vocabulary: usize): void {
  usePairMemo(0);
  const tokens = tokenCount(vocabulary);
  for (let id: u32 = 0; id < tokens; id++) {
    const bytes: usize = tokenLength(vocabulary, id);
    const at = tokenAt(vocabulary, id);
    if (!bytes) continue;
    const hash = hashBytes(at, bytes);
    if (tokenOf(vocabulary, at, bytes, hash) != id) continue;
    if (bytes > <usize>SHORT || mergeShort(vocabulary, at, bytes) != 1 || load<u32>(shortTokens()) != id)
      hideToken(vocabulary, id, hash);
  }
  store<u32>(vocabulary, 1, WHOLE_PIECES);
}
