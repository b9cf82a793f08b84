import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileAside } from "../../engine/files.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { VOCABULARY_LAYOUT } from "../../engine/kernels/vocabulary-layout.ts";
import type { TokenModel } from "./token-model.ts";
import { compileVocabulary } from "./vocabulary.ts";

/** A compiled vocabulary and what of its model is wanted beside it. */
export interface Vocabulary extends Pick<TokenModel, "added" | "special"> {
  readonly image: Uint8Array;
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
  const cached = path !== undefined && existsSync(path) ? unpack(readFileSync(path), kernels) : undefined;
  if (cached) return cached;
  const model = read();
  const vocabulary = { image: compileVocabulary(model), added: model.added, special: model.special };
  if (path !== undefined) keep(path, pack(vocabulary, kernels));
  return vocabulary;
}

function pack({ image, added, special }: Vocabulary, kernels: Kernels): Buffer {
  const beside = Buffer.from(JSON.stringify({ added, special }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(beside.length);
  const content = Buffer.concat([image, beside, size]);
  return Buffer.concat([content, hashOf(content, kernels)]);
}

function unpack(file: Buffer, kernels: Kernels): Vocabulary | undefined {
  if (file.length < FOOTER_BYTES) return undefined;
  const content = file.subarray(0, -HASH_BYTES);
  if (!hashOf(content, kernels).equals(file.subarray(-HASH_BYTES))) return undefined;
  const bytes = content.readUInt32LE(content.length - 4);
  const end = content.length - 4 - bytes;
  return { image: content.subarray(0, end), ...JSON.parse(content.toString("utf8", end, end + bytes)) };
}

function hashOf(bytes: Uint8Array, kernels: Kernels): Buffer {
  const mark = kernels.mark();
  const at = kernels.alloc(bytes.length);
  kernels.bytes().set(bytes, at);
  const into = kernels.alloc(HASH_BYTES);
  kernels.call.hash128(at, bytes.length, into);
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
