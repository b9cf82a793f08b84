import type { Batch } from "../../engine/batch.ts";
import { type Kernels, TEXT_STATS } from "../../engine/kernels/kernels.ts";

/** Letters of a text as evidence for a language, in units of one Latin letter. */
export interface Letters {
  /** Hangul, and Chinese characters among it. */
  readonly korean: number;
  readonly latin: number;
  /** The part of `latin` that is English prose, by its share of function words. */
  readonly english: number;
  /** Letters of other scripts; Chinese characters and kana where they do not stand in Korean. */
  readonly other: number;
  /** Hangul among all letters, unweighted. */
  readonly hangulShare: number;
  readonly functionWords: number;
  readonly latinWords: number;
}

/** A syllable of Hangul, a Chinese character or kana says as much as this many Latin letters. */
export const SYLLABLE_WEIGHT = 2.5;
/** English prose has this share of function words or more; the shared English corpora have 19–35 % in the middle, code below 5 %. */
const PROSE_SHARE = 0.2;
/** Fewer Latin letters than this share of all are not looked at for function words. */
const NOTABLE = 0.02;

interface Counts {
  readonly hangul: number;
  readonly latin: number;
  readonly han: number;
  readonly kana: number;
  readonly otherLetters: number;
}

/** Letters of a row, from the batch's signals. */
export function lettersOf(batch: Batch, row: number): Letters {
  const counts: Counts = {
    hangul: batch.stat(row, "hangul"),
    latin: batch.stat(row, "latin"),
    han: batch.stat(row, "han"),
    kana: batch.stat(row, "kana"),
    otherLetters: batch.stat(row, "otherLetters"),
  };
  return weigh(counts, batch.kernels, batch.textAt[row] as number, batch.textBytes[row] as number);
}

/** Letters of UTF-8 bytes that are not a row of the batch. */
export function lettersOfText(kernels: Kernels, text: Uint8Array): Letters {
  const mark = kernels.mark();
  const at = kernels.alloc(text.length);
  const into = kernels.alloc(TEXT_STATS.length * 4);
  kernels.bytes().set(text, at);
  kernels.call.textStats(at, text.length, into);
  const words = kernels.words();
  const count = (name: (typeof TEXT_STATS)[number]) => words[(into >>> 2) + TEXT_STATS.indexOf(name)] as number;
  const counts = {
    hangul: count("hangul"),
    latin: count("latin"),
    han: count("han"),
    kana: count("kana"),
    otherLetters: count("otherLetters"),
  };
  const letters = weigh(counts, kernels, at, text.length);
  kernels.release(mark);
  return letters;
}

function weigh({ hangul, latin, han, kana, otherLetters }: Counts, kernels: Kernels, at: number, bytes: number): Letters {
  const all = hangul + latin + han + kana + otherLetters;
  const isKoreanHan = han <= hangul && kana <= han;
  const found = latin > NOTABLE * all ? kernels.call.functionWords(at, bytes) >>> 0 : 0;
  const functionWords = found >>> 16;
  const latinWords = found & 0xffff;
  return {
    korean: SYLLABLE_WEIGHT * (hangul + (isKoreanHan ? han : 0)),
    latin,
    english: latinWords === 0 ? 0 : latin * Math.min(1, functionWords / latinWords / PROSE_SHARE),
    other: SYLLABLE_WEIGHT * (kana + (isKoreanHan ? 0 : han)) + otherLetters,
    hangulShare: all === 0 ? 0 : hangul / all,
    functionWords,
    latinWords,
  };
}
