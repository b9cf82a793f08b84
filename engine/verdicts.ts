import type { Batch } from "./batch.ts";
import type { Outcomes } from "./judging.ts";
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
  /** By name, the attributes that the barrier writes, of every document. */
  readonly attributes: ReadonlyMap<string, Float32Array | Uint32Array>;
}

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

export function writeVerdicts(writer: SegmentWriter, { code, twinPart, twinRow, value, attributes }: SegmentVerdicts): void {
  writer.append([
    { name: "code", data: code },
    { name: "twinPart", data: twinPart },
    { name: "twinRow", data: twinRow },
    { name: "value", data: value },
    ...[...attributes].map(([name, data]) => ({ name: `@${name}`, data })),
  ]);
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
    const verdicts = {
      code: segment.u8("code").slice(),
      twinPart: segment.u32("twinPart").slice(),
      twinRow: segment.u32("twinRow").slice(),
      value: segment.f32("value").slice(),
      attributes: new Map(
        segment.names.filter((name) => name.startsWith("@")).map((name) => [name.slice(1), numbersOf(segment, name)]),
      ),
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

/** Drops from a batch what its barrier removed. */
export function applyVerdicts(
  barrier: BarrierStage,
  reasons: readonly PlannedReason[],
  verdicts: SegmentVerdicts,
  batch: Batch,
  outcomes: Outcomes,
): void {
  const indices = barrier.codes.map(
    (code) => reasons.find(({ stage, reason }) => stage === barrier.name && reason === code)?.index ?? -1,
  );
  for (const [name, values] of verdicts.attributes) batch.attributes.get(name)?.set(values);
  for (let row = 0; row < batch.count; row++) {
    const code = verdicts.code[row] as number;
    if (code === CODE_KEPT) continue;
    batch.alive[row] = 0;
    outcomes.state[row] = STATE_FIRST_REASON + (indices[code] as number);
    outcomes.value[row] = verdicts.value[row] as number;
  }
}
