import { number } from "../../engine/options.ts";
import { defineBarrier, type Sketcher } from "../../engine/stage.ts";
import { cutRepeats } from "./cut-repeats.ts";
import { sketchUnits, UNIT_SKETCH_WORDS } from "./unit-evidence.ts";
import { lengthWindows } from "./unit-windows.ts";

/**
 * Takes passages out of texts that stand word for word in the text before, or in a document before in the order (source, part, row); the
 * first copy stays. A passage is a run of whole sentences, over line ends too, of so many characters: what Lee et al. (2021, 4.2) find with a
 * suffix array, but cut at the ends of sentences and lines alone, so that no character and no sentence is cut in two.
 */
export const repeatedPassages = defineBarrier({
  name: "repeated-passages",
  version: 1,
  options: {
    /** Characters of a passage, white space not counted. */
    characters: number(200, { min: 20 }),
    /** Characters that a text must have left; documents with fewer are removed. */
    fewestLeft: number(1, { min: 1 }),
  },
  reasons: {
    "repeated-passage": "passages of the text stand in a document before",
    "only-passages": "too little of the text stands in no document before",
  },
  edits: ["repeated-passage"],
  codes: ["only-passages"],
  thresholds: ({ fewestLeft }) => ({ "only-passages": fewestLeft }),
  /** How often the most frequent passage of the document stands in all documents; sentences that were taken out. */
  writes: { "passages.copies": "number", "passages.cut": "number" },
  sketchWords: () => UNIT_SKETCH_WORDS,
  openSketch: (): Sketcher => ({
    sketchBatch: (batch, into, at, evidence) => sketchUnits(batch, "sentence", into, at, evidence),
  }),
  solve: ({ characters, fewestLeft }, table) => cutRepeats(table, lengthWindows(characters), fewestLeft, "passages"),
});
