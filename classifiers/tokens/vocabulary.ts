import { type Kernels, loadKernels } from "../../engine/kernels/kernels.ts";
import {
  HEADER_BYTES,
  HIDDEN,
  MODELS,
  MOST_MERGES,
  MOST_TOKENS,
  SPLIT_PATTERNS,
  VOCABULARY_HEADER,
  VOCABULARY_LAYOUT,
  VOCABULARY_MAGIC,
} from "../../engine/kernels/vocabulary-layout.ts";
import { addedTree } from "./added-tree.ts";
import type { TokenModel } from "./token-model.ts";

type Word = (typeof VOCABULARY_HEADER)[number];
interface Table {
  readonly name: Word;
  readonly data: Uint8Array | Uint32Array;
}

const NONE = 0xffffffff;
const READABLE_AFTER = 64;
/** Ways to make a token out of two others, for each token: 2.2 in the vocabularies of OpenAI. */
const USUAL_PAIRS = 3;

const align = (bytes: number): number => Math.ceil(bytes / 16) * 16;

/** Bits of a hash table that is at most half full. */
const slotBits = (entries: number): number => Math.max(4, Math.ceil(Math.log2(entries * 2)));

/** Compiles a model into one block of bytes that the kernel `encodeText` reads as it lies. Throws a RangeError for too many tokens. */
export function compileVocabulary(model: TokenModel): Uint8Array {
  const { tokens, merges } = model;
  if (tokens.length > MOST_TOKENS) throw new RangeError(`got ${tokens.length} tokens, at most ${MOST_TOKENS} can be held`);
  const merged = merges?.merged ?? new Uint32Array();
  if (merged.length > MOST_MERGES) throw new RangeError(`got ${merged.length} merges, at most ${MOST_MERGES} can be held`);
  const tokenSlotBits = slotBits(tokens.length);
  const words: Partial<Record<Word, number>> = {
    magic: VOCABULARY_MAGIC,
    layout: VOCABULARY_LAYOUT,
    model: MODELS.indexOf(model.kind),
    pattern: model.pattern === undefined ? 0 : SPLIT_PATTERNS.indexOf(model.pattern),
    normaliser: Number(model.normaliser === "nfc"),
    tokens: tokens.length,
    wholePieces: Number(model.wholePieces),
    tokenSlotBits,
  };
  const tables: readonly Table[] = [
    { name: "byteTokens", data: model.byteTokens },
    ...tokenTables(model),
    { name: "tokenSlots", data: new Uint32Array(2 ** tokenSlotBits) },
    ...(merges ? [{ name: "merged", data: merged } as const] : []),
    ...(model.added.length > 0 ? addedTree(model.added) : []),
    ...(model.kind === "characters" ? [{ name: "neighbours", data: neighbours(model) } as const] : []),
  ];
  const kernels = loadKernels();
  const start = kernels.alloc(HEADER_BYTES);
  for (const { name, data } of tables) words[name] = place(kernels, data) - start;
  writeHeader(kernels, start, words);
  kernels.call.fillTokens(start);
  const mark = kernels.mark();
  const pairs = merges ? listed(merges.pairs) : possiblePairs(kernels, start, tokens.length);
  kernels.release(mark);
  const pairSlotBits = slotBits(pairs.length / 3);
  const pairSlots = kernels.alloc(8 * 2 ** pairSlotBits) - start;
  const bytes = pairSlots + 8 * 2 ** pairSlotBits;
  writeHeader(kernels, start, { ...words, pairSlotBits, pairSlots, bytes });
  kernels.call.fillPairs(start, place(kernels, pairs), pairs.length / 3);
  if (merges && !model.wholePieces) kernels.call.hideUnmerged(start);
  return kernels.bytes().slice(start, start + bytes);
}

/** Merges as ids left and right and rank. */
function listed(pairs: Uint32Array): Uint32Array {
  return Uint32Array.from({ length: (pairs.length / 2) * 3 }, (_, index) =>
    index % 3 === 2 ? (index - 2) / 3 : (pairs[Math.floor(index / 3) * 2 + (index % 3)] as number),
  );
}

/** All ways to make a token out of two others, where ranks are ids. */
function possiblePairs(kernels: Kernels, vocabulary: number, tokens: number): Uint32Array {
  let most = USUAL_PAIRS * tokens;
  for (;;) {
    const mark = kernels.mark();
    const into = kernels.alloc(12 * most);
    const count = kernels.call.listPairs(vocabulary, into, most) >>> 0;
    const pairs = kernels.words().slice(into / 4, into / 4 + 3 * Math.min(count, most));
    kernels.release(mark);
    if (count <= most) return pairs;
    most = count;
  }
}

function place(kernels: Kernels, data: Uint8Array | Uint32Array): number {
  const at = kernels.alloc(align(data.byteLength));
  kernels.bytes().set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
  return at;
}

function writeHeader(kernels: Kernels, at: number, words: Partial<Record<Word, number>>): void {
  kernels.words().set(
    VOCABULARY_HEADER.map((name) => words[name] ?? 0),
    at / 4,
  );
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
