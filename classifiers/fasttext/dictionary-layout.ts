import { FASTTEXT_ENTRY_BYTES, FASTTEXT_HEADER, FASTTEXT_LABEL } from "../../engine/kernels/fasttext-layout.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";

/** The words of a model and what decides which rows a text means. */
export interface FastTextDictionary {
  readonly words: readonly Uint8Array[];
  readonly labels: readonly Uint8Array[];
  /** How many rows of n-grams pruning left, and for each bucket its row + 1, or 0; undefined where nothing was pruned. */
  readonly pruned: { readonly rows: number; readonly kept: Uint32Array } | undefined;
  readonly bucket: number;
  readonly minn: number;
  readonly maxn: number;
  readonly wordNgrams: number;
}

/** Puts a dictionary into the kernels' memory for good; returns the address of its header. */
export function layOutDictionary(kernels: Kernels, dictionary: FastTextDictionary): number {
  const { words, labels, pruned, bucket, minn, maxn, wordNgrams } = dictionary;
  const strings = [...words, ...labels];
  const entryCount = strings.length;
  const slotCount = 2 ** Math.ceil(Math.log2(2 * entryCount + 1));
  const entries = kernels.alloc(FASTTEXT_ENTRY_BYTES * entryCount);
  const slots = kernels.alloc(4 * slotCount);
  const text = kernels.alloc(strings.reduce((sum, { length }) => sum + length, 0));
  const kept = pruned ? kernels.alloc(4 * pruned.kept.length) : 0;
  const header = kernels.alloc(4 * FASTTEXT_HEADER.length);
  kernels.words().fill(0, slots / 4, slots / 4 + slotCount);
  let at = text;
  for (const [index, string] of strings.entries()) {
    kernels.bytes().set(string, at);
    const rows = index < words.length ? 0 : FASTTEXT_LABEL;
    kernels.words().set([at, string.length, 0, 0, rows], (entries + FASTTEXT_ENTRY_BYTES * index) / 4);
    at += string.length;
  }
  if (pruned) kernels.words().set(pruned.kept, kept / 4);
  const values = {
    entries,
    entryCount,
    slots,
    slotMask: slotCount - 1,
    words: words.length,
    kept,
    bucket,
    minn,
    maxn,
    wordNgrams,
  } satisfies Record<(typeof FASTTEXT_HEADER)[number], number>;
  kernels.words().set(
    FASTTEXT_HEADER.map((name) => values[name]),
    header / 4,
  );
  kernels.call.fastTextEntries(header);
  const longest = words.reduce((most, { length }) => Math.max(most, length), 0);
  const scratch = kernels.alloc(longest + 2);
  const rows = kernels.call.fastTextSubwords(header, scratch, 0) >>> 0;
  kernels.call.fastTextSubwords(header, scratch, kernels.alloc(4 * rows));
  return header;
}
