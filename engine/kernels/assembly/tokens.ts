export { fillCharacterBits } from "./character-map";
export { decodeTokens, encodeText, hideUnmerged } from "./encode-text";
export { pieceCacheBytes } from "./piece-cache";
export { splitText } from "./split-text";
export { fillTrie } from "./token-trie";
export { fillPairs, fillTokens, listPairs } from "./token-vocabulary";
