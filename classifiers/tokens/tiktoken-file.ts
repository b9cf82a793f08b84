import type { SplitPattern } from "../../engine/kernels/vocabulary-layout.ts";
import type { TokenModel } from "./token-model.ts";
import { singleByteTokens } from "./vocabulary.ts";

/** Tokens of a tiktoken rank file by rank, which is the id: a line each, base64 of the bytes, a blank, the rank. */
export function readRanks(file: string): Uint8Array[] {
  const tokens: Uint8Array[] = [];
  for (const line of file.split("\n")) {
    if (line === "") continue;
    const blank = line.indexOf(" ");
    tokens[Number(line.slice(blank + 1))] = Buffer.from(line.slice(0, blank), "base64");
  }
  for (let id = 0; id < tokens.length; id++) tokens[id] ??= new Uint8Array();
  return tokens;
}

/** The model of a tiktoken rank file, whose split pattern and special tokens stand elsewhere. */
export function rankModel(file: string, pattern: SplitPattern, special: Readonly<Record<string, number>> = {}): TokenModel {
  const tokens = readRanks(file);
  const hidden = new Set<number>();
  const byteTokens = singleByteTokens(tokens);
  for (const [content, id] of Object.entries(special)) {
    while (tokens.length < id) tokens.push(new Uint8Array());
    tokens[id] = Buffer.from(content);
    hidden.add(id);
  }
  return {
    kind: "bytes",
    pattern,
    normaliser: "none",
    tokens,
    hidden,
    byteTokens,
    wholePieces: true,
    tokensAByte: 1,
    added: [],
    special,
  };
}
