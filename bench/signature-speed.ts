import { loadKernels } from "../engine/kernels/kernels.ts";
import { nearDuplicates } from "../stages/dedup/near.ts";
import { aBatch } from "../test/helpers/a-batch.ts";
import type { TruthSet } from "../test/helpers/near-truth.ts";

const BATCH = 500;
const ROUNDS = 5;

/** Bytes of text, and CPU seconds through sketching alone: text for shingles, shingles, MinHash 112, keys of 14 bands, evidence; best of five. */
export async function signatureCost(set: TruthSet): Promise<{ readonly bytes: number; readonly seconds: number }> {
  const stage = nearDuplicates({ shingle: set.shingle, bands: 14, rows: 8, keep: "first" });
  const kernels = loadKernels();
  const sketcher = await stage.openSketch({ seed: 1, kernels });
  const documents = set.documents();
  const evidence = new Uint32Array(16e6).fill(1);
  let bytes = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    let seconds = 0;
    bytes = 0;
    for (let from = 0; from < documents.length; from += BATCH) {
      const mark = kernels.mark();
      const batch = aBatch(documents.slice(from, from + BATCH), { kernels });
      const into = new Uint32Array(batch.count * stage.sketchWords);
      let next = 0;
      const append = (words: Uint32Array) => {
        evidence.set(words, next);
        next += words.length;
        return next - words.length;
      };
      const start = process.cpuUsage();
      sketcher.sketchBatch(batch, into, 0, { append });
      const { user, system } = process.cpuUsage(start);
      seconds += (user + system) / 1e6;
      for (let row = 0; row < batch.count; row++) bytes += batch.textBytes[row] as number;
      kernels.release(mark);
    }
    best = Math.min(best, seconds);
  }
  return { bytes, seconds: best };
}
