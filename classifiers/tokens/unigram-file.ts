import { UNIGRAM_RULES } from "../../engine/kernels/vocabulary-layout.ts";
import { addedIn } from "./added-in-file.ts";
import { type CharacterMap, readCharacterMap } from "./character-map-file.ts";
import type { TokenModel } from "./token-model.ts";
import { type Json, listOf, refuse, typesOf } from "./unrecognised.ts";

const BLANK_SIGN = "▁";
const NO_TOKEN = 0xffffffff;
/** What an unknown character's score is below the lowest of the vocabulary: SentencePiece's kUnkPenalty. */
const UNKNOWN_PENALTY = 10;

/** Reads a Unigram model as SentencePiece's are exported, with or without a map of characters. */
export function unigramModel(file: Json, model: Json): TokenModel {
  const vocabulary = model["vocab"] as readonly (readonly [string, number])[];
  const unknown = model["unk_id"];
  if (typeof unknown !== "number") return refuse("Unigram without an unknown token");
  const seen = new Set<string>();
  for (const [token] of vocabulary) {
    if (token.includes(" ")) refuse("a token with a blank");
    if (seen.has(token)) refuse("a token that stands twice");
    seen.add(token);
  }
  const tokens: Uint8Array[] = vocabulary.map(([token]) => Buffer.from(token.replaceAll(BLANK_SIGN, " ")));
  const { rules: normalised, map } = normaliserOf(file);
  let rules = normalised | splitOf(file, normalised);
  const byteTokens = byteTokensOf(vocabulary);
  if (model["byte_fallback"] === true && !byteTokens.includes(NO_TOKEN)) rules |= UNIGRAM_RULES.bytes;
  const lowest = vocabulary.reduce((low, [, score]) => Math.min(low, score), Number.POSITIVE_INFINITY);
  const { hidden: beside, added, special } = addedIn(file, tokens, true);
  // In a text the strings of special tokens are text; the library would find them, whose score is the best of all.
  const hidden = new Set([...beside, ...Object.values(special), unknown]);
  const growth = map?.growth ?? 3;
  const scores = new Float64Array(tokens.length + 1);
  for (const [id, [, score]] of vocabulary.entries()) scores[id] = score;
  scores[tokens.length] = lowest - UNKNOWN_PENALTY;
  return {
    kind: "unigram",
    normaliser: "none",
    tokens,
    hidden,
    byteTokens,
    wholePieces: false,
    added,
    special,
    unigram: {
      scores,
      unknown,
      rules,
      growth,
      ...(map ? { map } : {}),
    },
    tokensAByte: rules & UNIGRAM_RULES.bytes ? growth : (map?.charactersAByte ?? 1),
  };
}

/** A map of characters, and behind it at most the making of one blank out of many. */
function normaliserOf(file: Json): { readonly rules: number; readonly map?: CharacterMap } {
  const steps = listOf(file["normalizer"], "normalizers");
  if (steps.length === 0) return { rules: 0 };
  const [first, second] = steps;
  const collapses =
    second?.["type"] === "Replace" &&
    ((second["pattern"] ?? {}) as Json)["Regex"] === " {2,}" &&
    (second["content"] === " " || second["content"] === BLANK_SIGN);
  if (first?.["type"] !== "Precompiled" || steps.length > 2 || (second && !collapses)) refuse(`the normaliser ${typesOf(steps)}`);
  return {
    rules: second ? UNIGRAM_RULES.collapse : 0,
    map: readCharacterMap((first as Json)["precompiled_charsmap"] as string),
  };
}

function splitOf(file: Json, normalised: number): number {
  const steps = listOf(file["pre_tokenizer"], "pretokenizers");
  const last = steps.at(-1);
  const isWords = steps.length === 2 && steps[0]?.["type"] === "WhitespaceSplit";
  const isSign = last?.["type"] === "Metaspace" && last["replacement"] === BLANK_SIGN && (last["split"] ?? true) === true;
  if (!isSign || (steps.length !== 1 && !isWords)) return refuse(`a split by ${typesOf(steps)}`);
  const scheme = last["prepend_scheme"] ?? (last["add_prefix_space"] === false ? "never" : "always");
  if (isWords) {
    if (scheme !== "always") refuse("words without a blank before each");
    if (normalised & UNIGRAM_RULES.collapse) refuse("words and blanks made one");
    return UNIGRAM_RULES.words;
  }
  if (scheme === "never") return 0;
  return scheme === "first" ? UNIGRAM_RULES.first : UNIGRAM_RULES.always;
}

function byteTokensOf(vocabulary: readonly (readonly [string, number])[]): Uint32Array {
  const ids = new Map(vocabulary.map(([token], id) => [token, id]));
  return Uint32Array.from(
    { length: 256 },
    (_, byte) => ids.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`) ?? NO_TOKEN,
  );
}
