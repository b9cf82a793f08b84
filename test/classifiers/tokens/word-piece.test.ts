import { readFileSync } from "node:fs";
import { Tokenizer } from "@huggingface/tokenizers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Encoder } from "../../../classifiers/tokens/encoder.ts";
import { readTokenizerFile } from "../../../classifiers/tokens/tokenizer-file.ts";
import { Unrecognised } from "../../../classifiers/tokens/unrecognised.ts";
import { compileVocabulary } from "../../../classifiers/tokens/vocabulary.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { bertTableSources } from "../../../engine/kernels/oracle/bert-character.ts";
import { bertWords, wordPieces } from "../../../engine/kernels/oracle/word-piece.ts";
import { decodeWith, encodeWith } from "../../helpers/encode-with.ts";
import { tellingText } from "../../helpers/telling-text.ts";

const table = (name: string): string =>
  readFileSync(new URL(`../../../engine/kernels/assembly/tables/${name}.ts`, import.meta.url), "utf8");

/** Beginnings and ends of words, single characters of many kinds, and what they are without accents. */
const WHOLE =
  "the of and korea 대한 학교 데이 hello a e 가 ᄀ ᆨ ᅡ 中 豈 豈 ﬁ ™ 1 12 ! , [ ] < > # · 、 。 ς σ ss i \u0302 \u0327 \u302e \u{1d158}";
const REST = "##the ##민국 ##에서 ##터 ##ing ##a ##e ##가 ##ᅡ ##ᆨ ##\u0301 ##\u302e ##\u302f ##1 ##b ##\u{1d165}";
const vocab = Object.fromEntries(
  ["[PAD]", "[UNK]", "[CLS]", ...WHOLE.split(" "), ...REST.split(" ")].map((token, id) => [token, id]),
);

function aWordPieceFile(normalizer: object, most = 100): Record<string, unknown> {
  const conditions = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  return {
    version: "1.0",
    added_tokens: ["[PAD]", "[UNK]", "[CLS]"].map((content, id) => ({ id, content, ...conditions, special: true })),
    normalizer: { type: "BertNormalizer", ...normalizer },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: null,
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: most, vocab },
  };
}

function opened(file: Record<string, unknown>) {
  const model = readTokenizerFile(file);
  const kernels = loadKernels();
  const encoder = new Encoder(kernels, compileVocabulary(model), model.added);
  return { encode: encodeWith(kernels, encoder), decode: (ids: number[]) => decodeWith(kernels, encoder, ids).toString() };
}

const tokens = new Map(Object.entries(vocab));
const settings = fc.record({ clean: fc.boolean(), chinese: fc.boolean(), strip: fc.boolean(), lower: fc.boolean() });
const files = new Map<string, ReturnType<typeof opened>>();

describe("WordPiece", () => {
  it("has the tables that their rules give", () => {
    const { classes, letters } = bertTableSources();
    expect([classes === table("bert-classes"), letters === table("bert-letters")]).toEqual([true, true]);
  });

  it("gives what the plain way gives, with any settings of the normaliser", () => {
    fc.assert(
      fc.property(tellingText, settings, (text, { clean, chinese, strip, lower }) => {
        const normaliser = { clean_text: clean, handle_chinese_chars: chinese, strip_accents: strip, lowercase: lower };
        const key = JSON.stringify(normaliser);
        const file = files.get(key) ?? opened(aWordPieceFile(normaliser));
        files.set(key, file);
        const words = bertWords(text, { clean, chinese, strip, lower });
        const wanted = words.flatMap((word) => wordPieces(word, tokens, 1, 100));
        expect([text, file.encode(text)]).toEqual([text, wanted]);
      }),
      { numRuns: 3_000, seed: 9 },
    );
  });

  it("gives the library's tokens for plain text", () => {
    const file = aWordPieceFile({ clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true });
    const library = new Tokenizer(file, {});
    const { encode, decode } = opened(file);
    for (const text of ["Hello, the AAA!", "Korea and 中a", "theing\tof", "né 1211 xyz"])
      expect(encode(text)).toEqual(library.encode(text, { add_special_tokens: false }).ids);
    // In the library a special token is found in a text; here it is text.
    expect(encode("[PAD]")).toEqual([vocab["["], 1, vocab["]"]]);
    expect(decode(encode("The ofing, and"))).toBe(" the ofing , and");
  });

  it("takes a word of too many characters as unknown, and one of just as many not", () => {
    const { encode } = opened(aWordPieceFile({ lowercase: true }));
    const a = [tokens.get("a"), ...new Array(99).fill(tokens.get("##a"))];
    expect(encode("a".repeat(100))).toEqual(a);
    expect(encode("a".repeat(101))).toEqual([1]);
    expect(encode(`${"a".repeat(200_000)} a`)).toEqual([1, tokens.get("a")]);
    expect(encode(`${"\u0301".repeat(50_000)}${"a".repeat(100)}`)).toEqual(a);
  });

  it.each([
    ["the normaliser", { normalizer: { type: "Lowercase" } }],
    ["a split by", { pre_tokenizer: { type: "Whitespace" } }],
    ["another sign", { model: { type: "WordPiece", vocab, unk_token: "[UNK]", continuing_subword_prefix: "@@" } }],
    ["without an unknown token", { model: { type: "WordPiece", vocab, unk_token: "<unk>" } }],
  ])("leaves to the library: %s", (what, change) => {
    const file = { ...aWordPieceFile({}), ...change };
    expect(() => readTokenizerFile(file)).toThrow(Unrecognised);
    expect(() => readTokenizerFile(file)).toThrow(what);
  });
});
