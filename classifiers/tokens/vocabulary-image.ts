import type { Kernels } from "../../engine/kernels/kernels.ts";
import { VOCABULARY_HEADER } from "../../engine/kernels/vocabulary-layout.ts";

type Word = (typeof VOCABULARY_HEADER)[number];
/** Words of a vocabulary's header. */
export type HeaderWords = Partial<Record<Word, number>>;
/** A table of a vocabulary, and the word of the header that has its place. */
export interface Table {
  readonly name: Word;
  readonly data: Uint8Array | Uint32Array | Float64Array;
}

const align = (bytes: number): number => Math.ceil(bytes / 16) * 16;

/** Bits of a hash table that is at most half full. */
export const slotBits = (entries: number): number => Math.max(4, Math.ceil(Math.log2(entries * 2)));

/** Puts a table into kernel memory; returns its address. */
export function place(kernels: Kernels, data: Table["data"]): number {
  const at = kernels.alloc(align(data.byteLength));
  kernels.bytes().set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
  return at;
}

/** Writes the header of the vocabulary at an address. */
export function writeHeader(kernels: Kernels, at: number, words: HeaderWords): void {
  kernels.words().set(
    VOCABULARY_HEADER.map((name) => words[name] ?? 0),
    at / 4,
  );
}
