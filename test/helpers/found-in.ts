import type { Detector } from "../../stages/pii/detector.ts";
import { findInText } from "../../stages/pii/find-in-text.ts";
import { PROFILES } from "../../stages/pii/score.ts";

/** The stretches of a text that detectors find at the profile `balanced`, in order. */
export function foundIn(text: string, ...detectors: readonly Detector[]): string[] {
  return findInText(text, detectors, PROFILES.balanced).map(({ start, end }) => text.slice(start, end));
}
