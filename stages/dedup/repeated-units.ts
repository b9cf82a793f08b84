import type { UnitKind } from "../../engine/kernels/kernels.ts";
import { number, oneOf } from "../../engine/options.ts";
import { defineBarrier, type Sketcher } from "../../engine/stage.ts";
import { cutRepeats } from "./cut-repeats.ts";
import { sketchUnits, UNIT_SKETCH_WORDS } from "./unit-evidence.ts";
import { spanWindows } from "./unit-windows.ts";

const UNITS: readonly UnitKind[] = ["paragraph", "line", "sentence"];

/**
 * Takes paragraphs, lines or sentences out of texts where the same stand in the text before, or in a document before in the order
 * (source, part, row); of each the first copy stays. Two are the same when their white space and the case of ASCII letters alone differ: by
 * hashes of 64 bits, so that two unlike ones among 10^9 are taken for the same with a chance of 0.03. `span: 3` with sentences is the
 * unit of C4 (Raffel et al. 2020, 2.2).
 */
export const repeatedUnits = defineBarrier({
  name: "repeated-units",
  version: 1,
  options: {
    /** What is compared: a `paragraph` between blank lines, a `line`, or a `sentence` (`engine/kernels/oracle/text-units.ts`). */
    unit: oneOf(UNITS, "paragraph"),
    /** Units that have to follow each other in both places. */
    span: number(1, { min: 1, max: 64 }),
    /** Characters, white space not counted, that they need: shorter ones are no copies of each other. */
    fewestCharacters: number(40, { min: 1 }),
    /** Characters that a text must have left; documents with fewer are removed. */
    fewestLeft: number(1, { min: 1 }),
  },
  reasons: {
    "repeated-unit": "parts of the text stand in a document before",
    "only-repeated": "too little of the text stands in no document before",
  },
  edits: ["repeated-unit"],
  codes: ["only-repeated"],
  thresholds: ({ fewestLeft }) => ({ "only-repeated": fewestLeft }),
  /** How often the most frequent run of units of the document stands in all documents; units that were taken out. */
  writes: { "units.copies": "number", "units.cut": "number" },
  sketchWords: () => UNIT_SKETCH_WORDS,
  openSketch: ({ unit }): Sketcher => ({
    sketchBatch: (batch, into, at, evidence) => sketchUnits(batch, unit, into, at, evidence),
  }),
  solve: ({ span, fewestCharacters, fewestLeft }, table) =>
    cutRepeats(table, spanWindows(span, fewestCharacters), fewestLeft, "units"),
});
