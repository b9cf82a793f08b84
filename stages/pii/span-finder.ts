import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { Detector } from "./detector.ts";
import { proposeIn } from "./find-in-text.ts";
import { Neighbourhoods } from "./neighbourhoods.ts";
import { propagate, resolveOverlaps } from "./resolve.ts";
import type { Candidate } from "./span.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Spans of a text, and the text, which is decoded only where there are spans. */
export interface FoundSpans {
  readonly text: string;
  /** In order, none overlapping. */
  readonly spans: readonly Candidate[];
}

/** Finds personal data in texts in kernel memory; a text without triggers never becomes a string, one with some only around them. */
export class SpanFinder {
  readonly #kernels: Kernels;
  readonly #detectors: readonly Detector[];
  readonly #neighbourhoods: Neighbourhoods;
  readonly #least: number;

  /** Spans scored below `least` are not taken, but for labelled ones of the first tier. */
  constructor(kernels: Kernels, detectors: readonly Detector[], least: number) {
    this.#kernels = kernels;
    this.#detectors = detectors;
    this.#neighbourhoods = new Neighbourhoods(kernels, detectors);
    this.#least = least;
  }

  /** Spans of the text at a kernel address; undefined where there are none. */
  find(at: number, bytes: number): FoundSpans | undefined {
    const candidates: Candidate[] = [];
    let whole: string | undefined;
    const wholeText = () => {
      whole ??= this.#decode(at, bytes);
      return whole;
    };
    let counted = 0;
    let units = 0;
    for (const { from, to, detectors } of this.#neighbourhoods.of(at, bytes)) {
      const asked = this.#detectors.filter((_, index) => detectors & (1 << index));
      const found = proposeIn(this.#decode(at + from, to - from), asked, wholeText);
      if (found.length === 0) continue;
      units += this.#kernels.call.utf16Units(at + counted, from - counted);
      counted = from;
      for (const each of found) candidates.push({ ...each, start: each.start + units, end: each.end + units });
    }
    const chosen = candidates.length === 0 ? candidates : resolveOverlaps(candidates, this.#least);
    if (chosen.length === 0) return undefined;
    return { text: wholeText(), spans: propagate(chosen, wholeText()) };
  }

  #decode(at: number, bytes: number): string {
    return decoder.decode(this.#kernels.bytes().subarray(at, at + bytes));
  }
}
