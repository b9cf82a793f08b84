export { cleanScan } from "./clean-scan";
export { longMinHash, longShingles } from "./datatrove-hash";
export { averageCodes, averageRows, fastTextEntries, fastTextRows, fastTextSubwords } from "./fasttext";
export { foldText } from "./fold-text";
export { functionWords } from "./function-words";
export { scanRecord } from "./json-scan";
export { escapeJson, unescapeJson } from "./json-string";
export { lineStats, lineStatsScratch } from "./line-stats";
export { findLines } from "./lines";
export { bandKeys, minHash, sketchBytes } from "./min-hash";
export { isSurelyNfc } from "./nfc";
export { proseStats } from "./prose-stats";
export { listNgrams, rectifiedLayer, sumWeights } from "./score-ngrams";
export { scoreScan, scoreScratch, setLastSyllables } from "./score-scan";
export { countSentences } from "./sentences";
export { setOverlap } from "./set-overlap";
export { shingleText } from "./shingle-text";
export { charShingles, wordShingles } from "./shingles";
export { simHash } from "./sim-hash";
export { splitWords } from "./split-words";
export { textStats } from "./text-stats";
export { textUnits } from "./text-units";
export { tidy } from "./tidy";
export * from "./tokens";
export { findTriggers } from "./triggers";
export { utf16Units } from "./utf16-units";
export { validUtf8 } from "./utf8";
export { wordStats, wordStatsScratch } from "./word-stats";
export { hash128 } from "./xxh3";

/** First free byte after static data. */
export function heapBase(): usize {
  return __heap_base;
}
