import type { Batch } from "./batch.ts";
import { markEdited, type Outcomes } from "./judging.ts";
import type { Kernels } from "./kernels/kernels.ts";
import { type PlannedReason, STATE_FIRST_REASON } from "./lineage.ts";
import type { SegmentWriter } from "./segment-writer.ts";
import { type Segment, SegmentReader } from "./segments.ts";
import type { BarrierStage } from "./stage.ts";

/** Code of a document that its barrier keeps. */
export const CODE_KEPT = 255;

/** What a barrier decided about the documents of one segment, in the order they reached it. */
export interface SegmentVerdicts {
  /** Index into the barrier's `codes`, or {@link CODE_KEPT}. */
  readonly code: Uint8Array;
  readonly twinPart: Uint32Array;
  readonly twinRow: Uint32Array;
  /** Measured value per document; NaN where there is none. */
  readonly value: Float32Array;
  /** By name, the number attributes that the barrier writes, of every document. */
  readonly attributes: ReadonlyMap<string, Float32Array | Uint32Array>;
  /** By name, the label attributes that it writes: of every document an index into `words`, or {@link NO_LABEL}. */
  readonly labels: ReadonlyMap<string, Uint32Array>;
  readonly words: readonly string[];
  /** What is taken out of texts: starts and ends in bytes by turns; those of document i end at `cutEnds[i]`. */
  readonly cuts: Uint32Array;
  readonly cutEnds: Uint32Array;
}

/** Marks a document without a label. */
export const NO_LABEL = 0xffff_ffff;

/** Where one part's verdicts lie in the file, and what decides whether its next pass must run again. */
export interface PartVerdicts {
  readonly offset: number;
  readonly segments: number;
  /** Digest of codes, values and attributes: a twin that merely moved changes neither text nor report. */
  readonly codeDigest: string;
  /** Digest of everything, for the record. */
  readonly digest: string;
}

export interface VerdictsEnd {
  readonly key: string;
  readonly parts: readonly PartVerdicts[];
}

export function writeVerdicts(writer: SegmentWriter, verdicts: SegmentVerdicts): void {
  const { code, twinPart, twinRow, value, attributes, labels, words, cuts, cutEnds } = verdicts;
  writer.append(
    [
      { name: "code", data: code },
      { name: "twinPart", data: twinPart },
      { name: "twinRow", data: twinRow },
      { name: "value", data: value },
      ...[...attributes].map(([name, data]) => ({ name: `@${name}`, data })),
      ...[...labels].map(([name, data]) => ({ name: `#${name}`, data })),
      ...(cuts.length > 0 ? [{ name: "cuts", data: cuts }] : []),
      ...(cuts.length > 0 ? [{ name: "cutEnds", data: cutEnds }] : []),
    ],
    words,
  );
}

/** Reads the verdicts of one part, segment by segment; arrays are copies. */
export class VerdictsReader {
  readonly path: string;
  readonly #reader: SegmentReader;
  readonly #kernels: Kernels;

  constructor(path: string, part: PartVerdicts, kernels: Kernels) {
    this.path = path;
    this.#reader = new SegmentReader(path, kernels);
    this.#reader.seek(part.offset);
    this.#kernels = kernels;
  }

  next(): SegmentVerdicts | undefined {
    const mark = this.#kernels.mark();
    const segment = this.#reader.next();
    if (!segment) return undefined;
    const named = (mark: string) => segment.names.filter((name) => name.startsWith(mark));
    const isCut = segment.has("cuts");
    const code = segment.u8("code").slice();
    const verdicts: SegmentVerdicts = {
      code,
      twinPart: segment.u32("twinPart").slice(),
      twinRow: segment.u32("twinRow").slice(),
      value: segment.f32("value").slice(),
      attributes: new Map(named("@").map((name) => [name.slice(1), numbersOf(segment, name)])),
      labels: new Map(named("#").map((name) => [name.slice(1), segment.u32(name).slice()])),
      words: segment.extra as readonly string[],
      cuts: isCut ? segment.u32("cuts").slice() : new Uint32Array(0),
      cutEnds: isCut ? segment.u32("cutEnds").slice() : new Uint32Array(code.length),
    };
    this.#kernels.release(mark);
    return verdicts;
  }

  close(): void {
    this.#reader.close();
  }
}

const numbersOf = (segment: Segment, name: string): Float32Array | Uint32Array =>
  segment.typeOf(name) === "f32" ? segment.f32(name).slice() : segment.u32(name).slice();

/**
 * Drops from a batch what its barrier removed, cuts texts where it asks for that, and sets its attributes. Where texts are cut they must
 * have been opened.
 */
export function applyVerdicts(
  barrier: BarrierStage,
  reasons: readonly PlannedReason[],
  verdicts: SegmentVerdicts,
  batch: Batch,
  outcomes: Outcomes,
): void {
  const planned = (word: string | undefined) =>
    reasons.find(({ stage, reason }) => stage === barrier.name && reason === word) as PlannedReason;
  const indices = barrier.codes.map((code) => planned(code).index);
  const { cuts, cutEnds, words } = verdicts;
  for (const [name, values] of verdicts.attributes) batch.attributes.get(name)?.set(values);
  for (const [name, codes] of verdicts.labels)
    for (let row = 0; row < batch.count; row++)
      if (codes[row] !== NO_LABEL) batch.setLabel(row, name, words[codes[row] as number] as string);
  for (let row = 0; row < batch.count; row++) {
    const from = row === 0 ? 0 : (cutEnds[row - 1] as number);
    const to = cutEnds[row] as number;
    if (to > from) cutText(batch, row, cuts.subarray(from, to), planned(barrier.edits[0]), outcomes);
    const code = verdicts.code[row] as number;
    if (code === CODE_KEPT) continue;
    batch.alive[row] = 0;
    outcomes.state[row] = STATE_FIRST_REASON + (indices[code] as number);
    outcomes.value[row] = verdicts.value[row] as number;
  }
}

/** Takes ranges of bytes out of a document's text. */
function cutText(batch: Batch, row: number, cuts: Uint32Array, reason: PlannedReason, outcomes: Outcomes): void {
  const bytes = batch.textBytes[row] as number;
  const into = batch.kernels.alloc(bytes);
  const memory = batch.kernels.bytes();
  const from = batch.textAt[row] as number;
  let left = 0;
  for (let cut = 0; cut <= cuts.length; cut += 2) {
    const start = cut === 0 ? 0 : (cuts[cut - 1] as number);
    const end = cut === cuts.length ? bytes : (cuts[cut] as number);
    memory.copyWithin(into + left, from + start, from + end);
    left += end - start;
  }
  batch.setText(row, into, left);
  markEdited(outcomes, row, reason);
}
