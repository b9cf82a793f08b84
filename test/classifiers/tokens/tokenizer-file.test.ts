import { Tokenizer } from "@huggingface/tokenizers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Encoder } from "../../../classifiers/tokens/encoder.ts";
import { readTokenizerFile } from "../../../classifiers/tokens/tokenizer-file.ts";
import { Unrecognised } from "../../../classifiers/tokens/unrecognised.ts";
import { compileVocabulary } from "../../../classifiers/tokens/vocabulary.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { aByteLevelFile, aCharacterFile, SPLITS } from "../../helpers/a-tokenizer-file.ts";
import { encodeWith } from "../../helpers/encode-with.ts";
import { tellingText } from "../../helpers/telling-text.ts";

function both(file: object) {
  const model = readTokenizerFile(file as Record<string, unknown>);
  const kernels = loadKernels();
  const encode = encodeWith(kernels, new Encoder(kernels, compileVocabulary(model), model.added));
  const library = new Tokenizer(file, {});
  return { encode, wanted: (text: string) => library.encode(text, { add_special_tokens: false }).ids };
}

/** Without what JavaScript's patterns see otherwise than those of the tokenizers' own library. */
const sameInJavaScript = (text: string): string => text.replaceAll(/[\ufeff\u0085ſ]/g, "_");

describe.each(Object.entries(SPLITS))("a byte-level file split as %s", (_, split) => {
  it.each([
    ["merged by its list", {}],
    ["with whole pieces", { ignoreMerges: true }],
    ["brought to NFC, with added tokens", { normalizer: { type: "NFC" }, added: ["<tool>", "<tool>x", "\n\n"] }],
  ])("%s gives the library's tokens", (_, settings) => {
    const { encode, wanted } = both(aByteLevelFile(split, settings));
    fc.assert(
      fc.property(tellingText, fc.boolean(), (text, isLong) => {
        const told = sameInJavaScript(isLong ? `${text}<tool>${text}<tool>\u0338x` : text);
        expect([told, encode(told)]).toEqual([told, wanted(told)]);
      }),
      { numRuns: 300, seed: 9 },
    );
  });
});

describe("a file of characters with bytes beside them", () => {
  it.each([
    ["plain", []],
    ["with added tokens", ["\n\n", "<tool>"]],
  ])("%s gives the library's tokens", (_, added) => {
    const { encode, wanted } = both(aCharacterFile(added));
    fc.assert(
      fc.property(tellingText, (text) => {
        expect([text, encode(text)]).toEqual([text, wanted(text)]);
      }),
      { numRuns: 600, seed: 9 },
    );
  });
});

describe("what the kernels cannot do", () => {
  const file = aByteLevelFile(SPLITS.llama3, {}) as Record<string, unknown> & { model: object };
  it.each([
    ["model of type", { ...file, model: { ...file.model, type: "WordLevel" } }],
    ["unknown token", { ...file, model: { ...file.model, unk_token: "<unk>" } }],
    ["dropout", { ...file, model: { ...file.model, dropout: 0.1 } }],
    ["ends of words", { ...file, model: { ...file.model, end_of_word_suffix: "</w>" } }],
    ["normaliser", { ...file, normalizer: { type: "NFKC" } }],
    ["split pattern", { ...file, pre_tokenizer: (aByteLevelFile("\\p{L}+|.", {}) as { pre_tokenizer: object }).pre_tokenizer }],
    ["blank put before", { ...file, pre_tokenizer: { type: "ByteLevel", add_prefix_space: true, use_regex: true } }],
    ["conditions", { ...file, added_tokens: [{ id: 5, content: "x", special: false, lstrip: true }] }],
  ])("is named: %s", (what, wrong) => {
    expect(() => readTokenizerFile(wrong)).toThrow(Unrecognised);
    expect(() => readTokenizerFile(wrong)).toThrow(what);
  });
});
