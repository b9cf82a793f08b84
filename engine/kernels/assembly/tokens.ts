export { decodeTokens, encodeText, hideUnmerged } from "./encode-text";
export { pieceCacheBytes } from "./piece-cache";
export { splitText } from "./split-text";
export { fillPairs, fillTokens, listPairs } from "./token-vocabulary";
