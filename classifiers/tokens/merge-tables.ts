import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { TokenModel } from "./token-model.ts";
import { type HeaderWords, place, slotBits, writeHeader } from "./vocabulary-image.ts";

/** Ways to make a token out of two others, for each token: 2.2 in the vocabularies of OpenAI. */
const USUAL_PAIRS = 3;

/** The tables of a model of merges: tokens by their bytes, and pairs that merge. Returns the bytes of the vocabulary. */
export function fillMerges(
  kernels: Kernels,
  start: number,
  words: HeaderWords,
  { tokens, merges, wholePieces }: TokenModel,
): number {
  const tokenSlotBits = slotBits(tokens.length);
  const tokenSlots = kernels.alloc(4 * 2 ** tokenSlotBits) - start;
  Object.assign(words, { tokenSlotBits, tokenSlots });
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
  if (merges && !wholePieces) kernels.call.hideUnmerged(start);
  return bytes;
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
