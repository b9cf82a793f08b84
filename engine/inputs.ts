import { createHash } from "node:crypto";
import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync, readSync, type Stats, statSync } from "node:fs";
import { canonicalJson } from "./canonical-json.ts";
import { InputError } from "./errors.ts";
import type { Executor, ReportProgress } from "./executors/executor.ts";
import { writeFileAside } from "./files.ts";
import type { RunInput } from "./lineage.ts";
import type { Plan } from "./plan.ts";
import { RunsOfFiles } from "./runs-of-files.ts";
import type { FileRange, InputFile, Part, PartRange, Source } from "./source.ts";

/** Hashes some input files. */
export interface DigestTask {
  readonly kind: "digest";
  readonly files: readonly InputFile[];
}

const CHUNK_BYTES = 4 * 2 ** 20;
/** Small files are hashed together, up to so many and so many bytes: each task crosses to a worker and back. */
const TASK_FILES = 256;
const TASK_BYTES = 8 * 2 ** 20;
/** Opening a pipe that took a file's place would wait for ever; absent on Windows. */
const WITHOUT_WAITING = constants.O_NONBLOCK ?? 0;

/** What hashing a file came to: its digest, or why it has none. */
export type FileDigest = { readonly sha256: string } | { readonly fault: string };

/** SHA-256 in hex of a file's bytes as they lie on disk, or why it cannot be read; a file that is not the one that was listed is none. */
function digestFile(file: InputFile, onProgress: ReportProgress, chunk = Buffer.allocUnsafe(CHUNK_BYTES)): FileDigest {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    const descriptor = openSync(file.path, constants.O_RDONLY | WITHOUT_WAITING);
    try {
      if (!fstatSync(descriptor).isFile()) return { fault: `${file.name}: it was a file when it was listed and is none now.` };
      for (let got = readSync(descriptor, chunk); got > 0; got = readSync(descriptor, chunk)) {
        hash.update(chunk.subarray(0, got));
        bytes += got;
        onProgress(got, 0);
      }
      if (bytes !== file.bytes || fstatSync(descriptor).ctimeMs !== file.modifiedMs) return { fault: changed(file, bytes) };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { fault: `${file.name}: it cannot be read, got ${code ?? message}. Check the file and its permissions.` };
  }
  return { sha256: hash.digest("hex") };
}

/** {@link FileDigest} of each file, in order. */
export function digestFiles({ files }: DigestTask, onProgress: ReportProgress): readonly FileDigest[] {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  return files.map((file) => digestFile(file, onProgress, chunk));
}

const changed = ({ name, bytes }: InputFile, got: number): string =>
  `${name}: it changed while it was read, got ${got} bytes, wanted the ${bytes} that were listed. Run again when nobody writes to it.`;

/**
 * Makes sure that a file of which some was read is still the one whose digest names what was made of it. One that was only touched is
 * hashed again. Throws {@link InputError} `INPUT_CHANGED`.
 */
export function assertUnchanged({ file, digest }: Pick<FileRange, "file" | "digest">): void {
  let stats: Stats | undefined;
  try {
    stats = statSync(file.path);
  } catch {
    throw new InputError(`${file.name}: it went away while it was read. Put it back and run again.`, "INPUT_CHANGED");
  }
  if (stats.size === file.bytes && stats.ctimeMs === file.modifiedMs) return;
  const now = digestFile({ ...file, bytes: stats.size, modifiedMs: stats.ctimeMs }, () => undefined);
  if (!("sha256" in now) || now.sha256 !== digest) throw new InputError(changed(file, stats.size), "INPUT_CHANGED");
}

/** Digests known from earlier runs hold while a file's size and time stand as they were. */
type KnownDigests = Record<string, { readonly bytes: number; readonly modifiedMs: number; readonly sha256: string }>;

/** What the sources hold. */
export interface FoundParts {
  readonly parts: readonly Part[];
  readonly inputs: readonly RunInput[];
  /** Why nothing of a part can be read, by its index. Such a part is one whole file, or a folder. */
  readonly faults: ReadonlyMap<number, string>;
}

/** Every file of every source, hashed and cut into parts, in the order that the whole run keeps: source, name, range. */
export async function findParts(
  plan: Plan,
  base: string,
  cache: string,
  executor: Executor,
  onProgress: ReportProgress,
): Promise<FoundParts> {
  const found: { readonly source: Source; readonly index: number; readonly file: InputFile }[] = [];
  for (const [index, source] of plan.sources.entries())
    for (const file of await source.list(base)) found.push({ source, index, file });
  const digests = await digestAll(
    found.map(({ file }) => file).filter(({ fault }) => fault === undefined),
    cache,
    executor,
    onProgress,
  );
  const parts: Part[] = [];
  const inputs: RunInput[] = [];
  const faults = new Map<number, string>();
  let present = 0;
  const runs = new RunsOfFiles(plan.partBytes, (ranges) => parts.push({ index: parts.length, source: present, ranges }));
  for (const { source, index, file } of found) {
    if (index !== present) runs.end();
    present = index;
    const digested = file.fault === undefined ? (digests.get(file.path) as FileDigest) : { fault: file.fault };
    const digest = "sha256" in digested ? digested.sha256 : "";
    inputs.push({ source: source.name, name: file.name, bytes: file.bytes, sha256: digest });
    const ranges = "fault" in digested ? digested : await cut(source, file, plan.partBytes);
    if ("fault" in ranges) {
      runs.addAlone([{ file, digest, start: 0, end: file.bytes, decodedStart: 0 }]);
      faults.set(parts.length - 1, ranges.fault);
    } else runs.add(ranges.map(({ start, end, decodedStart }) => ({ file, digest, start, end, decodedStart })));
  }
  runs.end();
  return { parts, inputs, faults };
}

/** Puts files together to tasks: large ones alone, small ones by the hundred. */
function digestTasks(files: readonly InputFile[]): readonly DigestTask[] {
  const tasks: InputFile[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const file of files) {
    if (bytes + file.bytes > TASK_BYTES || tasks.at(-1)?.length === TASK_FILES) {
      tasks.push([]);
      bytes = 0;
    }
    tasks.at(-1)?.push(file);
    bytes += file.bytes;
  }
  return tasks.map((together) => ({ kind: "digest", files: together }));
}

async function cut(
  source: Source,
  file: InputFile,
  partBytes: number,
): Promise<readonly PartRange[] | { readonly fault: string }> {
  try {
    return await source.split(file, partBytes);
  } catch (error) {
    if (error instanceof InputError) return { fault: error.message };
    throw error;
  }
}

async function digestAll(
  files: readonly InputFile[],
  cache: string,
  executor: Executor,
  onProgress: ReportProgress,
): Promise<Map<string, FileDigest>> {
  const known: KnownDigests = existsSync(cache) ? JSON.parse(readFileSync(cache, "utf8")) : {};
  const digests = new Map<string, FileDigest>();
  const unknown: InputFile[] = [];
  for (const file of files) {
    const entry = known[file.path];
    if (entry && entry.bytes === file.bytes && entry.modifiedMs === file.modifiedMs)
      digests.set(file.path, { sha256: entry.sha256 });
    else unknown.push(file);
  }
  if (unknown.length > 0) {
    await executor.run<DigestTask, readonly FileDigest[]>(
      digestTasks(unknown),
      ({ files: hashed }, results) => {
        for (const [index, { path }] of hashed.entries()) digests.set(path, results[index] as FileDigest);
      },
      onProgress,
    );
    const current = files.flatMap(({ path, bytes, modifiedMs }) => {
      const digest = digests.get(path);
      return digest && "sha256" in digest ? [[path, { bytes, modifiedMs, sha256: digest.sha256 }] as const] : [];
    });
    writeFileAside(cache, canonicalJson(Object.fromEntries(current)));
  }
  return digests;
}
