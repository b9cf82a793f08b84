import type { Batch } from "../../engine/batch.ts";
import { fourPlaces } from "../../engine/four-places.ts";
import { above } from "../../engine/measured.ts";
import { listOf, number } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { LINE_RULES, type LineRule, LONGEST, ruleOf } from "./line-rules.ts";
import { telling } from "./rules.ts";

const FEED = 10;
/** Bytes of the longest line whose looks are judged. */
const LONGEST_BYTES = LONGEST * 3;
/** A line that comes again leaves only when it is no sign and no single word. */
const LEAST_REPEATED = 12;
const FENCE = /^\s*(?:```|~~~)/;
/** Keys of front matter that say something about the text itself. */
const KEPT_KEYS = /^(?:title|description|subtitle|summary)\s*:/i;
const KEY = /^[\w.-]+\s*:(?:\s|$)|^\s+\S|^-\s|^\s*$/;

interface Limits {
  readonly maxRemoved: number;
  readonly off: readonly LineRule[];
}

/** What is left of a text: its lines in order, and lines taken out for each rule. */
interface Repaired {
  readonly kept: readonly Uint8Array[];
  readonly removed: Readonly<Record<LineRule, number>>;
  readonly removedBytes: number;
}

const define = defineStage({
  name: "line-repair",
  version: 2,
  options: {
    /** Largest share of the text's bytes that lines may take with them; a document that would lose more is dropped. */
    maxRemoved: number(0.5, { min: 0, max: 1 }),
    /** Rules that are not applied. */
    off: listOf<LineRule>(LINE_RULES, []),
  },
  reasons: {
    "mostly-litter": "lines that are no text make up more than `maxRemoved`",
    "lines-removed": "lines that are no text were taken out",
  },
  edits: ["lines-removed"],
  thresholds: ({ maxRemoved }) => ({ "mostly-litter": maxRemoved }),
  measures: { "mostly-litter": above("repair.removed") },
  writes: {
    /** Share of the bytes in lines that are no text, 0–1. */
    "repair.removed": "number",
    /** Lines taken out for each rule, where there are any. */
    "repair.front-matter": "number",
    "repair.by-line": "number",
    "repair.translation": "number",
    "repair.counter": "number",
    "repair.menu": "number",
    "repair.call": "number",
    "repair.consent": "number",
    "repair.address": "number",
    "repair.repeated": "number",
  },
  open: (options) => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (!batch.alive[row]) continue;
        const { kept, removed, removedBytes } = repair(batch, row, options);
        const whole = batch.textBytes[row] as number;
        const share = whole === 0 ? 0 : removedBytes / whole;
        verdicts.setNumber(row, "repair.removed", fourPlaces(share));
        for (const rule of LINE_RULES) if (removed[rule] > 0) verdicts.setNumber(row, `repair.${rule}`, removed[rule]);
        if (share > options.maxRemoved) verdicts.drop(row, "mostly-litter", share);
        else if (removedBytes > 0) {
          const bytes = joined(kept);
          verdicts.edit(row, "lines-removed", batch.arena(bytes), bytes.length);
        }
      }
    },
  }),
});

/**
 * Takes out lines that are no text, and lets what is left be judged: front matter, notices of rights, reporters and times, counters,
 * menus, calls to act, consent to cookies, lone addresses, and lines that came before in the document. Code in fences and indented code,
 * headings and tables are left alone; blank lines that would stand together are one. Rules: `stages/filter/line-rules.ts`.
 */
export const lineRepair = telling(define, (batch, row, options) => {
  const limits = options as unknown as Limits;
  const share = repair(batch, row, limits).removedBytes / Math.max(1, batch.textBytes[row] as number);
  return share > limits.maxRemoved ? [{ reason: "mostly-litter", value: share }] : [];
});

function repair(batch: Batch, row: number, { off }: Limits): Repaired {
  const text = batch.textView(row);
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length);
  const removed = Object.fromEntries(LINE_RULES.map((rule) => [rule, 0])) as Record<LineRule, number>;
  const kept: Uint8Array[] = [];
  const met = !off.includes("repeated") && batch.lineStat(row, "repeatedSolidCharacters") > 0 ? new Set<string>() : undefined;
  let at = off.includes("front-matter") ? 0 : frontMatter(bytes, kept, removed);
  let removedBytes = at - lengthOf(kept);
  let isCode = false;
  let isGap = false; // whether the line before was taken out
  while (at < bytes.length) {
    const feed = bytes.indexOf(FEED, at);
    const end = feed < 0 ? bytes.length : feed;
    const line = bytes.subarray(at, end);
    at = end + 1;
    const isBlank = line.length === 0;
    if (isGap && isBlank && (kept.length === 0 || kept.at(-1)?.length === 0)) continue;
    if (!met && line.length > LONGEST_BYTES) {
      kept.push(line);
      isGap = false;
      continue;
    }
    const decoded = isBlank ? "" : line.toString();
    if (FENCE.test(decoded)) isCode = !isCode;
    const rule = isCode || isBlank ? undefined : leaves(decoded, met, off);
    isGap = rule !== undefined;
    if (rule === undefined) kept.push(line);
    else {
      removed[rule]++;
      removedBytes += line.length;
    }
  }
  return { kept, removed, removedBytes: Object.values(removed).some((count) => count > 0) ? Math.max(1, removedBytes) : 0 };
}

function leaves(line: string, met: Set<string> | undefined, off: readonly LineRule[]): LineRule | undefined {
  const rule = ruleOf(line);
  if (rule !== undefined && !off.includes(rule)) return rule;
  if (!met || line.length < LEAST_REPEATED || /^(?:\s{4}|\t|\||[-+|=*]{3})/.test(line) || !/\p{L}/u.test(line)) return undefined;
  if (met.has(line)) return "repeated";
  met.add(line);
  return undefined;
}

/** Passes over `---` … `---` at the start of a text when every line of it is a key, a list or a continuation; keeps what says something. */
function frontMatter(bytes: Buffer, kept: Uint8Array[], removed: Record<LineRule, number>): number {
  if (bytes.length < 8 || bytes.toString("latin1", 0, 4) !== "---\n") return 0;
  const close = bytes.indexOf("\n---", 3);
  const end = close < 0 ? -1 : close + 4;
  if (end < 0 || (end < bytes.length && bytes[end] !== FEED)) return 0;
  const lines = bytes.toString("utf8", 4, Math.max(4, close)).split("\n");
  if (!lines.every((line) => KEY.test(line))) return 0;
  const saying = lines.filter((line) => KEPT_KEYS.test(line));
  for (const line of saying) kept.push(Buffer.from(line));
  removed["front-matter"] += lines.length - saying.length + 2;
  return Math.min(bytes.length, end + 1);
}

const lengthOf = (lines: readonly Uint8Array[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

function joined(lines: readonly Uint8Array[]): Uint8Array {
  const last = lines.findLastIndex((line) => line.length > 0) + 1;
  const some = lines.slice(0, last);
  const bytes = new Uint8Array(Math.max(0, lengthOf(some) - 1));
  let at = 0;
  for (const line of some) {
    bytes.set(line, at);
    at += line.length + 1;
    if (at <= bytes.length) bytes[at - 1] = FEED;
  }
  return bytes;
}
