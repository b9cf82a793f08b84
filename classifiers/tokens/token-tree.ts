import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { TokenModel } from "./token-model.ts";
import { type HeaderWords, slotBits, type Table, writeHeader } from "./vocabulary-image.ts";

/** Nodes that a tree can have. */
const MOST_NODES = 2 ** 21;
/** A bit for each code point of the basic plane. */
const CHARACTER_BITS_BYTES = 2 ** 13;

/** Tables of a model whose tokens are looked for by their characters, but for the tree itself. */
export function treeTables({ unigram }: TokenModel): readonly Table[] {
  if (!unigram) return [];
  const { scores, map } = unigram;
  return [
    { name: "scores", data: scores },
    { name: "specialBits", data: new Uint8Array(CHARACTER_BITS_BYTES) },
    { name: "blankBits", data: new Uint8Array(CHARACTER_BITS_BYTES) },
    ...(map ? [{ name: "characterMap", data: map.units } as const, { name: "replacedTexts", data: map.texts } as const] : []),
  ];
}

/** What the header says of such a model. */
export function treeWords({ unigram, wordPiece }: TokenModel): HeaderWords {
  if (wordPiece) return wordPiece;
  if (!unigram) return {};
  const { unknown, rules, growth, map } = unigram;
  return {
    unknown,
    rules,
    growth,
    ...(map ? { characterMapUnits: map.units.length, replacedBytes: map.texts.length } : {}),
  };
}

/** Fills the tree of tokens and the tables of characters. Returns the bytes of the vocabulary. */
export function fillTree(kernels: Kernels, start: number, words: HeaderWords, { tokens, unigram }: TokenModel): number {
  // Once to count the nodes, in a table for the most there may be.
  const mark = kernels.mark();
  const most = slotBits(tokens.reduce((sum, token) => sum + token.length, 0));
  writeHeader(kernels, start, { ...words, trieSlots: kernels.alloc(8 * 2 ** most) - start, trieSlotBits: most });
  const nodes = kernels.call.fillTrie(start) >>> 0;
  kernels.release(mark);
  if (nodes > MOST_NODES) throw new RangeError(`got tokens of ${nodes} beginnings, at most ${MOST_NODES} can be held`);
  const trieSlotBits = slotBits(nodes);
  const trieSlots = kernels.alloc(8 * 2 ** trieSlotBits) - start;
  const nodeTokens = kernels.alloc(4 * nodes) - start;
  const bytes = Math.ceil((nodeTokens + 4 * nodes) / 16) * 16;
  kernels.words().fill(0, (start + nodeTokens) / 4, (start + bytes) / 4);
  writeHeader(kernels, start, { ...words, trieSlots, trieSlotBits, nodeTokens, bytes });
  kernels.call.fillTrie(start);
  if (unigram) kernels.call.fillCharacterBits(start);
  return bytes;
}
