import { PROSE_STATS } from "../kernels.ts";
import { splitWords } from "./split-words.ts";

/** Counts of a text's prose by the names of `PROSE_STATS`. */
export type ProseStats = Record<(typeof PROSE_STATS)[number], number>;

const CRAMMED = 14;
const MARKS_BEHIND = /[.!?,"')”’:]+$/u;
const PARTICLE = /(?:[은는이가을를의에와과도로]|에서|에게|까지|부터)$/u;
const ENDING = /[다요까죠음함임오라]$/u;
const PRECEDED = /[가-힣]{2}$/u;

const countOf = (text: string, expression: RegExp): number => text.match(expression)?.length ?? 0;

/** What the kernel `proseStats` counts over words between blanks, written plainly. */
export function proseStats(text: string): ProseStats {
  const stats = Object.fromEntries(PROSE_STATS.map((column) => [column, 0])) as ProseStats;
  for (const word of splitWords(text, "blanks")) {
    if (/:\/\/|^www\./.test(word)) {
      stats.addresses++;
      stats.addressCharacters += [...word].length;
    }
    stats.jamo += countOf(word, /[ㄱ-ㅣ]/gu);
    stats.jamoRuns += countOf(word, /[ㄱ-ㅣ]{2,}/gu);
    if (/[ㄱ-ㅣ가-힣]/u.test(word)) stats.markRuns += countOf(word, /[!?~.^]{2,}/g) + countOf(word, /[…♡♥★☆]/gu);
    const syllables = countOf(word, /[가-힣]/gu);
    if (syllables === 0) continue;
    stats.hangulWords++;
    stats.syllables += syllables;
    for (const run of word.match(/[가-힣]+/gu) ?? []) if (run.length >= CRAMMED) stats.crammedSyllables += run.length;
    const bare = word.replace(MARKS_BEHIND, "");
    if (!PRECEDED.test(bare)) continue;
    const isMarked = /[.!?]/.test(word.slice(bare.length));
    if (isMarked && ENDING.test(bare)) stats.endingWords++;
    if (!isMarked && PARTICLE.test(bare)) stats.particleWords++;
  }
  return stats;
}
