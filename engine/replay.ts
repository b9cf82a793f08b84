import { Batch } from "./batch.ts";
import { BATCH_DOCUMENTS, PartBatchBuilder } from "./batch-builder.ts";
import { Outcomes, type ReadyStage, readyStage } from "./judging.ts";
import type { Kernels } from "./kernels/kernels.ts";
import type { Plan } from "./plan.ts";
import { readRanges } from "./read-part.ts";
import type { Part, Source } from "./source.ts";

/**
 * Reads a part again and takes its documents through the stages up to one, barriers aside; `see` is shown the texts of the rows asked for
 * as that stage got them.
 */
export async function replayPart(
  plan: Plan,
  part: Part,
  upTo: string,
  rows: ReadonlySet<number>,
  kernels: Kernels,
  cacheFolder: string,
  see: (row: number, text: string) => void,
): Promise<void> {
  const source = plan.sources[part.source] as Source;
  const context = { seed: plan.seed, kernels, cacheFolder };
  const before = plan.stages.slice(
    0,
    plan.stages.findIndex(({ name }) => name === upTo),
  );
  const stages: ReadyStage[] = [];
  for (const stage of before) if (stage.kind === "document") stages.push(await readyStage(stage, plan.reasons, context));
  const batch = new Batch(kernels, source.name, BATCH_DOCUMENTS, plan.attributes);
  const outcomes = new Outcomes(BATCH_DOCUMENTS);
  const mark = kernels.mark();
  const last = Math.max(...rows);
  const builder = new PartBatchBuilder(batch, last + 1, part.ranges.length > 1);
  const begin = () => {
    kernels.release(mark);
    batch.reset();
    outcomes.reset();
    builder.begin();
  };
  begin();
  try {
    await readRanges(part.ranges, [], {
      source,
      context: { kernels },
      builder,
      finishBatch: () => {
        // Others need not travel.
        for (let at = 0; at < batch.count; at++) batch.alive[at] = rows.has(batch.row[at] as number) ? 1 : 0;
        for (const stage of stages) stage.judge(batch, outcomes);
        for (let at = 0; at < batch.count; at++) {
          if (rows.has(batch.row[at] as number)) see(batch.row[at] as number, batch.text(at));
        }
        begin();
      },
      onBytes: () => undefined,
    });
  } finally {
    kernels.release(mark);
  }
}
