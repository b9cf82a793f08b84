import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { EntityType, Span } from "../../stages/pii/span.ts";

const folder = new URL("../../../shared/data/C_pii/", import.meta.url);

/** Whether the shared labelled sets are on this machine. */
export const haveLabelledTexts: boolean = existsSync(folder);

/** A text with the spans that people, or who wrote it, marked. */
export interface LabelledText {
  /** Number of the document in its set: sets are split by its parity, rules are tuned on the odd half. */
  readonly number: number;
  readonly text: string;
  /** `must` is false where a span is debatable: neither finding it nor missing it counts. */
  readonly spans: readonly { readonly start: number; readonly end: number; readonly label: string; readonly must: boolean }[];
}

interface Row {
  readonly id: string;
  readonly text: string;
  readonly spans?: readonly { start: number; end: number; type: string; must: boolean }[];
  readonly meta?: { readonly spans: readonly { start: number; end: number; label: string }[] };
}

/** Reads a labelled set of the shared data, such as `webdev300`. */
export function labelledTexts(name: string): LabelledText[] {
  const lines = gunzipSync(readFileSync(new URL(`${name}.jsonl.gz`, folder)))
    .toString()
    .split("\n");
  return lines.filter(Boolean).map((line, row) => {
    const { id, text, spans, meta } = JSON.parse(line) as Row;
    const number = Number(/(\d+)$/.exec(id)?.[1] ?? row);
    const labels = spans?.map(({ type, ...rest }) => ({ ...rest, label: type })) ?? meta?.spans ?? [];
    return { number, text, spans: labels.map((span) => ({ must: true, ...span })) };
  });
}

/** Counts of found and missed spans of one type; shares are 0–1. */
export interface Figures {
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * Compares exact spans of one type with the labels `label`. What lies on a debatable label counts for nothing, nor does a further place
 * of a text that is labelled at one place only, as the labels of the administrative set are.
 */
export function figuresOf(
  texts: readonly LabelledText[],
  type: EntityType,
  label: string,
  find: (text: string) => readonly Span[],
): Figures {
  let right = 0;
  let wrong = 0;
  let missed = 0;
  for (const { text, spans } of texts) {
    const wanted = spans.filter((span) => span.label === label);
    const got = find(text).filter((span) => span.type === type);
    const same = (a: { start: number; end: number }, b: { start: number; end: number }) => a.start === b.start && a.end === b.end;
    const words = new Set(wanted.map(({ start, end }) => text.slice(start, end)));
    for (const span of wanted.filter(({ must }) => must)) {
      if (got.some((found) => same(found, span))) right++;
      else missed++;
    }
    wrong += got.filter(
      (found) =>
        !wanted.some((span) => same(found, span)) &&
        !wanted.some((span) => !span.must && span.start < found.end && found.start < span.end) &&
        !words.has(text.slice(found.start, found.end)),
    ).length;
  }
  const precision = right / (right + wrong);
  const recall = right / (right + missed);
  return { right, wrong, missed, precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}
