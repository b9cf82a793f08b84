import type { Batch } from "../engine/batch.ts";
import { type DensityLimits, densityOf } from "../stages/pii/density.ts";
import { LABEL_WORDS } from "../stages/pii/labels.ts";
import type { Redaction, Redactor } from "../stages/pii/redactor.ts";
import type { Candidate, EntityType, Span } from "../stages/pii/span.ts";

/** Samples kept of each type. */
const SAMPLES = 3;
/** Characters before a value that a sample shows. */
const CONTEXT = 14;

/** What was found of one type. */
export interface TypeCount {
  count: number;
  documents: number;
  readonly rules: Record<string, number>;
  /** Labels before some values, and the shape of everything else: `가가가 연락처: 999-9999-9999`. */
  readonly samples: string[];
}

/** One document's spans, as `--spans` prints them. */
export interface DocumentSpans {
  readonly id: string;
  readonly spans: readonly Span[];
}

/** Finds personal data in batches and counts it by type. */
export class RedactLines {
  readonly types: Partial<Record<EntityType, TypeCount>> = {};
  readonly #redactor: Redactor;
  readonly #limits: DensityLimits | undefined;

  /** `limits`: beyond them a document is dropped; without, none is. */
  constructor(redactor: Redactor, limits: DensityLimits | undefined) {
    this.#redactor = redactor;
    this.#limits = limits;
  }

  /** What is found in a document of a batch. */
  find(batch: Batch, row: number): Redaction | undefined {
    const found = this.#redactor.find(batch.textAt[row] as number, batch.textBytes[row] as number);
    if (found) this.#count(found);
    return found;
  }

  /** What is found in a text, by rules and by what else is given. */
  findIn(text: string, added: readonly Candidate[]): Redaction | undefined {
    const found = this.#redactor.findInText(text, added);
    if (found) this.#count(found);
    return found;
  }

  /** The text with what was found in it replaced. */
  replaced(found: Redaction): string {
    return this.#redactor.replace(found);
  }

  isDropped({ text, spans }: Redaction): boolean {
    return this.#limits !== undefined && densityOf(text, spans, this.#limits) !== undefined;
  }

  /** The line of a document with its text redacted. */
  redacted(line: Buffer): string {
    const record = JSON.parse(line.toString()) as { text: string };
    const found = this.#redactor.findInText(record.text);
    return JSON.stringify(found ? { ...record, text: this.#redactor.replace(found) } : record);
  }

  #count({ text, spans }: Redaction): void {
    const met = new Set<EntityType>();
    for (const [index, span] of spans.entries()) {
      const entry = this.types[span.type] ?? { count: 0, documents: 0, rules: {}, samples: [] };
      this.types[span.type] = entry;
      entry.count++;
      if (!met.has(span.type)) entry.documents++;
      met.add(span.type);
      entry.rules[span.rule] = (entry.rules[span.rule] ?? 0) + 1;
      if (entry.samples.length < SAMPLES) entry.samples.push(sampleOf(text, span, spans[index - 1]));
    }
  }
}

/** The spans of a document without what only their finding needs. */
export const told = (spans: readonly Span[]): readonly Span[] =>
  spans.map(({ start, end, type, score, rule }) => ({ start, end, type, score, rule }));

/** Shape of a stretch: digits as 9, Hangul as 가, Latin letters as a. */
const shapeOf = (text: string): string =>
  text
    .replace(/\p{Nd}/gu, "9")
    .replace(/\p{Script=Hangul}/gu, "가")
    .replace(/[\p{L}\p{M}]/gu, (letter) => (letter === "가" ? letter : "a"));

function sampleOf(text: string, { start, end }: Span, before: Span | undefined): string {
  const from = Math.max(0, start - CONTEXT, before?.end ?? 0);
  return `${shapedBesideLabels(text.slice(from, start))}${shapeOf(text.slice(start, end))}`.replace(/\s+/g, " ").trim();
}

/** Words that label values stay; all others, names perhaps, show their shape. */
function shapedBesideLabels(context: string): string {
  let at = 0;
  let shown = "";
  for (const { 0: label, index } of context.matchAll(LABEL_WORDS)) {
    shown += shapeOf(context.slice(at, index)) + label;
    at = index + label.length;
  }
  return shown + shapeOf(context.slice(at));
}
