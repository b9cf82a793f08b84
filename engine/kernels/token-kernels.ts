/** The kernels of tokenizers, among {@link KernelExports}; the layouts they read: `vocabulary-layout.ts`. */
export interface TokenKernels {
  /** Writes the ends of the pieces that a split pattern (`SPLIT_PATTERNS`) cuts a text into, u32 offsets from `at`; returns how many. */
  splitText(pattern: number, at: number, bytes: number, into: number): number;
  /** Fills a vocabulary's table of tokens (`VOCABULARY_HEADER`). */
  fillTokens(vocabulary: number): void;
  /**
   * Writes all ways to make a token out of two others, at most `most` of them: ids left and right and of the token, u32 each; returns
   * how many there are, an u32.
   */
  listPairs(vocabulary: number, into: number, most: number): number;
  /** Fills a vocabulary's table of pairs that merge from a list: ids left and right and rank, u32 each. */
  fillPairs(vocabulary: number, pairs: number, count: number): void;
  /**
   * For merges by a list: makes every token that merging its own bytes gives one that a piece can be as a whole, which spares the
   * merging, and hides the others from that look-up.
   */
  hideUnmerged(vocabulary: number): void;
  /**
   * Tokens of a text with the encoder's vocabulary (`ENCODER`), an u32: how many; at `into`, unless it is 0, their ids, u32 each (room
   * for `tokensAByte` of the vocabulary a byte, and two more). 0xFFFFFFFF when a piece asks for more working memory, whose bytes are then in the encoder.
   */
  encodeText(encoder: number, at: number, bytes: number, into: number): number;
  /**
   * Fills a vocabulary's tree of tokens; returns how many nodes it has. Where the place of the nodes' tokens is 0, they are counted
   * only.
   */
  fillTrie(vocabulary: number): number;
  /** Fills a Unigram vocabulary's `specialBits` and `blankBits`, which begin as zeros, from its character map. */
  fillCharacterBits(vocabulary: number): void;
  /** Writes the bytes of `count` tokens to `into`, or nothing where it is 0; returns how many bytes they are. */
  decodeTokens(vocabulary: number, tokens: number, count: number, into: number): number;
  /** Bytes of an encoder's cache of pieces, which begins as zeros. */
  pieceCacheBytes(): number;
}
