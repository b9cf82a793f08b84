import type { MODELS, SplitPattern } from "../../engine/kernels/vocabulary-layout.ts";
import type { CharacterMap } from "./character-map-file.ts";

/** A token that is looked for in a text before anything else. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
}

/** What a Unigram model has beside its tokens. */
export interface UnigramSettings {
  /** Score of every id, and behind them that of an unknown character. */
  readonly scores: Float64Array;
  /** Id of what has no token. */
  readonly unknown: number;
  /** Bits of `UNIGRAM_RULES`. */
  readonly rules: number;
  /** Most bytes that a byte of a text becomes when its characters are replaced. */
  readonly growth: number;
  readonly map?: CharacterMap;
}

/** What a WordPiece model has beside its tokens. */
export interface WordPieceSettings {
  /** Id of a word that its tokens cannot be put together to. */
  readonly unknown: number;
  /** Bits of `WORD_PIECE_RULES`. */
  readonly rules: number;
  /** Of a word that is looked up at all. */
  readonly mostCharacters: number;
}

/** What a tokenizer file says, as far as the kernels can do it. */
export interface TokenModel {
  readonly kind: (typeof MODELS)[number];
  /** Where a byte-level model cuts; none for a model of characters. */
  readonly pattern?: SplitPattern;
  readonly normaliser: "none" | "nfc";
  /** Bytes of every token by id, as decoding gives them; empty where an id has none. */
  readonly tokens: readonly Uint8Array[];
  /** Ids that text never becomes by itself: special tokens, tokens for single bytes beside characters. */
  readonly hidden: ReadonlySet<number>;
  /** Id of the token of each byte, 0xFFFFFFFF for none. */
  readonly byteTokens: Uint32Array;
  /** Ids left and right of every merge, in the order of rank, and the id it makes; absent where ranks are ids and any two tokens merge. */
  readonly merges?: { readonly pairs: Uint32Array; readonly merged: Uint32Array };
  /** Whether a piece that is a token as a whole is that token, whatever the merges say. */
  readonly wholePieces: boolean;
  /** Most tokens that a byte of a text becomes, but for two. */
  readonly tokensAByte: number;
  readonly unigram?: UnigramSettings;
  readonly wordPiece?: WordPieceSettings;
  readonly added: readonly AddedToken[];
  /** Special tokens by their strings, for the writers of shards; in text they are text. */
  readonly special: Readonly<Record<string, number>>;
}
