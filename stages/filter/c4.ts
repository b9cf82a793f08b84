import type { Batch } from "../../engine/batch.ts";
import { WORD_RULES, wordRoom } from "../../engine/kernels/kernels.ts";
import { below } from "../../engine/measured.ts";
import { listOf, number } from "../../engine/options.ts";
import { defineStage, type Verdicts } from "../../engine/stage.ts";
import { type Failure, type Language, telling } from "./rules.ts";

/** Rules that take lines out, in the order they are tried; a line leaves for the first that it breaks. */
const LINE_RULES = ["long-word", "no-terminal-mark", "few-words", "javascript", "policy"] as const;
/** Rules that end a document's way where a line breaks them, and the edit of lines that stay. */
const OTHER_RULES = ["lorem-ipsum", "curly-bracket", "few-sentences", "citations"] as const;
type LineRule = (typeof LINE_RULES)[number];
type C4Rule = LineRule | (typeof OTHER_RULES)[number];

// As Python's splitlines, strip and split have them: white space and the four separators of ASCII.
const SPACE = "[\\p{White_Space}\\x1c-\\x1f]+";
const SPACES = new RegExp(SPACE, "u");
const TRIM = new RegExp(`^${SPACE}|${SPACE}$`, "gu");
// biome-ignore lint/suspicious/noControlCharactersInRegex: three of them end lines there
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/u;
const CITATION = /\[\d*\]|\[edit\]|\[citation needed\]/g;
const POLICIES = ["terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies"];

interface Limits {
  readonly maxWordCharacters: number;
  readonly minLineWords: number;
  readonly minSentences: number;
  readonly off: readonly C4Rule[];
}

/** What is left of a text, what was taken out, and the rules that take all of it, in the order in which lines broke them. */
interface Cut {
  readonly text: string;
  readonly removed: Readonly<Record<LineRule, number>>;
  readonly broken: ReadonlySet<"lorem-ipsum" | "curly-bracket">;
}

const encoder = new TextEncoder();

/**
 * C4's rules (Raffel et al. 2020, arXiv 1910.10683) as datatrove 0.10 has them: lines without a closing mark . ? ! " ', of fewer than three
 * words, with a word over 1,000 characters, about JavaScript or cookies are taken out, citation marks are cut, and documents with lorem
 * ipsum, a curly bracket or fewer than five sentences left are dropped. `…`, `。` and `)` close no line; `...` does not either. The lines
 * that stay are trimmed and joined by line feeds. FineWeb uses it with `off: ["no-terminal-mark"]`.
 */
const define = defineStage({
  name: "c4",
  version: 1,
  options: {
    /** Languages that are judged; texts in others pass. */
    languages: listOf<Language>(["ko", "en", "other"], ["en"]),
    /** Most characters in a word of a line. */
    maxWordCharacters: number(1000, { min: 1 }),
    /** Fewest words, between blanks, in a line. */
    minLineWords: number(3, { min: 0 }),
    /** Fewest sentences in the lines that are left. */
    minSentences: number(5, { min: 0 }),
    /** Rules that are not applied. */
    off: listOf<C4Rule>([...LINE_RULES, ...OTHER_RULES], []),
  },
  reasons: {
    "lorem-ipsum": "a line holds lorem ipsum",
    "curly-bracket": "a line that would stay holds {",
    "few-sentences": "fewer than `minSentences` sentences are left",
    "lines-removed": "lines were taken out, trimmed or rid of citation marks",
  },
  edits: ["lines-removed"],
  thresholds: ({ minSentences }) => ({ "few-sentences": minSentences }),
  measures: { "few-sentences": below("lines.sentences") },
  reads: ["lang"],
  writes: {
    /** Sentences left. */
    "lines.sentences": "number",
    /** Lines taken out for each rule. */
    "lines.long-word": "number",
    "lines.no-terminal-mark": "number",
    "lines.few-words": "number",
    "lines.javascript": "number",
    "lines.policy": "number",
  },
  open: (options) => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        const lang = batch.label(row, "lang");
        if (!batch.alive[row] || (lang !== undefined && !options.languages.includes(lang as Language))) continue;
        judge(batch, row, options, verdicts);
      }
    },
  }),
});

/** C4 as a stage that tells every rule a document breaks. */
export const c4 = telling(define, (batch, row, options) => {
  const limits = options as unknown as Limits;
  const { text, broken } = cutLines(batch.text(row), limits);
  const found: Failure[] = [...broken].map((reason) => ({ reason, value: 1 }));
  const mark = batch.kernels.mark();
  const bytes = encoder.encode(text);
  const sentences = sentencesOf(batch, batch.arena(bytes), bytes.length);
  batch.kernels.release(mark);
  const isShort = !limits.off.includes("few-sentences") && sentences < limits.minSentences;
  return isShort ? [...found, { reason: "few-sentences", value: sentences }] : found;
});

function judge(
  batch: Batch,
  row: number,
  limits: Limits,
  verdicts: Verdicts<"lorem-ipsum" | "curly-bracket" | "few-sentences" | "lines-removed">,
): void {
  const before = batch.text(row);
  const { text, removed, broken } = cutLines(before, limits);
  for (const each of LINE_RULES) verdicts.setNumber(row, `lines.${each}`, removed[each]);
  const bytes = encoder.encode(text);
  const at = batch.arena(bytes);
  const sentences = sentencesOf(batch, at, bytes.length);
  verdicts.setNumber(row, "lines.sentences", sentences);
  const [rule] = broken;
  if (rule) verdicts.drop(row, rule);
  else if (!limits.off.includes("few-sentences") && sentences < limits.minSentences)
    verdicts.drop(row, "few-sentences", sentences);
  else if (text !== before) verdicts.edit(row, "lines-removed", at, bytes.length);
}

function sentencesOf({ kernels }: Batch, at: number, bytes: number): number {
  const mark = kernels.mark();
  const records = kernels.alloc(wordRoom(bytes, "english"));
  const sentences = kernels.call.countSentences(records, kernels.call.splitWords(at, bytes, WORD_RULES.english, records));
  kernels.release(mark);
  return sentences;
}

/** Lines that stay, in the order of datatrove's checks: what a line breaks first is what it leaves for. */
function cutLines(text: string, { maxWordCharacters, minLineWords, off }: Limits): Cut {
  const removed: Record<LineRule, number> = { "long-word": 0, "no-terminal-mark": 0, "few-words": 0, javascript: 0, policy: 0 };
  const isOn = (rule: C4Rule) => !off.includes(rule);
  const kept: string[] = [];
  const broken = new Set<"lorem-ipsum" | "curly-bracket">();
  for (const whole of text.split(LINE_END)) {
    let line = whole.replace(TRIM, "");
    const words = line === "" ? [] : line.split(SPACES);
    if (isOn("long-word") && line.length > maxWordCharacters && words.some((word) => [...word].length > maxWordCharacters)) {
      removed["long-word"]++;
      continue;
    }
    if (isOn("citations") && line.includes("[")) line = line.replace(CITATION, "");
    if (isOn("no-terminal-mark") && (!/[.?!"']$/.test(line) || line.endsWith("..."))) {
      removed["no-terminal-mark"]++;
      continue;
    }
    if (isOn("few-words") && words.length < minLineWords) {
      removed["few-words"]++;
      continue;
    }
    const lower = line.toLowerCase();
    if (isOn("lorem-ipsum") && lower.includes("lorem ipsum")) {
      broken.add("lorem-ipsum");
      continue;
    }
    if (isOn("javascript") && lower.includes("javascript")) {
      removed.javascript++;
      continue;
    }
    if (isOn("curly-bracket") && line.includes("{")) {
      broken.add("curly-bracket");
      continue;
    }
    if (isOn("policy") && POLICIES.some((policy) => lower.includes(policy))) {
      removed.policy++;
      continue;
    }
    kept.push(line);
  }
  return { text: kept.join("\n").replace(TRIM, ""), removed, broken };
}
