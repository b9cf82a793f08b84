import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type KernelTokenizer, openTokenizer } from "../../../classifiers/tokenizer.ts";
import { DocumentTokens } from "../../../classifiers/tokens/document-tokens.ts";
import { ConfigError } from "../../../engine/errors.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { aByteLevelFile, SPLITS } from "../../helpers/a-tokenizer-file.ts";
import { decodeWith } from "../../helpers/encode-with.ts";

const file = aByteLevelFile(SPLITS.llama3, {}) as { added_tokens: object[] };
const ends = ["<s>", "</s>"].map((content, index) => ({
  id: 900 + index,
  content,
  special: true,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
}));
const path = join(mkdtempSync(join(tmpdir(), "kijil-")), "tokenizer.json");
writeFileSync(path, JSON.stringify({ ...file, added_tokens: ends }));
const kernels = loadKernels();
const tokenizer = (await openTokenizer(path, { kernels })) as KernelTokenizer;

function encode(documents: DocumentTokens, text: string): number[] {
  const bytes = Buffer.from(text);
  const at = kernels.alloc(bytes.length);
  kernels.bytes().set(bytes, at);
  const into = kernels.alloc(4 * documents.most(bytes.length));
  const count = documents.encode(at, bytes.length, into);
  expect(count).toBeLessThanOrEqual(documents.most(bytes.length));
  return [...kernels.words().subarray(into / 4, into / 4 + count)];
}

it("puts its ends around every document and leaves the same strings in a text alone", () => {
  const plain = new DocumentTokens(tokenizer, kernels);
  const ended = new DocumentTokens(tokenizer, kernels, { before: "<s>", after: "</s>" });
  for (const text of ["", "대한민국 the end", "<s></s> in a text", "\u0000\u{10ffff}\r\n"]) {
    const ids = encode(plain, text);
    expect(ids.some((id) => id >= 900)).toBe(false);
    expect(encode(ended, text)).toEqual([900, ...ids, 901]);
    expect(encode(new DocumentTokens(tokenizer, kernels, { after: "</s>" }), text)).toEqual([...ids, 901]);
    expect(decodeWith(kernels, tokenizer.encoder, ids).toString()).toBe(text);
    expect(decodeWith(kernels, tokenizer.encoder, [900, ...ids, 901]).toString()).toBe(`<s>${text}</s>`);
  }
});

it("refuses an end that the vocabulary has not", () => {
  expect(() => new DocumentTokens(tokenizer, kernels, { after: "<eos>" })).toThrow(ConfigError);
  expect(() => new DocumentTokens(tokenizer, kernels, { after: "<eos>" })).toThrow("<s>, </s>");
});
