import type { FoldedText } from "./folded-text.ts";
import type { Candidate, EntityType } from "./span.ts";

/**
 * What makes a neighbourhood worth a detector's look; the kernel scan marks them on bytes before anything becomes a string.
 * - `digits`: digits of any script that may be a number of something, by how many there are and what parts them; days, times, decimals and
 *   amounts are none (`engine/kernels/oracle/triggers.ts`)
 * - `at`: a commercial at sign that may part an address
 * - `mention`: any other before a letter, a digit or an underscore
 * - `place-number`: a digit behind 로, 길, 동, 리, 읍 or 면, or 가 behind a digit, with or without a blank between them
 */
export const TRIGGER_CLASSES = ["digits", "at", "mention", "place-number"] as const;

export type TriggerClass = (typeof TRIGGER_CLASSES)[number];

/** A stretch of one document around triggers, folded, as detectors see it. */
export interface Neighbourhood {
  /** Folded text: detectors match on `view.text` and answer in its offsets. */
  readonly view: FoldedText;
  /** The whole document as it was given, decoded when first asked for: for what only the whole can tell, and rarely. */
  wholeText(): string;
}

/**
 * Finds personal data of some types. `find` is pure, takes time linear in the text's length whatever it holds, and answers in offsets of
 * `view.text`; overlaps, score thresholds, propagation and policies are not its business.
 */
export interface Detector {
  readonly name: string;
  readonly types: readonly EntityType[];
  /** Classes that this detector looks at. */
  readonly triggers: readonly TriggerClass[];
  /**
   * Words that this detector looks at: 2 characters at least, ASCII letters in any case. Rare ones: each hit makes a string of its
   * surroundings. They are matched as substrings of the bytes.
   */
  readonly words: readonly string[];
  /** Bytes before and after a trigger that the detector may have to see; lines are completed, and table rows up to their header. */
  readonly reach: { readonly before: number; readonly after: number };
  find(neighbourhood: Neighbourhood): readonly Candidate[];
}
