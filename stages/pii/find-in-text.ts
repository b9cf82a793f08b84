import type { Detector } from "./detector.ts";
import { FoldedText } from "./folded-text.ts";
import { TAG } from "./policies.ts";
import { propagate, resolveOverlaps } from "./resolve.ts";
import type { Candidate, Span } from "./span.ts";

/** What detectors propose for a stretch of a text, in offsets of the stretch as it was given. */
export function proposeIn(text: string, detectors: readonly Detector[], wholeText: () => string): Candidate[] {
  // What stands in place of a value says nothing of its neighbours.
  const view = new FoldedText(text.includes("[") ? text.replace(TAG, (tag) => " ".repeat(tag.length)) : text);
  return detectors.flatMap((detector) =>
    detector
      .find({ view, wholeText })
      .map((candidate) => ({ ...candidate, start: view.startOf(candidate.start), end: view.endOf(candidate.end) })),
  );
}

/**
 * Spans of personal data in a whole text, in order, none overlapping, none below `least`. It shows every detector everything: the stage,
 * which shows them neighbourhoods of triggers, has to find the same.
 */
export function findInText(text: string, detectors: readonly Detector[], least: number): readonly Span[] {
  const candidates = proposeIn(text, detectors, () => text);
  return propagate(resolveOverlaps(candidates, least), text);
}
