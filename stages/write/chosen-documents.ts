import { Batch } from "../../engine/batch.ts";
import { BATCH_DOCUMENTS } from "../../engine/batch-builder.ts";
import { IntegrityError } from "../../engine/errors.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { SegmentReader } from "../../engine/segments.ts";
import { loadDocuments } from "../../engine/spool.ts";
import type { AttributeSpecs } from "../../engine/stage.ts";
import { readCounts } from "../../engine/token-counts.ts";

/** A part of the pool: where its text lies and what its source is called. */
export interface PoolText {
  readonly text: string;
  readonly source: string;
  readonly part: number;
  /** Another tokenizer's counts of the part's documents, which become an attribute of their records. */
  readonly counts?: TokenCounts;
}

/** A file of counts (`engine/token-counts.ts`), and the attribute they are called by. */
export interface TokenCounts {
  readonly path: string;
  readonly attribute: string;
}

/** Where the choices of some pool parts lie: a segment of columns row, shard and rank for each part, sorted by row. */
export interface ChoicesPlace {
  readonly path: string;
  readonly offsets: readonly number[];
}

/** Takes one chosen document, which lies in `batch` until the next call. */
export type VisitChosen = (batch: Batch, row: number, shard: number, rank: number) => void;

/** Goes through the chosen documents of pool parts in order, those of some shards alone where `shards` are given. */
export function forEachChosen(
  parts: readonly PoolText[],
  choices: ChoicesPlace,
  shards: readonly number[] | undefined,
  attributes: AttributeSpecs,
  kernels: Kernels,
  visit: VisitChosen,
): void {
  const reader = new SegmentReader(choices.path, kernels);
  const counted = parts.flatMap(({ counts }) => (counts ? [[counts.attribute, "number"] as const] : []));
  const batch = new Batch(kernels, "", BATCH_DOCUMENTS, { ...attributes, ...Object.fromEntries(counted) });
  try {
    for (const [index, part] of parts.entries()) {
      const mark = kernels.mark();
      reader.seek(choices.offsets[index] as number);
      const segment = reader.next();
      if (!segment) throw new IntegrityError(`${choices.path}: no choices of part ${part.part}. Run again.`, "CHOICES_MISSING");
      const chosen = pickShards(segment.u32("row"), segment.u32("shard"), segment.u32("rank"), shards);
      kernels.release(mark);
      batch.source = part.source;
      visitPart(part, chosen, batch, visit);
    }
  } finally {
    reader.close();
  }
}

interface Choices {
  readonly row: Uint32Array;
  readonly shard: Uint32Array;
  readonly rank: Uint32Array;
}

/** Copies out of kernel memory, of some shards or of all. */
function pickShards(row: Uint32Array, shard: Uint32Array, rank: Uint32Array, shards: readonly number[] | undefined): Choices {
  const wanted = shards && shard.map((each) => (shards.includes(each) ? 1 : 0));
  const keep = (column: Uint32Array) =>
    wanted === undefined ? column.slice() : column.filter((_, index) => wanted[index] === 1);
  return { row: keep(row), shard: keep(shard), rank: keep(rank) };
}

function visitPart(part: PoolText, chosen: Choices, batch: Batch, visit: VisitChosen): void {
  if (chosen.row.length === 0) return;
  const { kernels } = batch;
  const reader = new SegmentReader(part.text, kernels);
  const counts = part.counts && readCounts(part.counts.path, kernels);
  const mark = kernels.mark();
  let before = 0;
  try {
    for (let next = 0; next < chosen.row.length; ) {
      const texts = loadDocuments(reader, batch);
      if (!texts)
        throw new IntegrityError(`${part.text}: it ends before row ${chosen.row[next]}. Run again with --fresh.`, "POOL_SHORT");
      texts.open(batch);
      if (part.counts && counts) {
        batch.attributes.get(part.counts.attribute)?.set(counts.subarray(before, before + batch.count));
        before += batch.count;
      }
      for (let row = 0; row < batch.count; row++) {
        while (chosen.row[next] === batch.row[row]) {
          visit(batch, row, chosen.shard[next] as number, chosen.rank[next] as number);
          next++;
        }
      }
      kernels.release(mark);
    }
  } finally {
    reader.close();
    kernels.release(mark);
  }
}
