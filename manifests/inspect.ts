import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { InputError } from "../engine/errors.ts";
import { inspectRun, type RunSummary } from "./inspect-run.ts";
import { inspectShard, type ShardSummary } from "./inspect-shard.ts";
import { MANIFEST_FILE, type Manifest, readManifest } from "./manifest.ts";

/** A manifest's own numbers. */
export interface ManifestSummary {
  readonly kind: "manifest";
  readonly manifest: Manifest;
}

export type Summary = RunSummary | ManifestSummary | ShardSummary;

/** Sums up what a path stands for: the folder of a run, a mix or its manifest, or a shard. */
export function inspect(path: string): Summary {
  if (!existsSync(path)) throw new InputError(`${path}: nothing is there. Name a run, a manifest or a shard.`, "PATH_UNREADABLE");
  if (!statSync(path).isDirectory())
    return basename(path).endsWith(".json") ? { kind: "manifest", manifest: readManifest(path) } : inspectShard(path);
  if (existsSync(join(path, MANIFEST_FILE))) return { kind: "manifest", manifest: readManifest(path) };
  if (existsSync(join(path, "lineage.db"))) return inspectRun(path);
  throw new InputError(`${path}: neither a run nor a mix. Name a run, a manifest or a shard.`, "PATH_UNREADABLE");
}
