import { existsSync, readFileSync } from "node:fs";
import { canonicalJson } from "../engine/canonical-json.ts";
import type { Curated } from "../engine/curate.ts";
import { ConfigError } from "../engine/errors.ts";
import { writeFileAside } from "../engine/files.ts";
import type { Layout } from "../engine/layout.ts";
import type { RunInput } from "../engine/lineage.ts";
import type { Plan } from "../engine/plan.ts";
import type { AttributeSpecs } from "../engine/stage.ts";

/** `pool/index.json`: what the pool holds and which plan made it, so that mixes are drawn without the corpus. */
export interface PoolIndex {
  readonly format: "kijil-pool/1";
  readonly plan: string;
  /** Documents read of each source at most; null where there was no limit. */
  readonly limit: number | null;
  readonly attributes: AttributeSpecs;
  readonly sources: readonly string[];
  readonly inputs: readonly RunInput[];
  readonly parts: readonly PoolIndexPart[];
}

export interface PoolIndexPart {
  readonly part: number;
  /** Index into `sources`. */
  readonly source: number;
  /** Name of the part's files in the pool. */
  readonly key: string;
  readonly documents: number;
  readonly tokens: number;
  readonly textBytes: number;
}

export function makePoolIndex(plan: Plan, curated: Curated, limit: number): PoolIndex {
  return {
    format: "kijil-pool/1",
    plan: plan.fingerprint,
    limit: Number.isFinite(limit) ? limit : null,
    attributes: plan.attributes,
    sources: plan.sources.map(({ name }) => name),
    inputs: curated.inputs,
    parts: curated.parts.map(({ part, key, tally }) => ({
      part: part.index,
      source: part.source,
      key,
      documents: tally.kept,
      tokens: tally.tokens,
      textBytes: tally.textBytes,
    })),
  };
}

export function writePoolIndex(layout: Layout, index: PoolIndex): void {
  writeFileAside(layout.poolIndex, `${canonicalJson(index)}\n`);
}

/** Reads the index of a finished run; refuses a folder without one and a pool that another plan made. */
export function readPoolIndex(layout: Layout, plan: Plan): PoolIndex {
  if (!existsSync(layout.poolIndex)) {
    throw new ConfigError([`${layout.root}: it has no pool. Name the output folder of a finished run with --run`], "NO_POOL");
  }
  const index = JSON.parse(readFileSync(layout.poolIndex, "utf8")) as PoolIndex;
  if (index.plan !== plan.fingerprint) {
    throw new ConfigError(
      [
        `${layout.root}: its pool was made by plan ${index.plan.slice(0, 12)}, the config gives ${plan.fingerprint.slice(0, 12)}. Sources or stages have changed: use kijil run`,
      ],
      "POOL_OF_ANOTHER_PLAN",
    );
  }
  return index;
}
