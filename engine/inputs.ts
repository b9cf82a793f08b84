import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { canonicalJson } from "./canonical-json.ts";
import { InputError } from "./errors.ts";
import type { Executor, ReportProgress } from "./executors/executor.ts";
import { writeFileAside } from "./files.ts";
import type { RunInput } from "./lineage.ts";
import type { Plan } from "./plan.ts";
import type { InputFile, Part, Source } from "./source.ts";

/** Hashes one input file. */
export interface DigestTask {
  readonly kind: "digest";
  readonly file: InputFile;
}

const CHUNK_BYTES = 4 * 2 ** 20;

/** SHA-256 of a file's bytes as they lie on disk, in hex. */
export function digestFile({ path, name }: InputFile, onProgress: ReportProgress): string {
  const hash = createHash("sha256");
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    const descriptor = openSync(path, "r");
    try {
      for (let got = readSync(descriptor, chunk); got > 0; got = readSync(descriptor, chunk)) {
        hash.update(chunk.subarray(0, got));
        onProgress(got, 0);
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new InputError(
      `${name}: it cannot be read, got ${(error as NodeJS.ErrnoException).code}. Check the file and its permissions.`,
      "INPUT_UNREADABLE",
      { cause: error },
    );
  }
  return hash.digest("hex");
}

/** Digests known from earlier runs hold while a file's size and time stand as they were. */
type KnownDigests = Record<string, { readonly bytes: number; readonly modifiedMs: number; readonly sha256: string }>;

/** Every file of every source, hashed and cut into parts, in the order that the whole run keeps: source, name, range. */
export async function findParts(
  plan: Plan,
  base: string,
  cache: string,
  executor: Executor,
  onProgress: ReportProgress,
): Promise<{ readonly parts: readonly Part[]; readonly inputs: readonly RunInput[] }> {
  const found: { readonly source: Source; readonly index: number; readonly file: InputFile }[] = [];
  for (const [index, source] of plan.sources.entries())
    for (const file of await source.list(base)) found.push({ source, index, file });
  const digests = await digestAll(
    found.map(({ file }) => file),
    cache,
    executor,
    onProgress,
  );
  const parts: Part[] = [];
  const inputs: RunInput[] = [];
  for (const { source, index, file } of found) {
    const digest = digests.get(file.path) as string;
    inputs.push({ source: source.name, name: file.name, bytes: file.bytes, sha256: digest });
    for (const range of await source.split(file, plan.partBytes))
      parts.push({ ...range, index: parts.length, source: index, file, digest });
  }
  return { parts, inputs };
}

async function digestAll(
  files: readonly InputFile[],
  cache: string,
  executor: Executor,
  onProgress: ReportProgress,
): Promise<Map<string, string>> {
  const known: KnownDigests = existsSync(cache) ? JSON.parse(readFileSync(cache, "utf8")) : {};
  const digests = new Map<string, string>();
  const unknown: DigestTask[] = [];
  for (const file of files) {
    const entry = known[file.path];
    if (entry && entry.bytes === file.bytes && entry.modifiedMs === file.modifiedMs) digests.set(file.path, entry.sha256);
    else unknown.push({ kind: "digest", file });
  }
  if (unknown.length > 0) {
    await executor.run<DigestTask, string>(unknown, ({ file }, sha256) => digests.set(file.path, sha256), onProgress);
    const current = files.map((file) => [
      file.path,
      { bytes: file.bytes, modifiedMs: file.modifiedMs, sha256: digests.get(file.path) },
    ]);
    writeFileAside(cache, canonicalJson(Object.fromEntries(current)));
  }
  return digests;
}
