import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "../engine/canonical-json.ts";
import { InputError, IntegrityError } from "../engine/errors.ts";
import { writeFileAside } from "../engine/files.ts";
import type { RunInput } from "../engine/lineage.ts";
import type { MixPlan, MixRecipe, Shard } from "../engine/mix.ts";
import { complainAboutShape, type Shape } from "./shape.ts";

export const MANIFEST_FORMAT = "kijil-manifest/1";
/** Name of a manifest in the folder of its mix. */
export const MANIFEST_FILE = "manifest.json";

/** Sums over the shards of a mix; bytes are those of the files, raw bytes those of the records before compression. */
export interface ManifestTotals {
  readonly documents: number;
  readonly tokens: number;
  readonly bytes: number;
  readonly rawBytes: number;
  readonly bySource: Readonly<Record<string, number>>;
  readonly byLanguage: Readonly<Record<string, number>>;
  readonly byBucket: Readonly<Record<string, number>>;
}

/** What a mix was made from; everything in a manifest but its sums. */
export interface ManifestContent {
  readonly mix: string;
  /** Fingerprint of sources, stages and seed. */
  readonly plan: string;
  /** Name and version of the program. */
  readonly tool: string;
  readonly seed: number;
  /** What tokens were counted with; null where no stage counted any. */
  readonly tokenizer: {
    readonly name: string;
    readonly exact: boolean;
    /** Of the tokenizer's file; absent for an estimate. */
    readonly sha256?: string;
    /** What of the tokenizer's file the kernels could not do, where the library counted. */
    readonly byLibrary?: string;
    /** Attribute of the records that holds the counts, where it is not `tokens`: the mix was drawn by another tokenizer than its run's. */
    readonly attribute?: string;
  } | null;
  /** What was set on the command line. */
  readonly settings: readonly { readonly path: string; readonly value: string }[];
  readonly recipe: MixRecipe;
  /** What was asked of each bucket, what it could give, and what was taken. */
  readonly drawn: MixPlan;
  readonly inputs: readonly RunInput[];
  /** In the order of their names. */
  readonly shards: readonly Shard[];
}

/** The JSON that lists and vouches for the shards of one mix: equal inputs and config give equal bytes, so no clock and no machine's paths. */
export interface Manifest extends ManifestContent {
  readonly format: typeof MANIFEST_FORMAT;
  readonly totals: ManifestTotals;
}

const COUNTS: Shape = { byName: "number" };
const SHARD: Shape = {
  members: {
    file: "string",
    documents: "number",
    tokens: "number",
    bytes: "number",
    rawBytes: "number",
    sha256: "string",
    bySource: COUNTS,
    byLanguage: COUNTS,
    byBucket: COUNTS,
  },
};
const BUCKET: Shape = {
  members: {
    name: "string",
    askedTokens: { orNull: "number" },
    availableDocuments: "number",
    availableTokens: "number",
    documents: "number",
    distinctDocuments: "number",
    tokens: "number",
    repeats: "number",
    shortfall: "number",
    shortfallUnit: "string",
  },
};
const MANIFEST: Shape = {
  members: {
    mix: "string",
    plan: "string",
    tool: "string",
    seed: "number",
    tokenizer: { orNull: { members: { name: "string", exact: "boolean" } } },
    settings: { listOf: { members: { path: "string", value: "string" } } },
    recipe: "object",
    drawn: {
      members: {
        mix: "string",
        budget: { orNull: "number" },
        tokens: "number",
        documents: "number",
        buckets: { listOf: BUCKET },
      },
    },
    inputs: { listOf: { members: { source: "string", name: "string", bytes: "number", sha256: "string" } } },
    shards: { listOf: SHARD },
    totals: {
      members: {
        documents: "number",
        tokens: "number",
        bytes: "number",
        rawBytes: "number",
        bySource: COUNTS,
        byLanguage: COUNTS,
        byBucket: COUNTS,
      },
    },
  },
};

/** Adds counts by name. */
export function addCounts(all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const counts of all) for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Sums over shards. */
export function totalsOf(shards: readonly Shard[]): ManifestTotals {
  const sum = (count: "documents" | "tokens" | "bytes" | "rawBytes") => shards.reduce((total, shard) => total + shard[count], 0);
  const byName = (count: "bySource" | "byLanguage" | "byBucket") => addCounts(shards.map((shard) => shard[count]));
  return {
    documents: sum("documents"),
    tokens: sum("tokens"),
    bytes: sum("bytes"),
    rawBytes: sum("rawBytes"),
    bySource: byName("bySource"),
    byLanguage: byName("byLanguage"),
    byBucket: byName("byBucket"),
  };
}

/** Makes the manifest of a finished mix. */
export const buildManifest = (content: ManifestContent): Manifest => ({
  ...content,
  format: MANIFEST_FORMAT,
  totals: totalsOf(content.shards),
});

/** The bytes of a manifest: canonical JSON and a line end. */
export const manifestText = (manifest: Manifest): string => `${canonicalJson(manifest)}\n`;

/** Writes the manifest into the folder of its mix, whole or not at all. */
export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileAside(join(folder, MANIFEST_FILE), manifestText(manifest));
}

function readText(path: string): string {
  try {
    return readFileSync(statSync(path).isDirectory() ? join(path, MANIFEST_FILE) : path, "utf8");
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new InputError(
      `${path}: the manifest cannot be read, ${why}. Name the folder of a mix or its ${MANIFEST_FILE}.`,
      "MANIFEST_UNREADABLE",
      {
        cause,
      },
    );
  }
}

/** Whether a shard's file is a plain name, so that nothing outside its folder is ever read on a manifest's word. */
const isPlainName = (file: string): boolean => file !== "" && !/[/\\\0]/.test(file) && file !== "." && file !== "..";

/**
 * Reads the manifest at `path`, which is the file or the folder of its mix. Throws {@link InputError} where it cannot be read and
 * {@link IntegrityError} `MANIFEST_FORMAT` where it is not a manifest of this format.
 */
export function readManifest(path: string): Manifest {
  const text = readText(path);
  const refuse = (what: string, cause?: unknown) => new IntegrityError(`${path}: ${what}`, "MANIFEST_FORMAT", { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse("not a manifest, as it is not JSON. Run kijil mix to write it again.", cause);
  }
  const format = (value as { readonly format?: unknown } | null)?.format;
  if (format !== MANIFEST_FORMAT)
    throw refuse(
      `not a manifest of this version, got format ${JSON.stringify(format) ?? "none"}, wanted "${MANIFEST_FORMAT}". Use the kijil that wrote it.`,
    );
  const complaint = complainAboutShape(value, MANIFEST, "manifest");
  if (complaint !== undefined) throw refuse(`${complaint}. Run kijil mix to write it again.`);
  const manifest = value as Manifest;
  const strange = manifest.shards.find(({ file }) => !isPlainName(file));
  if (strange)
    throw refuse(`a shard is not a plain file name, got ${JSON.stringify(strange.file)}. Run kijil mix to write it again.`);
  return manifest;
}
