import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { InputError } from "../engine/errors.ts";
import type { Kernels } from "../engine/kernels/kernels.ts";
import type { TokenCounter } from "./token-counter.ts";
import { tokenEstimate } from "./token-estimate.ts";
import { Encoder } from "./tokens/encoder.ts";
import { libraryCounter } from "./tokens/library-counter.ts";
import { rankModel } from "./tokens/tiktoken-file.ts";
import { readTokenizerFile } from "./tokens/tokenizer-file.ts";
import { Unrecognised } from "./tokens/unrecognised.ts";
import { cachedVocabulary, isCompiled, type Vocabulary } from "./tokens/vocabulary-cache.ts";

/** Special tokens of the vocabularies that come with a package, from OpenAI's tiktoken; every other name is the path of a `tokenizer.json`. */
const SPECIAL = {
  o200k: { "<|endoftext|>": 199_999, "<|endofprompt|>": 200_018 },
  cl100k: {
    "<|endoftext|>": 100_257,
    "<|fim_prefix|>": 100_258,
    "<|fim_middle|>": 100_259,
    "<|fim_suffix|>": 100_260,
    "<|endofprompt|>": 100_276,
  },
} as const;

type Packaged = keyof typeof SPECIAL;

/** SHA-256 of the rank files, from OpenAI's tiktoken. */
const RANKS: Readonly<Record<Packaged, string>> = {
  o200k: "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
  cl100k: "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
};

/** Vocabularies that come with a package. */
export const VOCABULARIES = Object.keys(SPECIAL) as readonly Packaged[];

/** Whether a tokenizer's name means a file. */
export const isTokenizerFile = (name: string): boolean => name !== "estimate" && !VOCABULARIES.includes(name as Packaged);

/**
 * Hex SHA-256 of a tokenizer's file, that of the rank file for one of {@link VOCABULARIES}, "" for the estimate; undefined where a file
 * cannot be read.
 */
export function digestOfTokenizer(name: string): string | undefined {
  if (!isTokenizerFile(name)) return name === "estimate" ? "" : RANKS[name as Packaged];
  try {
    return digestOfFile(name);
  } catch {
    return undefined;
  }
}

/** Which tokenizer it is, for plans, manifests and people. */
export interface TokenizerDescription {
  /** As counters name themselves: a known name, or `tokenizer.json:` and the first digits of the file's SHA-256. */
  readonly name: string;
  /** False for an estimate. */
  readonly exact: boolean;
  /** Of the tokenizer's file; absent for an estimate. */
  readonly sha256?: string;
  /** What of the file the kernels cannot do, where the library counts. */
  readonly byLibrary?: string;
}

const nameByDigest = (digest: string): string => `tokenizer.json:${digest.slice(0, 12)}`;

/** Describes a tokenizer without opening it; `cacheFolder` spares the reading of a file that was compiled before. */
export function describeTokenizer(name: string, cacheFolder?: string): TokenizerDescription {
  const sha256 = digestOfTokenizer(name);
  if (!isTokenizerFile(name)) return { name, exact: name !== "estimate", ...(sha256 ? { sha256 } : {}) };
  if (sha256 === undefined) return { name, exact: true };
  const byLibrary = isCompiled(cacheFolder, sha256) ? undefined : whatIsUnrecognised(name);
  return { name: nameByDigest(sha256), exact: true, sha256, ...(byLibrary === undefined ? {} : { byLibrary }) };
}

/** Files that are no tokenizers at all are told of when they are opened. */
function whatIsUnrecognised(path: string): string | undefined {
  try {
    readTokenizerFile(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    if (cause instanceof Unrecognised) return cause.message;
  }
  return undefined;
}

/** Digests of files by path, each with what tells the file apart from one that is written there later. */
const digests = new Map<string, { readonly stamp: string; readonly digest: string }>();

/** Hex SHA-256 of a file, which is read once as long as it stays what it is. */
function digestOfFile(path: string): string {
  const file = statSync(path, { bigint: true, throwIfNoEntry: false });
  const stamp = file && [file.dev, file.ino, file.size, file.mtimeNs, file.ctimeNs].join(" ");
  const known = digests.get(path);
  if (stamp !== undefined && known?.stamp === stamp) return known.digest;
  const digest = digestOf(readTokenizer(path));
  if (stamp !== undefined) digests.set(path, { stamp, digest });
  return digest;
}

const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** What a tokenizer is opened with: the kernels whose memory its vocabulary and the texts lie in, and a folder of compiled vocabularies. */
export interface TokenizerContext {
  readonly kernels: Kernels;
  readonly cacheFolder?: string | undefined;
}

/** A counter that also gives the tokens themselves; only kernels can. */
export interface KernelTokenizer extends TokenCounter {
  readonly encoder: Encoder;
  /** Special tokens by their strings, for the ends of documents; in a text they are text. */
  readonly special: Readonly<Record<string, number>>;
}

/** Opens a counter by name: `estimate`, one of {@link VOCABULARIES}, or the path of a `tokenizer.json`. */
export async function openTokenizer(name: string, context: TokenizerContext): Promise<TokenCounter | KernelTokenizer> {
  if (name === "estimate") return tokenEstimate;
  if (isTokenizerFile(name)) return openFile(name, context);
  return kernelTokenizer(name, openPackaged(name as Packaged, context), context.kernels);
}

function openPackaged(name: Packaged, { kernels, cacheFolder }: TokenizerContext): Vocabulary {
  return cachedVocabulary(cacheFolder, RANKS[name], kernels, () => {
    const path = createRequire(import.meta.url).resolve(`gpt-tokenizer/data/${name}_base.tiktoken`);
    const file = readFileSync(path);
    if (digestOf(file) !== RANKS[name])
      throw new InputError(
        `${path}: it is not the vocabulary ${name}. Install the package gpt-tokenizer again.`,
        "TOKENIZER_UNREADABLE",
      );
    return rankModel(file.toString("latin1"), name, SPECIAL[name]);
  });
}

async function openFile(path: string, { kernels, cacheFolder }: TokenizerContext): Promise<TokenCounter | KernelTokenizer> {
  const digest = digestOfFile(path);
  const name = nameByDigest(digest);
  try {
    const vocabulary = cachedVocabulary(cacheFolder, digest, kernels, () => readTokenizerFile(parse(path, digest)));
    return kernelTokenizer(name, vocabulary, kernels);
  } catch (cause) {
    try {
      if (cause instanceof Unrecognised) return await libraryCounter(name, readTokenizer(path).toString(), cause.message);
      throw cause;
    } catch (fault) {
      if (fault instanceof InputError) throw fault;
      throw new InputError(
        `${path}: it is not a tokenizer.json that can be used here. Export it with the tokenizers library.`,
        "TOKENIZER_UNREADABLE",
        { cause: fault },
      );
    }
  }
}

/** The JSON of a tokenizer file whose digest was taken before. */
function parse(path: string, digest: string): Record<string, unknown> {
  const bytes = readTokenizer(path);
  if (digestOf(bytes) !== digest)
    throw new InputError(`${path}: the tokenizer file has changed just now. Start again.`, "TOKENIZER_UNREADABLE");
  return JSON.parse(bytes.toString());
}

function kernelTokenizer(name: string, { at, added, special }: Vocabulary, kernels: Kernels): KernelTokenizer {
  const encoder = new Encoder(kernels, at, added);
  return {
    name,
    exact: true,
    encoder,
    special,
    count: (batch, row) => encoder.count(batch.textAt[row] as number, batch.textBytes[row] as number),
  };
}

function readTokenizer(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new InputError(`${path}: the tokenizer cannot be read. Check the path given to count-tokens.`, "TOKENIZER_UNREADABLE", {
      cause,
    });
  }
}
