import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { InputError } from "../engine/errors.ts";
import type { TokenCounter } from "./token-counter.ts";
import { tokenEstimate } from "./token-estimate.ts";

/** Vocabularies that come with a package; every other name is the path of a `tokenizer.json`. */
export const VOCABULARIES = ["o200k", "cl100k"] as const;
type Vocabulary = (typeof VOCABULARIES)[number];

/** Whether a tokenizer's name means a file. */
export const isTokenizerFile = (name: string): boolean => name !== "estimate" && !VOCABULARIES.includes(name as Vocabulary);

/** Hex SHA-256 of a tokenizer file, or undefined where it cannot be read. */
export function digestOfTokenizer(path: string): string | undefined {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return undefined;
  }
}

/** Opens a counter by name: `estimate`, one of {@link VOCABULARIES}, or the path of a `tokenizer.json`. Libraries load when asked for. */
export async function openTokenizer(name: string): Promise<TokenCounter> {
  if (name === "estimate") return tokenEstimate;
  if (isTokenizerFile(name)) return openFile(name);
  const countTokens = await loadVocabulary(name as Vocabulary);
  return counter(name, (text) => countTokens(text, ORDINARY));
}

// Strings such as <|endoftext|> are text like any other here; without this the package throws on them.
const ORDINARY = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };

async function loadVocabulary(name: Vocabulary) {
  if (name === "o200k") return (await import("gpt-tokenizer/encoding/o200k_base")).countTokens;
  return (await import("gpt-tokenizer/encoding/cl100k_base")).countTokens;
}

interface TokenizerFile {
  readonly model?: { readonly type?: string };
  readonly added_tokens?: readonly { readonly special?: boolean }[];
}

async function openFile(path: string): Promise<TokenCounter> {
  const bytes = readTokenizer(path);
  const digest = createHash("sha256").update(bytes).digest("hex");
  const { Tokenizer } = await import("@huggingface/tokenizers");
  try {
    const file = JSON.parse(bytes.toString()) as TokenizerFile;
    // Special tokens are left out, so that their strings are counted as ordinary text.
    const ordinary = { ...file, added_tokens: (file.added_tokens ?? []).filter(({ special }) => special !== true) };
    const tokenizer = new Tokenizer(ordinary, {});
    return counter(
      `tokenizer.json:${digest.slice(0, 12)}`,
      (text) => tokenizer.encode(text, { add_special_tokens: false }).ids.length,
    );
  } catch (cause) {
    throw new InputError(
      `${path}: it is not a tokenizer.json that can be used here. Export it with the tokenizers library.`,
      "TOKENIZER_UNREADABLE",
      { cause },
    );
  }
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

/** Characters of a run that no tokenizer's first split cuts. Merging takes time by the square of it: 40,000 syllables took seconds. */
const LONG = 1024;
const LONG_RUN = runs(LONG, "gu");
/** Every long run fills a block of half its length that begins at a multiple of it: probing there is a hundred times faster than searching. */
const BLOCK = LONG / 2;
const FULL_BLOCK = runs(BLOCK, "uy");
const PIECE = new RegExp(`[^]{1,${LONG}}`, "gu");

/** Runs of at least so many letters, signs or blanks. */
function runs(length: number, flags: string): RegExp {
  return new RegExp(`[\\p{L}\\p{M}]{${length},}|[^\\s\\p{L}\\p{N}]{${length},}|\\s{${length},}`, flags);
}

function hasLongRun(text: string): boolean {
  for (let at = 0; at + BLOCK <= text.length; at += BLOCK) {
    FULL_BLOCK.lastIndex = at;
    if (FULL_BLOCK.test(text)) return true;
  }
  return false;
}

/** Counts text as a whole; runs of {@link LONG} and more letters, signs or blanks without a break are counted in pieces of that length. */
function counter(name: string, countText: (text: string) => number): TokenCounter {
  return {
    name,
    exact: true,
    count: (batch, row) => {
      const text = batch.text(row);
      if (text === "") return 0;
      if (!hasLongRun(text)) return countText(text);
      let tokens = 0;
      let from = 0;
      for (const { 0: run, index } of text.matchAll(LONG_RUN)) {
        if (index > from) tokens += countText(text.slice(from, index));
        for (const piece of run.match(PIECE) ?? []) tokens += countText(piece);
        from = index + run.length;
      }
      return from < text.length ? tokens + countText(text.slice(from)) : tokens;
    },
  };
}
