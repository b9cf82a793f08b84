/** Split patterns that the kernel `splitText` knows, in the order of their numbers; what they cut: `oracle/split-pattern.ts`. */
export const SPLIT_PATTERNS = ["gpt2", "cl100k", "o200k", "llama3", "qwen", "qwen-marks"] as const;
export type SplitPattern = (typeof SPLIT_PATTERNS)[number];

/**
 * Kinds of models, in the order of their numbers: byte-level BPE; BPE over characters with tokens for single bytes beside them;
 * Unigram, the best way through a text by the tokens' scores; WordPiece, the longest token first, with BERT's normaliser and split.
 */
export const MODELS = ["bytes", "characters", "unigram", "word-piece"] as const;

/** Bits of a Unigram vocabulary's rules: what a text is before its tokens are looked for. */
export const UNIGRAM_RULES = {
  always: 1, // a blank is put before a text, and behind every added token
  first: 2, // a blank is put before a text
  words: 4, // white space parts words, and a blank is put before each
  collapse: 8, // blanks next to each other are one
  bytes: 16, // an unknown character is the tokens of its bytes
} as const;

/** Bits of a WordPiece vocabulary's rules: the settings of BERT's normaliser. */
export const WORD_PIECE_RULES = { clean: 1, chinese: 2, strip: 4, lower: 8 } as const;

/**
 * Words (u32) at the start of a vocabulary. Places are bytes from its start, so that a vocabulary may lie anywhere, in a file too; all
 * its tables are aligned to 16 bytes and 64 readable bytes stand after the bytes of the tokens.
 */
export const VOCABULARY_HEADER = [
  "magic",
  "layout",
  "bytes", // of the vocabulary, header and all
  "model", // number of its kind
  "pattern", // number of the split pattern, of a byte-level model
  "tokens", // how many, ids without a token too
  "tokenEnds", // place of the end of each token in tokenBytes, u32; bit 31: text never becomes this token by itself
  "tokenBytes", // place of the tokens' bytes, one after another
  "tokenSlots", // place of a hash table of tokens by their bytes: 12 bits of the hash, and id + 1
  "tokenSlotBits", // its size: 2^n u32
  "pairSlots", // place of a hash table of pairs that merge: 20 bits of id left and right, and 24 of rank
  "pairSlotBits", // its size: 2^n u64
  "merged", // place of the token that each rank makes, u32; 0 where ranks are ids
  "byteTokens", // place of the token of each single byte, u32; 0xFFFFFFFF for none
  "wholePieces", // 1: a piece that is a token as a whole is that token, whatever the merges say
  "addedStarts", // place of the tree node of added tokens by their first byte, u32 × 256, 0 for none; 0 where nothing is added
  "addedNodes", // place of the tree: byte, first child, next sibling, id + 1 of the token that ends here, u32 each; node 0 is none
  "neighbours", // place of a bit for each two bytes that stand side by side in a token, first byte × 256 + second; characters only
  "normaliser", // 1: text is brought to NFC before
  "trieSlots", // place of the tree of tokens by their characters (assembly/token-trie.ts), u64; Unigram and WordPiece only, as are the rest
  "trieSlotBits", // its size: 2^n u64
  "nodeTokens", // place of the token that ends at each node, + 1, u32
  "scores", // place of the tokens' scores and that of an unknown character, f64; Unigram only
  "unknown", // id of the unknown token
  "rules", // UNIGRAM_RULES or WORD_PIECE_RULES
  "mostCharacters", // of a word that is not unknown as a whole; WordPiece only
  "characterMap", // place of the double array of a SentencePiece character map, u32; 0 where there is none; Unigram only, as are the rest
  "characterMapUnits", // how many there are
  "replacedTexts", // place of what characters are replaced by, each ended by 0
  "replacedBytes", // how many bytes they are
  "specialBits", // place of a bit for each code point below 2^16: it may be replaced, or joins its neighbours
  "blankBits", // place of a bit for each: it becomes a blank
  "growth", // most bytes that a byte of text becomes
  "tokensAByte", // most tokens that a byte of text becomes, but for two; of every model
] as const;

/** Bytes of the header, with room for more words. */
export const HEADER_BYTES = 256;

/** First word of every vocabulary, and the version of the layout and of the hashes in it. */
export const VOCABULARY_MAGIC = 0x4b4a564f;
export const VOCABULARY_LAYOUT = 3;

/** Most ids and merges that the tables can hold. */
export const MOST_TOKENS = 2 ** 20 - 2;
export const MOST_MERGES = 2 ** 24 - 2;

/** Bit of a token's end. */
export const HIDDEN = 0x8000_0000;

/**
 * Words (u32) of an encoder: addresses of its vocabulary, its cache and its working memory, the size of that, the size asked for, and
 * whether added tokens are looked for.
 */
export const ENCODER = ["vocabulary", "cache", "work", "workBytes", "neededBytes", "findsAdded"] as const;
