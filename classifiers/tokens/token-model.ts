import type { MODELS, SplitPattern } from "../../engine/kernels/vocabulary-layout.ts";

/** A token that is looked for in a text before anything else. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
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
  readonly added: readonly AddedToken[];
  /** Special tokens by their strings, for the writers of shards; in text they are text. */
  readonly special: Readonly<Record<string, number>>;
}
