import { dirname, join } from "node:path";
import { ConfigError } from "../engine/errors.ts";
import type { Summary } from "../manifests/inspect.ts";
import { sampleShard } from "../manifests/inspect-shard.ts";

/** One document out of a shard. */
export interface SampledRecord {
  readonly shard: string;
  readonly row: number;
  readonly record: unknown;
}

const SEED = 1;

/** Some documents of a shard, or of a mix with as many from each of its shards as can be; the same ones every time. */
export function sampleOf(path: string, summary: Summary, wanted: number): readonly SampledRecord[] {
  if (summary.kind === "shard") return sampleShard(path, wanted, SEED).map((each) => ({ shard: path, ...each }));
  if (summary.kind === "run") {
    const mix = summary.mixes[0]?.mix ?? "stage1";
    throw new ConfigError([`kijil inspect: --sample reads shards, got a run. Name a mix of it, such as ${join(path, mix)}.`]);
  }
  const { shards } = summary.manifest;
  const folder = path.endsWith(".json") ? dirname(path) : path;
  return shards.flatMap(({ file }, index) => {
    // The first `index + 1` shards together give that share of the sample, rounded.
    const upTo = (end: number) => Math.floor((wanted * end) / shards.length);
    const own = upTo(index + 1) - upTo(index);
    return own === 0 ? [] : sampleShard(join(folder, file), own, SEED).map((each) => ({ shard: file, ...each }));
  });
}
