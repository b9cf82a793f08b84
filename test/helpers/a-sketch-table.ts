import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kernels, loadKernels } from "../../engine/kernels/kernels.ts";
import { ScratchFile } from "../../engine/scratch-file.ts";
import type { SketchTable } from "../../engine/sketch-table.ts";
import type { BarrierStage } from "../../engine/stage.ts";
import { type ARecord, aBatch } from "./a-batch.ts";

/** A sketch table over parts in memory; `reads` counts how often a part was read. */
export interface MemoryTable extends SketchTable {
  readonly reads: number;
}

interface MemoryPart {
  readonly sketches: Uint32Array;
  readonly source: number;
  /** What the sketcher set aside. */
  readonly evidence?: Uint32Array;
}

let scratches = 0;

/** Makes a sketch table of parts that lie in memory. */
export function aSketchTable(words: number, parts: readonly MemoryPart[], memoryBytes = 1 << 30): MemoryTable {
  const firsts: number[] = [];
  let documents = 0;
  for (const { sketches } of parts) {
    firsts.push(documents);
    documents += sketches.length / words;
  }
  let reads = 0;
  return {
    words,
    documents,
    parts: parts.length,
    memoryBytes,
    get reads() {
      return reads;
    },
    firstDocument: (part) => firsts[part] ?? documents,
    readEvidence: (document, from, into) => {
      const part = firsts.findLastIndex((first) => first <= document);
      into.set(((parts[part] as MemoryPart).evidence as Uint32Array).subarray(from, from + into.length));
    },
    openScratch: (name) => new ScratchFile(join(tmpdir(), `kijil-${process.pid}-${scratches++}-${name}`)),
    sourceIndex: (part) => (parts[part] as MemoryPart).source,
    read: (part) => {
      reads++;
      return (parts[part] as MemoryPart).sketches.slice();
    },
  };
}

/** Sketches documents in parts that end where the source changes and at the given document numbers. */
export async function sketchParts(
  stage: BarrierStage,
  documents: readonly ARecord[],
  cuts: readonly number[] = [],
  kernels: Kernels = loadKernels(),
): Promise<readonly MemoryPart[]> {
  const sketcher = await stage.openSketch({ seed: 7, kernels });
  const sources = [...new Set(documents.map(({ source = "test" }) => source))];
  const parts: MemoryPart[] = [];
  let from = 0;
  for (let to = 1; to <= documents.length; to++) {
    const source = documents[from]?.source ?? "test";
    if (to < documents.length && (documents[to]?.source ?? "test") === source && !cuts.includes(to)) continue;
    const mark = kernels.mark();
    const batch = aBatch(["dropped before", ...documents.slice(from, to)], { kernels, source });
    // A dropped row in front, and room before the batch's place: a sketcher must mind both.
    batch.alive[0] = 0;
    const sketches = new Uint32Array((to - from + 1) * stage.sketchWords);
    // Something of another document stands first among the evidence, too.
    const evidence: number[] = [7];
    const append = (words: Uint32Array) => {
      const at = evidence.length;
      for (const word of words) evidence.push(word);
      return at;
    };
    sketcher.sketchBatch(batch, sketches, stage.sketchWords, { append });
    kernels.release(mark);
    parts.push({
      sketches: sketches.subarray(stage.sketchWords),
      source: sources.indexOf(source),
      evidence: Uint32Array.from(evidence),
    });
    from = to;
  }
  return parts;
}
