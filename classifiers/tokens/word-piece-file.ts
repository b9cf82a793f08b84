import { WORD_PIECE_RULES } from "../../engine/kernels/vocabulary-layout.ts";
import { addedIn } from "./added-in-file.ts";
import type { TokenModel } from "./token-model.ts";
import { type Json, listOf, refuse, typesOf } from "./unrecognised.ts";

const GOES_ON = "##";
/** Most characters of a word that the kernel holds. */
const MOST_CHARACTERS = 1000;

/**
 * Reads a WordPiece model with BERT's normaliser and split. The bytes of a token that begins a word have a blank before them, so that
 * decoding parts words.
 */
export function wordPieceModel(file: Json, model: Json): TokenModel {
  const normaliser = listOf(file["normalizer"], "normalizers");
  const splits = listOf(file["pre_tokenizer"], "pretokenizers");
  if (normaliser.length !== 1 || normaliser[0]?.["type"] !== "BertNormalizer") refuse(`the normaliser ${typesOf(normaliser)}`);
  if (splits.length !== 1 || splits[0]?.["type"] !== "BertPreTokenizer") refuse(`a split by ${typesOf(splits)}`);
  if ((model["continuing_subword_prefix"] ?? GOES_ON) !== GOES_ON) refuse("another sign than ## for the rest of a word");
  const vocabulary = model["vocab"] as Readonly<Record<string, number>>;
  const unknown = vocabulary[(model["unk_token"] ?? "[UNK]") as string];
  if (unknown === undefined) return refuse("WordPiece without an unknown token");
  const mostCharacters = (model["max_input_chars_per_word"] ?? 100) as number;
  if (mostCharacters > MOST_CHARACTERS) refuse(`words of ${mostCharacters} characters`);
  const tokens: Uint8Array[] = [];
  for (const [token, id] of Object.entries(vocabulary)) {
    if (token.includes(" ")) refuse("a token with a blank");
    const goesOn = token.startsWith(GOES_ON) && token.length > GOES_ON.length;
    tokens[id] = Buffer.from(goesOn ? token.slice(GOES_ON.length) : ` ${token}`);
  }
  for (let id = 0; id < tokens.length; id++) tokens[id] ??= new Uint8Array();
  const { hidden, added, special } = addedIn(file, tokens, true);
  const { clean, chinese, strip, lower } = WORD_PIECE_RULES;
  const settings = normaliser[0] as Json;
  const isLower = settings["lowercase"] !== false;
  const rules =
    (settings["clean_text"] !== false ? clean : 0) |
    (settings["handle_chinese_chars"] !== false ? chinese : 0) |
    ((settings["strip_accents"] ?? isLower) ? strip : 0) |
    (isLower ? lower : 0);
  return {
    kind: "word-piece",
    normaliser: "none",
    tokens,
    hidden,
    byteTokens: new Uint32Array(256),
    wholePieces: false,
    added,
    special,
    wordPiece: { unknown, rules, mostCharacters },
    tokensAByte: 1,
  };
}
