import type { Batch } from "../../engine/batch.ts";
import { ConfigError } from "../../engine/errors.ts";
import { fourPlaces } from "../../engine/four-places.ts";
import { above } from "../../engine/measured.ts";
import { number, oneOf, strings } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { digestsOfFiles, type UserFiles, withUserFiles } from "../../engine/user-files.ts";
import { type BenchmarkItem, readBenchmark } from "./benchmark-items.ts";
import { type Found, OverlapIndex } from "./overlap-index.ts";
import { unitsOf } from "./rule-spans.ts";

/** Least units of an item's string that is shorter than a whole run: fewer are a phrase that anybody may have written. */
const LEAST = { words: 8, letters: 20 };
const FEED = 10;
const encoder = new TextEncoder();

const define = (files: UserFiles<"benchmarks">) =>
  defineStage({
    name: "decontaminate",
    version: 1,
    options: {
      /** Files of benchmark items: an object a line, a list of objects, or a text a line; plain, .gz or .zst, relative to the config. */
      benchmarks: strings([]),
      /** Fields of an item that are looked for; all where none is named. */
      fields: strings([]),
      /** Words that must be the same in a row (GPT-3 and PaLM took 13 and 8, datatrove 12). Strings of 8 words and more count whole. */
      words: number(13, { min: LEAST.words, max: 200 }),
      /**
       * The same for items mostly of Hangul, Han or kana: letters and digits in a row, blanks and marks left out, as Korean sets blanks in
       * more than one way. Thirty say about as much as thirteen English words. Strings of 20 letters and more count whole.
       */
      letters: number(30, { min: LEAST.letters, max: 500 }),
      /** Least share of an item's runs that a document must hold; 0: one run is enough. */
      minShare: number(0, { min: 0, max: 1 }),
      /** Runs that more items than this have are frames of questions and tell nothing (GPT-3 left out those met in more than ten places). */
      mostItems: number(10, { min: 1 }),
      /** What becomes of a document: it is dropped, the lines that hold a run are cut out, or it is only recorded. */
      action: oneOf(["drop", "cut", "keep"], "drop"),
      /** With `cut`: the largest share of the bytes that may be cut; beyond it the document is dropped. */
      maxCut: number(0.5, { min: 0, max: 1 }),
      digests: digestsOfFiles,
    },
    reasons: {
      "benchmark-item": "it holds more than `minShare` of a benchmark's item",
      "benchmark-lines": "lines that hold a part of a benchmark's item were cut out",
    },
    edits: ["benchmark-lines"],
    thresholds: ({ minShare }) => ({ "benchmark-item": minShare }),
    measures: { "benchmark-item": above("contamination.share") },
    isCostly: true,
    writes: {
      /** The benchmark of which the document holds the most of one item, as the config names its file. */
      "contamination.benchmark": "label",
      /** That item: its id, or its line in the file. */
      "contamination.item": "label",
      /** Share of its runs in the document, 0–1. */
      "contamination.share": "number",
      /** Which of the item's words (or letters), from 0, begins the first run found. */
      "contamination.unit": "number",
      /** Items of which the document holds enough. */
      "contamination.items": "number",
    },
    open: ({ fields, words, letters, minShare, mostItems, action, maxCut }) => {
      const items = files.benchmarks.flatMap((file) => readBenchmark(file, fields));
      const indices = [
        new OverlapIndex("words", items.map(only(false)), { whole: words, least: LEAST.words }, mostItems),
        new OverlapIndex("letters", items.map(only(true)), { whole: letters, least: LEAST.letters }, mostItems),
      ] as const;
      const empty = files.benchmarks.find(({ name }) => !items.some(({ benchmark }) => benchmark === name));
      if (empty)
        throw new ConfigError([`decontaminate.benchmarks: ${empty.name} holds no item. Leave it out`], "BENCHMARK_UNREADABLE");
      return {
        spans: (text) => {
          const bytes = encoder.encode(text);
          const unitAt = unitsOf(bytes);
          const spans = indices.flatMap((index) => index.find(bytes).spans);
          return spans.map(([start, end]) => [unitAt[start] as number, unitAt[end] as number] as const);
        },
        judgeBatch: (batch, verdicts) => {
          for (let row = 0; row < batch.count; row++) {
            if (!batch.alive[row]) continue;
            const { overlaps, spans } = search(batch, row, indices);
            const held = overlaps.filter(({ share }) => share >= minShare);
            const best = held[0];
            if (!best) continue;
            const { benchmark, item } = items[best.item] as BenchmarkItem;
            verdicts.setLabel(row, "contamination.benchmark", benchmark);
            verdicts.setLabel(row, "contamination.item", item);
            verdicts.setNumber(row, "contamination.share", fourPlaces(best.share));
            verdicts.setNumber(row, "contamination.unit", best.unit);
            verdicts.setNumber(row, "contamination.items", held.length);
            if (action === "keep") continue;
            const enough = new Set(held.map((each) => each.item));
            const left = action === "cut" ? withoutLines(batch.textView(row), spans, enough) : undefined;
            const whole = batch.textBytes[row] as number;
            if (left === undefined || whole - left.length > maxCut * whole) verdicts.drop(row, "benchmark-item", best.share);
            else verdicts.edit(row, "benchmark-lines", batch.arena(left), left.length);
          }
        },
      };
    },
  });

/**
 * Finds documents that hold items of benchmarks which you name, by runs of words (of letters, for Korean) that are the same, case,
 * punctuation and width of letters aside; texts are taken to be in NFC, as the stage `normalise-unicode` makes them. The best item and where in it the first run lies are recorded, so that every verdict can be
 * looked up in your own file; the text of neither is.
 */
export const decontaminate = withUserFiles(["benchmarks"], define);

const isEastAsian = (text: string): boolean => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const wide = text.match(/[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  return wide * 2 > letters;
};

/** The item with its strings of one kind only, so that items keep their numbers. */
const only = (eastAsian: boolean) => (item: BenchmarkItem) => {
  return { ...item, strings: item.strings.filter((string) => isEastAsian(string) === eastAsian) };
};

function search(batch: Batch, row: number, [byWords, byLetters]: readonly [OverlapIndex, OverlapIndex]): Found {
  const text = batch.textView(row);
  const wide = batch.stat(row, "hangul") + batch.stat(row, "han") + batch.stat(row, "kana");
  const found = [
    byWords.isEmpty ? undefined : byWords.find(text),
    byLetters.isEmpty || wide < LEAST.letters / 2 ? undefined : byLetters.find(text),
  ].filter((each) => each !== undefined);
  if (found.length === 1) return found[0] as Found;
  const overlaps = found.flatMap((each) => each.overlaps);
  // One item may have strings of both kinds: the kind of which more was found speaks for it.
  overlaps.sort((a, b) => b.share - a.share || a.item - b.item);
  const first = overlaps.filter(({ item }, index) => overlaps.findIndex((each) => each.item === item) === index);
  return { overlaps: first, spans: found.flatMap(({ spans }) => spans) };
}

/** The text without the lines that hold a span of one of the items. */
function withoutLines(text: Uint8Array, spans: Found["spans"], items: ReadonlySet<number>): Uint8Array {
  const cuts = spans
    .filter(([, , item]) => items.has(item))
    .map(([start, end]) => {
      const before = text.lastIndexOf(FEED, Math.max(0, start - 1));
      const behind = text.indexOf(FEED, end);
      return [start === 0 ? 0 : before + 1, behind < 0 ? text.length : behind + 1] as const;
    })
    .sort(([a], [b]) => a - b);
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const [start, end] of cuts) {
    if (start > at) pieces.push(text.subarray(at, start));
    at = Math.max(at, end);
  }
  pieces.push(text.subarray(at));
  return Buffer.concat(pieces);
}
