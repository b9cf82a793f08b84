import type { Kernels } from "../../engine/kernels/kernels.ts";
import { groupNumbers } from "../../engine/kernels/oracle/score-scan.ts";
import { SCORE_COUNTS, SCORE_ENDINGS, SCORE_PARTICLES, SCORE_SCRATCH, SCORE_SLOTS } from "../../engine/kernels/score-layout.ts";

const FIRST_SYLLABLE = 0xac00;
const SYLLABLES = 11_172;

/** What a scan finds; views of kernel memory, valid until the next scan or allocation. */
export interface ScannedText {
  readonly counts: Uint32Array;
  /** Buckets of different words, and of different runs of two to four characters. */
  readonly words: Uint32Array;
  readonly characters: Uint32Array;
}

/** Counts texts in kernel memory for the linear scorer. Holds some 200 KB of it for as long as the instance lives. */
export class ScoreScanner {
  readonly kernels: Kernels;
  readonly #groups: number;
  readonly #scratch: number;
  readonly #counts: number;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
    this.#groups = kernels.alloc(8 * SCORE_SLOTS);
    this.#scratch = kernels.alloc(kernels.call.scoreScratch());
    this.#counts = kernels.alloc(4 * (SCORE_COUNTS + 2));
    this.#fillGroups();
    this.#setSyllables();
  }

  /** Where the buckets of the last scan lie. */
  get wordsAt(): number {
    return this.#scratch + SCORE_SCRATCH.words;
  }
  get charactersAt(): number {
    return this.#scratch + SCORE_SCRATCH.characters;
  }

  /** Scans `bytes` bytes of valid UTF-8 at a kernel address. */
  scan(at: number, bytes: number): ScannedText {
    this.kernels.call.scoreScan(at, bytes, this.#groups, SCORE_COUNTS, this.#scratch, this.#counts);
    const words = this.kernels.words();
    const first = this.#counts >> 2;
    const list = (address: number, count: number) => words.subarray(address >> 2, (address >> 2) + count);
    return {
      counts: words.subarray(first, first + SCORE_COUNTS),
      words: list(this.wordsAt, words[first + SCORE_COUNTS] as number),
      characters: list(this.charactersAt, words[first + SCORE_COUNTS + 1] as number),
    };
  }

  #fillGroups(): void {
    const words = this.kernels.words();
    const first = this.#groups >> 2;
    words.fill(0, first, first + 2 * SCORE_SLOTS);
    for (const [hash, group] of groupNumbers) {
      let slot = hash & (SCORE_SLOTS - 1);
      while (words[first + 2 * slot + 1] !== 0) slot = (slot + 1) & (SCORE_SLOTS - 1);
      words[first + 2 * slot] = hash;
      words[first + 2 * slot + 1] = group;
    }
  }

  #setSyllables(): void {
    const table = new Uint8Array(SYLLABLES);
    const mark = (rows: readonly (readonly [string, string])[], shift: number) => {
      rows.forEach(([, syllables], index) => {
        for (const syllable of syllables) {
          const at = (syllable.codePointAt(0) as number) - FIRST_SYLLABLE;
          table[at] = (table[at] as number) | ((index + 1) << shift);
        }
      });
    };
    mark(SCORE_ENDINGS, 0);
    mark(SCORE_PARTICLES, 4);
    const at = this.kernels.alloc(SYLLABLES);
    this.kernels.bytes().set(table, at);
    this.kernels.call.setLastSyllables(at);
  }
}
