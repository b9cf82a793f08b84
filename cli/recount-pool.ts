import { join, resolve } from "node:path";
import {
  describeTokenizer,
  digestOfTokenizer,
  isTokenizerFile,
  type TokenizerDescription,
  VOCABULARIES,
} from "../classifiers/tokenizer.ts";
import type { CurateEvent } from "../engine/curate.ts";
import { ConfigError } from "../engine/errors.ts";
import type { Executor } from "../engine/executors/executor.ts";
import type { Kernels } from "../engine/kernels/kernels.ts";
import type { Layout } from "../engine/layout.ts";
import type { LineageRecorder, RunHeader } from "../engine/lineage.ts";
import { type RecountResult, type RecountTask, readCountsByRow } from "../engine/token-counts.ts";
import type { PoolIndex } from "./pool-index.ts";

/** A pool's documents counted by another tokenizer than the one of its run. */
export interface Recounted {
  readonly tokenizer: TokenizerDescription;
  /** What the counts are called in records: `tokens:` and the name of a vocabulary, or the first digits of a file's SHA-256. */
  readonly attribute: string;
  /** File of counts of the part with a key. */
  fileOf(key: string): string;
}

/** A tokenizer as the command line names it: a known vocabulary, or a file relative to a folder. */
export interface NamedTokenizer {
  /** Known name or absolute path. */
  readonly name: string;
  /** As short as it is sure: the known name, or the first digits of the file's SHA-256. */
  readonly short: string;
}

/** Finds a tokenizer that was named on the command line; refuses a file that cannot be read. */
export function nameTokenizer(given: string, folder: string): NamedTokenizer {
  if (!isTokenizerFile(given)) return { name: given, short: given };
  const name = resolve(folder, given);
  const digest = digestOfTokenizer(name);
  if (digest === undefined) {
    const known = [...VOCABULARIES, "estimate"].join(", ");
    throw new ConfigError([`--tokenizer ${given}: there is no such file that can be read. Known without a file: ${known}`]);
  }
  return { name, short: digest.slice(0, 12) };
}

/** Counts the tokens of every document in a pool, each worker a part at a time; parts that were counted before are taken over. */
export async function recountPool(
  { name, short }: NamedTokenizer,
  index: PoolIndex,
  layout: Layout,
  executor: Executor,
  onEvent: (event: CurateEvent) => void,
): Promise<Recounted> {
  const fileOf = (key: string): string => join(layout.pool, `${key}.${short}.counts`);
  const step = { name: "mix", mix: "tokens" } as const;
  const bytes = index.parts.reduce((sum, { textBytes }) => sum + textBytes, 0);
  onEvent({ kind: "begin", step, parts: index.parts.length, reused: 0, bytes });
  const tasks = index.parts.map(
    ({ key }): RecountTask => ({ kind: "recount", tokenizer: name, text: layout.text(0, true, key), into: fileOf(key) }),
  );
  const onProgress = (read: number, documents: number): void => onEvent({ kind: "progress", bytes: read, documents });
  await executor.run<RecountTask, RecountResult>(tasks, () => {}, onProgress);
  onEvent({ kind: "end", step });
  return { tokenizer: describeTokenizer(name, layout.cache), attribute: `tokens:${short}`, fileOf };
}

/** Writes counts down beside what the run found out about its documents; those of the same tokenizer before them go. */
export function recordCounts(
  { attribute, fileOf }: Recounted,
  { parts }: PoolIndex,
  recorder: LineageRecorder,
  kernels: Kernels,
): void {
  for (const { part, key } of parts) recorder.numbers(part, attribute, readCountsByRow(fileOf(key), kernels));
}

/** The tokenizer among what was set on the command line. */
export function tokenizerSettings({ tokenizer: { name, sha256 } }: Recounted): RunHeader["settings"] {
  const digest = sha256 === undefined ? [] : [{ path: "tokenizer.sha256", value: JSON.stringify(sha256) }];
  return [{ path: "tokenizer", value: JSON.stringify(name) }, ...digest];
}
