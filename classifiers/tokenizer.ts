import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
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
import { cachedVocabulary, type Vocabulary } from "./tokens/vocabulary-cache.ts";

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
/** Vocabularies that come with a package. */
export const VOCABULARIES = Object.keys(SPECIAL) as readonly Packaged[];

/** Whether a tokenizer's name means a file. */
export const isTokenizerFile = (name: string): boolean => name !== "estimate" && !VOCABULARIES.includes(name as Packaged);

/** Hex SHA-256 of a tokenizer file, or undefined where it cannot be read. */
export function digestOfTokenizer(path: string): string | undefined {
  try {
    return digestOf(readFileSync(path));
  } catch {
    return undefined;
  }
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
  const file = readFileSync(createRequire(import.meta.url).resolve(`gpt-tokenizer/data/${name}_base.tiktoken`));
  return cachedVocabulary(cacheFolder, digestOf(file), kernels, () => rankModel(file.toString("latin1"), name, SPECIAL[name]));
}

async function openFile(path: string, { kernels, cacheFolder }: TokenizerContext): Promise<TokenCounter | KernelTokenizer> {
  const bytes = readTokenizer(path);
  const digest = digestOf(bytes);
  const name = `tokenizer.json:${digest.slice(0, 12)}`;
  try {
    const vocabulary = cachedVocabulary(cacheFolder, digest, kernels, () => readTokenizerFile(JSON.parse(bytes.toString())));
    return kernelTokenizer(name, vocabulary, kernels);
  } catch (cause) {
    try {
      if (cause instanceof Unrecognised) return await libraryCounter(name, bytes.toString(), cause.message);
      throw cause;
    } catch (fault) {
      throw new InputError(
        `${path}: it is not a tokenizer.json that can be used here. Export it with the tokenizers library.`,
        "TOKENIZER_UNREADABLE",
        { cause: fault },
      );
    }
  }
}

function kernelTokenizer(name: string, { image, added, special }: Vocabulary, kernels: Kernels): KernelTokenizer {
  const encoder = new Encoder(kernels, image, added);
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
