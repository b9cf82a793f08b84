import type { SplitPattern } from "../../engine/kernels/vocabulary-layout.ts";
import { addedIn } from "./added-in-file.ts";
import { bytesOfAlphabet } from "./byte-alphabet.ts";
import type { TokenModel } from "./token-model.ts";
import { unigramModel } from "./unigram-file.ts";
import { type Json, listOf, refuse, typesOf } from "./unrecognised.ts";
import { singleByteTokens } from "./vocabulary.ts";
import { wordPieceModel } from "./word-piece-file.ts";

/** NFC makes a text at most three times as long in UTF-8. */
const NFC_GROWTH = 3;

/** Split patterns as they stand in tokenizer files, to the letter. */
const KNOWN_SPLITS: Readonly<Record<string, SplitPattern>> = {
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+":
    "llama3",
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+":
    "qwen",
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+":
    "qwen-marks",
  "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+":
    "o200k",
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+": "gpt2",
};

/** Reads a `tokenizer.json`; throws `Unrecognised` for what the kernels cannot do exactly. */
export function readTokenizerFile(file: Json): TokenModel {
  const model = (file["model"] ?? {}) as Json;
  if (model["type"] === "Unigram") return unigramModel(file, model);
  if (model["type"] === "WordPiece") return wordPieceModel(file, model);
  if (model["type"] !== "BPE" && !(model["type"] === undefined && model["merges"])) refuse(`a model of type ${model["type"]}`);
  if (model["dropout"]) refuse("dropout");
  if (model["continuing_subword_prefix"] || model["end_of_word_suffix"]) refuse("signs at the ends of words");
  return isByteLevel(file) ? byteLevelModel(file, model) : characterModel(file, model);
}

const isByteLevel = ({ pre_tokenizer: splits }: Json): boolean =>
  listOf(splits, "pretokenizers").some(({ type }) => type === "ByteLevel");

function byteLevelModel(file: Json, model: Json): TokenModel {
  if (model["unk_token"] !== null && model["unk_token"] !== undefined) refuse("an unknown token beside bytes");
  if (model["byte_fallback"]) refuse("fallback to bytes beside bytes");
  const steps = listOf(file["normalizer"], "normalizers");
  if (steps.some(({ type }) => type !== "NFC")) refuse(`the normaliser ${typesOf(steps)}`);
  const normaliser = steps.length > 0 ? "nfc" : "none";
  const tokens = tokensOf(model, (token) => bytesOfAlphabet(token) ?? refuse("a token outside of the alphabet of bytes"));
  const byteTokens = singleByteTokens(tokens);
  const ends = addedIn(file, tokens, normaliser !== "none");
  const wholePieces = model["ignore_merges"] === true;
  const merges = mergesOf(model);
  return {
    kind: "bytes",
    pattern: patternOf(file),
    normaliser,
    tokens,
    byteTokens,
    merges,
    wholePieces,
    ...ends,
    tokensAByte: normaliser === "nfc" ? NFC_GROWTH : 1,
  };
}

function patternOf(file: Json): SplitPattern {
  const steps = listOf(file["pre_tokenizer"], "pretokenizers");
  const [first, last] = steps;
  if (steps.length > 2 || steps.at(-1)?.["type"] !== "ByteLevel") refuse(`a split by ${typesOf(steps)}`);
  if (steps.at(-1)?.["add_prefix_space"] !== false) refuse("a blank put before the text");
  if (last === undefined) {
    if (first?.["use_regex"] === false) refuse("bytes without a split");
    return "gpt2";
  }
  const pattern = ((first?.["pattern"] ?? {}) as Json)["Regex"];
  const known = typeof pattern === "string" ? KNOWN_SPLITS[pattern] : undefined;
  const isPlain = first?.["type"] === "Split" && first["behavior"] === "Isolated" && first["invert"] === false;
  if (!known || !isPlain || last["use_regex"] !== false) return refuse("a split pattern that is not known");
  return known;
}

const BLANK_SIGN = "▁";
const BYTE_TOKEN = /^<0x([0-9A-F]{2})>$/;

/** A model of characters as SentencePiece writes it: blanks are ▁, and a character without a token is its bytes. */
function characterModel(file: Json, model: Json): TokenModel {
  const steps = listOf(file["normalizer"], "normalizers");
  const [replace] = steps;
  const isBlankSign = replace?.["type"] === "Replace" && replace["content"] === BLANK_SIGN;
  if (steps.length !== 1 || !isBlankSign || ((replace["pattern"] ?? {}) as Json)["String"] !== " ") {
    refuse(`the normaliser ${typesOf(steps)}`);
  }
  for (const split of listOf(file["pre_tokenizer"], "pretokenizers")) {
    // After the replacement there is no blank left to split at.
    if (split["type"] !== "Split" || ((split["pattern"] ?? {}) as Json)["String"] !== " ") refuse(`a split by ${split["type"]}`);
  }
  if (model["byte_fallback"] !== true) refuse("characters without fallback to bytes");
  if (model["ignore_merges"] === true) refuse("characters with ignore_merges");
  const vocabulary = model["vocab"] as Readonly<Record<string, number>>;
  const byteTokens = new Uint32Array(256);
  const hidden = new Set<number>();
  for (let byte = 0; byte < 256; byte++) {
    const id = vocabulary[`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`];
    if (id === undefined) return refuse("a byte without a token");
    byteTokens[byte] = id;
    hidden.add(id);
  }
  if (Object.keys(vocabulary).some((token) => token.includes(" "))) refuse("a token with a blank");
  const tokens = tokensOf(model, (token) => {
    const byte = BYTE_TOKEN.exec(token)?.[1];
    return byte === undefined ? Buffer.from(token.replaceAll(BLANK_SIGN, " ")) : Uint8Array.of(Number.parseInt(byte, 16));
  });
  const merges = mergesOf(model);
  if (merges.pairs.some((id) => hidden.has(id))) refuse("a merge of single bytes");
  const ends = addedIn(file, tokens, true);
  for (const id of ends.hidden) hidden.add(id);
  return {
    kind: "characters",
    normaliser: "none",
    tokens,
    byteTokens,
    merges,
    wholePieces: false,
    ...ends,
    hidden,
    tokensAByte: 1,
  };
}

function tokensOf(model: Json, decode: (token: string) => Uint8Array): Uint8Array[] {
  const tokens: Uint8Array[] = [];
  for (const [token, id] of Object.entries(model["vocab"] as Readonly<Record<string, number>>)) tokens[id] = decode(token);
  for (let id = 0; id < tokens.length; id++) tokens[id] ??= new Uint8Array();
  return tokens;
}

function mergesOf(model: Json): { readonly pairs: Uint32Array; readonly merged: Uint32Array } {
  const ids = new Map(Object.entries(model["vocab"] as Readonly<Record<string, number>>));
  const merges = model["merges"] as readonly (string | readonly [string, string])[];
  const pairs = new Uint32Array(2 * merges.length);
  const merged = new Uint32Array(merges.length);
  const idOf = (token: string): number => ids.get(token) ?? refuse("a merge of or into what is no token");
  for (const [rank, merge] of merges.entries()) {
    const [left, right] = typeof merge === "string" ? (merge.split(" ") as [string, string]) : merge;
    pairs.set([idOf(left), idOf(right)], 2 * rank);
    merged[rank] = idOf(left + right);
  }
  return { pairs, merged };
}
