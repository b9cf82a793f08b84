import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import * as cl100k from "gpt-tokenizer/encoding/cl100k_base";
import * as o200k from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { Encoder } from "../../../classifiers/tokens/encoder.ts";
import { rankModel } from "../../../classifiers/tokens/tiktoken-file.ts";
import type { TokenModel } from "../../../classifiers/tokens/token-model.ts";
import { compileVocabulary, singleByteTokens } from "../../../classifiers/tokens/vocabulary.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { type MergeTable, mergeTokens } from "../../../engine/kernels/oracle/byte-pairs.ts";
import { splitPattern, splitText } from "../../../engine/kernels/oracle/split-pattern.ts";
import { decodeWith, encodeWith } from "../../helpers/encode-with.ts";
import { longPieces, tellingText } from "../../helpers/telling-text.ts";

function opened(model: TokenModel) {
  const kernels = loadKernels();
  const encoder = new Encoder(kernels, compileVocabulary(model));
  const encode = encodeWith(kernels, encoder);
  return (text: string): number[] => {
    const ids = encode(text);
    expect(decodeWith(kernels, encoder, ids).equals(Buffer.from(text))).toBe(true);
    return ids;
  };
}

describe("merging by a list", () => {
  /** Bytes, and merges of random tokens made so far. */
  const vocabularies = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 40 }).map((picks) => {
    const tokens = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
    const pairs: number[] = [];
    const merged: number[] = [];
    const known = new Set<string>();
    const usual = [..." abc가"].flatMap((character) => [...Buffer.from(character)]);
    for (const [a, b] of picks) {
      const pool = [...usual, ...merged];
      const left = pool[a % pool.length] as number;
      const right = pool[b % pool.length] as number;
      const bytes = Buffer.concat([tokens[left] as Uint8Array, tokens[right] as Uint8Array]);
      if (known.has(bytes.toString("hex"))) continue;
      known.add(bytes.toString("hex"));
      pairs.push(left, right);
      merged.push(tokens.length);
      tokens.push(bytes);
    }
    return { tokens, merges: { pairs: Uint32Array.from(pairs), merged: Uint32Array.from(merged) } };
  });
  const text = fc.array(fc.constantFrom(" ", "a", "b", "c", "ab", "가", "가가", "abc".repeat(40)), { maxLength: 12 });

  it("equals the plain way, for pieces of any length", () => {
    const pattern = splitPattern("llama3");
    fc.assert(
      fc.property(vocabularies, fc.array(text, { maxLength: 6 }), ({ tokens, merges }, texts) => {
        const byteTokens = singleByteTokens(tokens);
        const rest = {
          kind: "bytes",
          pattern: "llama3",
          normaliser: "none",
          tokensAByte: 1,
          hidden: new Set<number>(),
          added: [],
          special: {},
        } as const;
        const encode = opened({ ...rest, tokens, byteTokens, merges, wholePieces: false });
        const table: MergeTable = new Map(
          [...merges.merged].map((id, rank) => [`${merges.pairs[2 * rank]} ${merges.pairs[2 * rank + 1]}`, { rank, id }]),
        );
        for (const parts of texts) {
          const wanted = splitText(pattern, parts.join("")).flatMap((piece) => mergeTokens([...Buffer.from(piece)], table));
          expect(encode(parts.join(""))).toEqual(wanted);
        }
      }),
      { numRuns: 60, seed: 9 },
    );
  });
});

const ORDINARY = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
const rankFile = (name: string): string =>
  readFileSync(createRequire(import.meta.url).resolve(`gpt-tokenizer/data/${name}_base.tiktoken`), "latin1");

describe.each([
  ["o200k", o200k],
  ["cl100k", cl100k],
] as const)("%s", (name, library) => {
  const encode = opened(rankModel(rankFile(name), name));
  // White space in JavaScript has U+FEFF and lacks U+0085, other than in the library of OpenAI, and ſ is no s without regard to case.
  const sameInJavaScript = (text: string): string => text.replaceAll(/[\ufeff\u0085ſ]/g, "_");

  it("equals the package on telling texts", () => {
    const check = (text: string): void => {
      expect([text, encode(text)]).toEqual([text, library.encode(text, ORDINARY)]);
    };
    for (const piece of longPieces) check(piece);
    fc.assert(
      fc.property(tellingText, (text) => check(sameInJavaScript(text))),
      { numRuns: 4_000, seed: 9 },
    );
  });

  it("takes a million letters, and many digits, blanks or syllables, as they are", () => {
    for (const unit of ["a", "1", " ", "가", "=\u0301", "qz"]) {
      const ids = encode(unit.repeat((unit === "a" ? 1_000_000 : 60_000) / unit.length));
      expect(ids.length).toBeGreaterThan(400);
    }
  });
});

describe("where the library of OpenAI and JavaScript differ", () => {
  const encode = opened(rankModel(rankFile("o200k"), "o200k"));
  // As tiktoken 0.14 encodes them.
  it.each([
    ["\ufeff\ufeffa", [135153, 64]],
    ["\u0085\u0085a", [126, 227, 126, 227, 64]],
    ["a \n  ", [64, 793, 256]],
  ])("%j", (text, ids) => expect(encode(text)).toEqual(ids));
});
