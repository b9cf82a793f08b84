import type { Place } from "./batch-builder.ts";
import type { MixPlan, MixRecipe, Selection, Shard } from "./mix.ts";
import type { Unreadable } from "./read-part.ts";
import type { Part } from "./source.ts";
import type { AttributeKind } from "./stage.ts";

/** A reason as the plan numbers it: over all stages, in the order of travel. */
export interface PlannedReason {
  readonly index: number;
  readonly stageIndex: number;
  readonly stage: string;
  readonly reason: string;
  readonly description: string;
  readonly kind: "drop" | "edit";
  /** What measured values are held against; null where the reason has none. */
  readonly threshold: number | null;
  /** Bit of this reason in a document's `edits`; -1 for drops. */
  readonly editBit: number;
}

/** Strings of one column, packed: string i is UTF-8 bytes [ends[i-1], ends[i]). */
export interface PackedStrings {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

/** One attribute of every row of a part; NaN where no stage set it. */
export interface AttributeColumn {
  readonly name: string;
  readonly kind: AttributeKind;
  /** Numbers, or indices into `labels`. */
  readonly values: Float64Array;
  readonly labels: readonly string[];
}

/** What happened to some consecutive records of one part, as columns over rows `firstRow` to `firstRow + rows`; a part is a run of these. */
export interface PartRecord {
  readonly part: Part;
  readonly source: string;
  readonly firstRow: number;
  /** Records read, the quarantined too. */
  readonly rows: number;
  readonly id: PackedStrings;
  readonly url: PackedStrings;
  /** Byte offset of the record in its decoded file. */
  readonly offset: Float64Array;
  /** 0 kept, 1 quarantined, else 2 + index of the planned reason that removed it. */
  readonly state: Uint16Array;
  /** Measured value of the removing reason; NaN where there is none. */
  readonly value: Float64Array;
  /** Part and row of the document that stands for a removed one; part 0xffffffff where none does. */
  readonly twinPart: Uint32Array;
  readonly twinRow: Uint32Array;
  /** Bit mask of the edit reasons that changed the text, low and high 32 bits. */
  readonly editsLow: Uint32Array;
  readonly editsHigh: Uint32Array;
  /** Bytes of the text as it was last seen. */
  readonly textBytes: Uint32Array;
  readonly attributes: readonly AttributeColumn[];
  readonly quarantine: readonly { readonly row: number; readonly offset: number; readonly reason: string }[];
  /** Where rows come from, where the part is more than one plain UTF-8 file: a place holds up to the next, over segments too. */
  readonly places: readonly Place[];
  /** Files of the part that could not be read to their end. */
  readonly unreadable: readonly Unreadable[];
  /** Digest of the part's reports: the same key means the same record. */
  readonly key: string;
}

export const NO_TWIN = 0xffff_ffff;
export const STATE_KEPT = 0;
export const STATE_QUARANTINED = 1;
export const STATE_FIRST_REASON = 2;

/** What a run is, written when it begins. */
export interface RunHeader {
  readonly name: string;
  readonly plan: string;
  readonly seed: number;
  readonly tool: string;
  /** The plan in words, canonical JSON. */
  readonly planJson: string;
  readonly settings: readonly { readonly path: string; readonly value: string }[];
  readonly startedMs: number;
  readonly reasons: readonly PlannedReason[];
  readonly sources: readonly string[];
  readonly inputs: readonly RunInput[];
}

export interface RunInput {
  readonly source: string;
  readonly name: string;
  readonly bytes: number;
  /** Empty where the file could not be read. */
  readonly sha256: string;
}

/** A finished mix: what was planned, where each document stands, and the shards. */
export interface MixRecord {
  readonly recipe: MixRecipe;
  readonly plan: MixPlan;
  readonly selection: Selection;
  readonly shards: readonly Shard[];
}

/** Writes down what happened. One writer; every call is one transaction and may be repeated with the same outcome. */
export interface LineageRecorder {
  begin(run: RunHeader): void;
  /** Keys of the parts already written, by part index, so that a resumed run skips them. */
  recordedParts(): ReadonlyMap<number, string>;
  /** All records of one part, in one transaction, a segment at a time. */
  part(segments: Iterable<PartRecord>): void;
  /** Forgets parts from this index on: the run has fewer parts than one before it. */
  forgetPartsFrom(index: number): void;
  /** Numbers that were found later of a recorded part's rows, from row 0 on, NaN for none; those of the same name before them go. */
  numbers(part: number, name: string, values: Float64Array): void;
  mix(record: MixRecord): void;
  /** Forgets every mix that is not named: it is not drawn any more. */
  keepMixes(names: readonly string[]): void;
  /** Documents by state over all parts, to be held against what the reader counted. */
  countStates(): { readonly kept: number; readonly quarantined: number; readonly removed: ReadonlyMap<number, number> };
  end(summary: { readonly finishedMs: number; readonly exit: number }): void;
  close(): void;
}
