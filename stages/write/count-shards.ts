import type { Selection } from "../../engine/mix.ts";
import type { ShardCounts } from "./write-mix.ts";

/** What counting asks of the pool, in the order of part and row. */
export interface CountedPool {
  readonly documents: number;
  readonly part: Uint32Array;
  readonly row: Uint32Array;
  readonly source: Uint16Array;
  readonly sources: readonly string[];
  readonly tokens: Float64Array;
  readonly rawBytes: Uint32Array;
  readonly attributes: ReadonlyMap<string, { readonly values: Float64Array; readonly labels: readonly string[] }>;
}

/** Counts each shard's documents and tokens, by source, by the label `lang` and by bucket. */
export function countShards(selection: Selection, pool: CountedPool, buckets: readonly string[]): readonly ShardCounts[] {
  const language = pool.attributes.get("lang");
  const counts: ShardCounts[] = [];
  for (let shard = 0; shard + 1 < selection.shardStart.length; shard++) {
    const from = selection.shardStart[shard] as number;
    const to = selection.shardStart[shard + 1] as number;
    const bySource: Record<string, number> = {};
    const byLanguage: Record<string, number> = {};
    const byBucket: Record<string, number> = {};
    let tokens = 0;
    let rawBytes = 0;
    for (let place = from; place < to; place++) {
      const document = findDocument(pool, selection.part[place] as number, selection.row[place] as number);
      tokens += pool.tokens[document] as number;
      rawBytes += pool.rawBytes[document] as number;
      countOne(bySource, pool.sources[pool.source[document] as number]);
      if (language) countOne(byLanguage, language.labels[language.values[document] as number]);
      countOne(byBucket, buckets[selection.bucket[place] as number]);
    }
    counts.push({ documents: to - from, tokens, rawBytes, bySource, byLanguage, byBucket });
  }
  return counts;
}

function countOne(counts: Record<string, number>, name: string | undefined): void {
  const key = name ?? "unknown";
  counts[key] = (counts[key] ?? 0) + 1;
}

/** Index of a document in the pool's columns, which are in the order of part and row. */
function findDocument({ documents, part, row }: CountedPool, wantedPart: number, wantedRow: number): number {
  let low = 0;
  for (let high = documents - 1; low < high; ) {
    const middle = (low + high) >>> 1;
    const before =
      (part[middle] as number) < wantedPart || ((part[middle] as number) === wantedPart && (row[middle] as number) < wantedRow);
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}
