import type { Batch } from "../../engine/batch.ts";
import { fourPlaces } from "../../engine/four-places.ts";
import { above } from "../../engine/measured.ts";
import { number, strings } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { digestsOfFiles, entriesOf, type UserFiles, withUserFiles } from "../../engine/user-files.ts";
import { PhraseTrie } from "./phrase-trie.ts";

const LISTS = ["korean", "english", "other"] as const;
type List = (typeof LISTS)[number];

const define = (files: UserFiles<List>) =>
  defineStage({
    name: "listed-words",
    version: 1,
    options: {
      /** Lists for documents labelled `ko`. */
      korean: strings([]),
      /** Lists for documents labelled `en`. */
      english: strings([]),
      /** Lists for all others. */
      other: strings([]),
      /** Largest share of the words that may be on a list; 1 drops nothing and records what was found. */
      maxShare: number(1, { min: 0, max: 1 }),
      /** Fewest occurrences for which a document is dropped. */
      leastFound: number(2, { min: 1 }),
      digests: digestsOfFiles,
    },
    reasons: { "listed-words": "words of a list make up more than `maxShare` of the words, and are `leastFound` at least" },
    thresholds: ({ maxShare }) => ({ "listed-words": maxShare }),
    measures: { "listed-words": above("listed.share") },
    reads: ["lang"],
    writes: {
      /** Occurrences of words of the language's list. */
      "listed.found": "number",
      /** Share of the words between blanks, 0–1. */
      "listed.share": "number",
    },
    open: ({ maxShare, leastFound }) => {
      const lists = { ko: finderOf(files.korean), en: finderOf(files.english), other: finderOf(files.other) };
      return {
        judgeBatch: (batch, verdicts) => {
          for (let row = 0; row < batch.count; row++) {
            if (!batch.alive[row]) continue;
            const find = lists[(batch.label(row, "lang") ?? "other") as keyof typeof lists] ?? lists.other;
            if (!find) continue;
            const found = find(batch, row);
            const share = found / Math.max(1, batch.stat(row, "words"));
            verdicts.setNumber(row, "listed.found", found);
            verdicts.setNumber(row, "listed.share", fourPlaces(share));
            if (share > maxShare && found >= leastFound) verdicts.drop(row, "listed-words", share);
          }
        },
      };
    },
  });

/**
 * Counts words of lists of your own, bad words say: files with an entry a line (`#` begins a comment), for each language, as a number that is recorded; with `maxShare` below 1 it
 * drops too. A word is found where it stands between signs or blanks; one in Hangul also with particles and endings behind it, so that an
 * entry stands for all forms of a word. `*` before an entry finds it inside of words too, `!` before an entry excepts it: of all entries
 * that begin at one place the longest counts. Capitals of ASCII are small letters. No list comes along.
 */
export const listedWords = withUserFiles(LISTS, define);

/** Counts the entries of some lists in a row's text; undefined where the lists hold nothing. */
function finderOf(files: UserFiles<List>[List]): ((batch: Batch, row: number) => number) | undefined {
  const entries = files.flatMap(entriesOf).map((entry) => entry.normalize("NFC"));
  if (entries.length === 0) return undefined;
  const isException = entries.map((entry) => entry.startsWith("!"));
  const isAnywhere = entries.map((entry) => entry.startsWith("*"));
  const bare = entries.map((entry) => entry.replace(/^[!*]\s*/, ""));
  const endsInHangul = bare.map((entry) => /\p{Script=Hangul}$/u.test(entry));
  const trie = new PhraseTrie(bare);
  const anywhere = isAnywhere.some(Boolean);
  return (batch, row) => {
    const bytes = batch.textView(row);
    let found = 0;
    let isStart = true;
    for (let at = 0; at < bytes.length; ) {
      let next = at + bytesOf(bytes[at] as number);
      if (isStart || anywhere) {
        const starts = isStart;
        const phrase = trie.longest(bytes, at, bytes.length, (each, behind) => {
          if (isAnywhere[each]) return true;
          return starts && (endsInHangul[each] || !isLetterAt(bytes, behind));
        });
        if (phrase >= 0) {
          if (!isException[phrase]) found++;
          next = at + (trie.lengths[phrase] as number);
        }
      }
      // What comes next begins a word when no letter stands before it.
      isStart = !isLetterAt(bytes, lastCharacter(bytes, next));
      at = next;
    }
    return found;
  };
}

const bytesOf = (lead: number): number => (lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);

function lastCharacter(bytes: Uint8Array, end: number): number {
  let at = end - 1;
  while (at > 0 && ((bytes[at] as number) & 0xc0) === 0x80) at--;
  return at;
}

const decoder = new TextDecoder();

function isLetterAt(bytes: Uint8Array, at: number): boolean {
  const lead = bytes[at];
  if (lead === undefined) return false;
  if (lead < 0x80) return (lead | 0x20) - 97 < 26 && (lead | 0x20) >= 97 ? true : lead >= 48 && lead <= 57;
  // Syllables of Hangul and Han without the tables of Unicode.
  if (lead >= 0xe4 && lead <= 0xec) return true;
  return /[\p{L}\p{N}]/u.test(decoder.decode(bytes.subarray(at, at + bytesOf(lead))));
}
