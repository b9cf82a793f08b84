import type { Batch } from "../../engine/batch.ts";
import { fourPlaces } from "../../engine/four-places.ts";
import { above } from "../../engine/measured.ts";
import { listOf, number } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { type Language, telling } from "./rules.ts";

const RULES = ["upper-case", "numeric", "counter", "one-word", "short-pattern"] as const;
type LineRule = (typeof RULES)[number];

const UPPER = /\p{Lu}/gu;
const DIGIT = /\p{Nd}/gu;
const COUNTER =
  /^[^\p{L}\p{N}_]*\d[,.\d]*[kmb]?\s+(?:likes|shares|comments|retweets|reposts|quotes|bookmarks|upvotes|downvotes|downloads|views|followers)[^\p{L}\p{N}_]*$/u;
const PATTERN = /^sign-in|read more\.\.\.$|items in cart/u;

const encoder = new TextEncoder();
const length = (text: string): number => [...text].length;
const wordsOf = (text: string): number => text.match(/\P{White_Space}+/gu)?.length ?? 0;

/**
 * RefinedWeb's line corrections (Penedo et al. 2023, arXiv 2306.01116, appendix G.2) with the limits of DCLM's reproduction: lines mainly
 * in capitals, of digits alone, counters such as `3 likes`, of one word, and short ones that sign in, read more or count a cart are taken
 * out. A document that loses more than a twentieth of its words is dropped. Lines are cut at line feeds; empty ones stay.
 */
const define = defineStage({
  name: "refinedweb-lines",
  version: 1,
  options: {
    /** Languages that are judged; texts in others pass. */
    languages: listOf<Language>(["ko", "en", "other"], ["en"]),
    /** Largest share of capitals in the characters of a line. */
    maxUpperCase: number(0.5, { min: 0, max: 1 }),
    /** Largest share of digits in the characters of a line; the published 0.999999 means digits alone. */
    maxDigits: number(0.999_999, { min: 0, max: 1 }),
    /** Most words in a line that is judged by patterns. */
    patternWords: number(10, { min: 0 }),
    /** Largest share of the words that may be taken out. */
    maxRemovedWords: number(0.05, { min: 0, max: 1 }),
    /** Rules that are not applied. */
    off: listOf<LineRule>(RULES, []),
  },
  reasons: {
    "many-removed-words": "the lines taken out hold more than `maxRemovedWords` of the words",
    "lines-removed": "lines were taken out",
  },
  edits: ["lines-removed"],
  thresholds: ({ maxRemovedWords }) => ({ "many-removed-words": maxRemovedWords }),
  measures: { "many-removed-words": above("refinedweb.removed-words") },
  reads: ["lang"],
  writes: {
    /** Share of the words in lines that break a rule. */
    "refinedweb.removed-words": "number",
  },
  open: (options) => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        const lang = batch.label(row, "lang");
        if (!batch.alive[row] || (lang !== undefined && !options.languages.includes(lang as Language))) continue;
        const { kept, cut, removed } = cutLines(batch, row, options);
        verdicts.setNumber(row, "refinedweb.removed-words", fourPlaces(removed));
        if (removed > options.maxRemovedWords) verdicts.drop(row, "many-removed-words", removed);
        else if (cut > 0) {
          const bytes = encoder.encode(kept);
          verdicts.edit(row, "lines-removed", batch.arena(bytes), bytes.length);
        }
      }
    },
  }),
});

/** RefinedWeb's lines as a stage that tells every rule a document breaks. */
export const refinedwebLines = telling(define, (batch, row, options) => {
  const limits = options as unknown as Limits;
  const { removed } = cutLines(batch, row, limits);
  return removed > limits.maxRemovedWords ? [{ reason: "many-removed-words", value: removed }] : [];
});

interface Limits {
  readonly maxUpperCase: number;
  readonly maxDigits: number;
  readonly patternWords: number;
  readonly maxRemovedWords: number;
  readonly off: readonly LineRule[];
}

/** The text without the lines that break a rule, how many these are, and the share of the words in them. */
function cutLines(batch: Batch, row: number, limits: Limits): { kept: string; cut: number; removed: number } {
  const lines = batch.text(row).split("\n");
  const staying = lines.filter((line) => stays(line, limits));
  const kept = staying.join("\n");
  const cut = lines.length - staying.length;
  return { kept, cut, removed: cut === 0 ? 0 : 1 - wordsOf(kept) / Math.max(batch.stat(row, "words"), 1) };
}

function stays(line: string, { maxUpperCase, maxDigits, patternWords, off }: Limits): boolean {
  if (line === "") return true;
  const isOn = (rule: LineRule) => !off.includes(rule);
  const words = wordsOf(line);
  if (isOn("one-word") && words < 2) return false;
  const characters = length(line);
  if (isOn("upper-case") && (line.match(UPPER)?.length ?? 0) > maxUpperCase * characters) return false;
  if (isOn("numeric") && (line.match(DIGIT)?.length ?? 0) > maxDigits * characters) return false;
  if (words > patternWords) return true;
  const lower = line.toLowerCase();
  if (isOn("counter") && COUNTER.test(lower)) return false;
  return !(isOn("short-pattern") && PATTERN.test(lower));
}
