import type { Batch } from "../engine/batch.ts";
import type { TokenCounter } from "./token-counter.ts";

/**
 * Tokens of `o200k` per unit of a text, fitted by non-negative least squares on half of the shared Korean and English corpora
 * (`bench/token-estimate.ts`, which prints the error on the other half: about 1 % in sum, 4 % for the middle English document and 8 %
 * for the Korean one).
 */
export const TOKENS_PER = {
  hangul: 0.777,
  latin: 0.0145,
  latinWord: 0.978,
  digit: 0.856,
  punctuation: 0.565,
  line: 0.722,
  space: 0.0545,
  other: 0.936,
} as const;

/** Names of the quantities, in the order of {@link quantities}. */
export const QUANTITIES = Object.keys(TOKENS_PER) as readonly (keyof typeof TOKENS_PER)[];

const FACTORS = Float64Array.from(QUANTITIES, (name) => TOKENS_PER[name]);

/** The function-word kernel counts 65,535 words at most, and a word and its blank take two bytes. */
const PIECE = 131_070;

/** What the estimate is made of, per row. */
export function quantities(batch: Batch, row: number): readonly number[] {
  return [
    batch.stat(row, "hangul"),
    batch.stat(row, "latin"),
    countLatinWords(batch, row),
    batch.stat(row, "digits"),
    batch.stat(row, "punctuation"),
    batch.stat(row, "lines"),
    batch.stat(row, "space"),
    batch.stat(row, "han") + batch.stat(row, "kana") + batch.stat(row, "otherLetters") + batch.stat(row, "symbols"),
  ];
}

function countLatinWords(batch: Batch, row: number): number {
  if (batch.stat(row, "latin") === 0) return 0;
  const from = batch.textAt[row] as number;
  const end = from + (batch.textBytes[row] as number);
  let words = 0;
  for (let at = from; at < end; at += PIECE) words += batch.kernels.call.functionWords(at, Math.min(PIECE, end - at)) & 0xffff;
  return words;
}

/** Estimates tokens from signals that were measured anyway, some hundred times faster than a tokenizer. */
export const tokenEstimate: TokenCounter = {
  name: "estimate",
  exact: false,
  count: (batch, row) => {
    const amounts = quantities(batch, row);
    let tokens = 0;
    for (let index = 0; index < amounts.length; index++) tokens += (FACTORS[index] as number) * (amounts[index] as number);
    return Math.round(tokens);
  },
};
