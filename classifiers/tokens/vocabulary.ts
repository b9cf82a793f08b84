import { loadKernels } from "../../engine/kernels/kernels.ts";
import {
  HEADER_BYTES,
  HIDDEN,
  MODELS,
  MOST_MERGES,
  MOST_TOKENS,
  SPLIT_PATTERNS,
  VOCABULARY_LAYOUT,
  VOCABULARY_MAGIC,
} from "../../engine/kernels/vocabulary-layout.ts";
import { addedTree } from "./added-tree.ts";
import { fillMerges } from "./merge-tables.ts";
import type { TokenModel } from "./token-model.ts";
import { fillTree, treeTables, treeWords } from "./token-tree.ts";
import { type HeaderWords, place, type Table } from "./vocabulary-image.ts";

const NONE = 0xffffffff;
const READABLE_AFTER = 64;
/** Compiles a model into one block of bytes that the kernel `encodeText` reads as it lies. Throws a RangeError for too many tokens. */
export function compileVocabulary(model: TokenModel): Uint8Array {
  const { tokens, merges } = model;
  if (tokens.length > MOST_TOKENS) throw new RangeError(`got ${tokens.length} tokens, at most ${MOST_TOKENS} can be held`);
  const merged = merges?.merged ?? new Uint32Array();
  if (merged.length > MOST_MERGES) throw new RangeError(`got ${merged.length} merges, at most ${MOST_MERGES} can be held`);
  const words: HeaderWords = {
    magic: VOCABULARY_MAGIC,
    layout: VOCABULARY_LAYOUT,
    model: MODELS.indexOf(model.kind),
    pattern: model.pattern === undefined ? 0 : SPLIT_PATTERNS.indexOf(model.pattern),
    normaliser: Number(model.normaliser === "nfc"),
    tokens: tokens.length,
    wholePieces: Number(model.wholePieces),
    tokensAByte: model.tokensAByte,
  };
  const tables: readonly Table[] = [
    { name: "byteTokens", data: model.byteTokens },
    ...tokenTables(model),
    ...(model.added.length > 0 ? addedTree(model.added) : []),
    ...(merges ? [{ name: "merged", data: merged } as const] : []),
    ...(model.kind === "characters" ? [{ name: "neighbours", data: neighbours(model) } as const] : []),
    ...treeTables(model),
  ];
  Object.assign(words, treeWords(model));
  const kernels = loadKernels();
  const start = kernels.alloc(HEADER_BYTES);
  for (const { name, data } of tables) words[name] = place(kernels, data) - start;
  const bytes =
    model.unigram || model.wordPiece ? fillTree(kernels, start, words, model) : fillMerges(kernels, start, words, model);
  return kernels.bytes().slice(start, start + bytes);
}

function tokenTables({ tokens, hidden }: TokenModel): readonly Table[] {
  const ends = new Uint32Array(tokens.length);
  let size = 0;
  for (const [id, token] of tokens.entries()) ends[id] = size += token.length;
  const bytes = new Uint8Array(size + READABLE_AFTER);
  for (const [id, token] of tokens.entries()) bytes.set(token, (ends[id] as number) - token.length);
  for (const id of hidden) ends[id] = ((ends[id] as number) | HIDDEN) >>> 0;
  return [
    { name: "tokenEnds", data: ends },
    { name: "tokenBytes", data: bytes },
  ];
}

/** A bit for every two bytes that stand side by side in a token which merging can make. */
function neighbours({ tokens, hidden }: TokenModel): Uint8Array {
  const bits = new Uint8Array(2 ** 13);
  for (const [id, token] of tokens.entries()) {
    if (hidden.has(id)) continue;
    for (let at = 1; at < token.length; at++) {
      const pair = ((token[at - 1] as number) << 8) | (token[at] as number);
      (bits[pair >> 3] as number) |= 1 << (pair & 7);
    }
  }
  return bits;
}

/** The token of every single byte, where each is the token of that one byte. */
export function singleByteTokens(tokens: readonly Uint8Array[]): Uint32Array {
  const found = new Uint32Array(256).fill(NONE);
  for (const [id, token] of tokens.entries()) if (token.length === 1) found[token[0] as number] = id;
  return found;
}
