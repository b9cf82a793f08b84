import { createHash } from "node:crypto";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { Selection } from "../../engine/mix.ts";
import { SegmentWriter } from "../../engine/segment-writer.ts";

/** The choices of one pool part: where its segment lies in the file, and a digest that changes when a choice does. */
export interface PartChoices {
  readonly part: number;
  readonly offset: number;
  readonly documents: number;
  readonly digest: string;
}

/** Writes a selection as one segment a part (row, shard, rank; sorted by row, then shard and rank), so that pool parts can be read front to back. */
export function writeChoices(path: string, selection: Selection, kernels: Kernels): readonly PartChoices[] {
  const shardOf = shardNumbers(selection);
  const writer = new SegmentWriter(path, kernels);
  const parts: PartChoices[] = [];
  try {
    for (const [part, places] of placesByPart(selection)) {
      const row = new Uint32Array(places.length);
      const shard = new Uint32Array(places.length);
      const rank = new Uint32Array(places.length);
      for (const [index, place] of places.entries()) {
        row[index] = selection.row[place] as number;
        shard[index] = shardOf[place] as number;
        rank[index] = place - (selection.shardStart[shard[index]] as number);
      }
      const hash = createHash("sha256");
      for (const column of [row, shard, rank]) hash.update(new Uint8Array(column.buffer));
      parts.push({ part, offset: writer.bytes, documents: places.length, digest: hash.digest("hex") });
      writer.append([
        { name: "row", data: row },
        { name: "shard", data: shard },
        { name: "rank", data: rank },
      ]);
    }
    writer.finish({ parts: parts.length });
    return parts;
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

function shardNumbers({ documents, shardStart }: Selection): Uint32Array {
  const numbers = new Uint32Array(documents);
  for (let shard = 0; shard + 1 < shardStart.length; shard++) numbers.fill(shard, shardStart[shard], shardStart[shard + 1]);
  return numbers;
}

/** Places in the selection by part, parts ascending, places by row and then by place. */
function* placesByPart({ documents, part, row }: Selection): Generator<readonly [number, Uint32Array]> {
  const sorted = new BigUint64Array(documents);
  const parts = [...new Set(part)].sort((a, b) => a - b);
  const counts = new Map(parts.map((number) => [number, 0]));
  for (let place = 0; place < documents; place++) {
    const number = part[place] as number;
    counts.set(number, (counts.get(number) as number) + 1);
  }
  const next = new Map<number, number>();
  let start = 0;
  for (const number of parts) {
    next.set(number, start);
    start += counts.get(number) as number;
  }
  for (let place = 0; place < documents; place++) {
    const number = part[place] as number;
    const at = next.get(number) as number;
    sorted[at] = (BigInt(row[place] as number) << 32n) | BigInt(place);
    next.set(number, at + 1);
  }
  start = 0;
  for (const number of parts) {
    const group = sorted.subarray(start, start + (counts.get(number) as number)).sort();
    start += group.length;
    yield [number, Uint32Array.from(group, (packed) => Number(packed & 0xffff_ffffn))];
  }
}
