import { closeSync, existsSync, fstatSync, mkdirSync, mkdtempSync, openSync, readSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileAside } from "../../engine/files.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { VOCABULARY_LAYOUT } from "../../engine/kernels/vocabulary-layout.ts";
import type { TokenModel } from "./token-model.ts";
import { compileVocabulary } from "./vocabulary.ts";

/** A compiled vocabulary in kernel memory, and what of its model is wanted beside it. */
export interface Vocabulary extends Pick<TokenModel, "added" | "special"> {
  readonly at: number;
}

/** Last bytes of a file: its hash, and the bytes of the JSON before it. */
const HASH_BYTES = 16;
const FOOTER_BYTES = HASH_BYTES + 4;

const fileOf = (folder: string, digest: string): string => join(folder, `${digest}-${VOCABULARY_LAYOUT}.vocabulary`);

/** Whether a folder holds the vocabulary of the tokenizer file with a digest, whole or not. */
export const isCompiled = (folder: string | undefined, digest: string): boolean =>
  folder !== undefined && existsSync(fileOf(folder, digest));

/**
 * Takes a vocabulary out of a folder of compiled ones, by the digest of the tokenizer file it is made from, or compiles it and puts it
 * there. A file that is not whole is made again. Without a folder it is compiled each time.
 */
export function cachedVocabulary(
  folder: string | undefined,
  digest: string,
  kernels: Kernels,
  read: () => TokenModel,
): Vocabulary {
  const path = folder === undefined ? undefined : fileOf(folder, digest);
  const cached = path !== undefined && existsSync(path) ? load(path, kernels) : undefined;
  if (cached) return cached;
  const model = read();
  const image = compileVocabulary(model);
  const { added, special } = model;
  if (path !== undefined) keep(path, pack(image, { added, special }, kernels));
  const at = kernels.alloc(image.length);
  kernels.bytes().set(image, at);
  return { at, added, special };
}

function pack(image: Uint8Array, beside: object, kernels: Kernels): Buffer {
  const json = Buffer.from(JSON.stringify(beside));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(json.length);
  const content = Buffer.concat([image, json, size]);
  const mark = kernels.mark();
  const at = kernels.alloc(content.length);
  kernels.bytes().set(content, at);
  const hash = hashOf(at, content.length, kernels);
  kernels.release(mark);
  return Buffer.concat([content, hash]);
}

/** Reads a file to where the kernels use it. */
function load(path: string, kernels: Kernels): Vocabulary | undefined {
  const mark = kernels.mark();
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    if (size < FOOTER_BYTES) return undefined;
    const at = kernels.alloc(size);
    const bytes = Buffer.from(kernels.bytes().buffer, at, size);
    for (let read = 0, more = 1; read < size && more > 0; read += more) more = readSync(file, bytes, read, size - read, read);
    const content = size - HASH_BYTES;
    if (!hashOf(at, content, kernels).equals(bytes.subarray(content))) {
      kernels.release(mark);
      return undefined;
    }
    const end = content - 4;
    return { at, ...JSON.parse(bytes.toString("utf8", end - bytes.readUInt32LE(end), end)) };
  } finally {
    closeSync(file);
  }
}

function hashOf(at: number, bytes: number, kernels: Kernels): Buffer {
  const mark = kernels.mark();
  const into = kernels.alloc(HASH_BYTES);
  kernels.call.hash128(at, bytes, into);
  const hash = Buffer.from(kernels.bytes().slice(into, into + HASH_BYTES));
  kernels.release(mark);
  return hash;
}

/** Several workers may write the same file at once: each in a folder of its own, and the last to finish wins. */
function keep(path: string, file: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  const own = mkdtempSync(join(dirname(path), "new-"));
  try {
    const written = join(own, "vocabulary");
    writeFileAside(written, file);
    renameSync(written, path);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}
