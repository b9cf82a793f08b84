import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type KernelTokenizer, openTokenizer } from "../../../classifiers/tokenizer.ts";
import { Encoder } from "../../../classifiers/tokens/encoder.ts";
import { readTokenizerFile } from "../../../classifiers/tokens/tokenizer-file.ts";
import { Unrecognised } from "../../../classifiers/tokens/unrecognised.ts";
import { compileVocabulary } from "../../../classifiers/tokens/vocabulary.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { graphemeClassSource } from "../../../engine/kernels/oracle/grapheme-class.ts";
import { bestTokens, replaceCharacters, type UnigramTokens } from "../../../engine/kernels/oracle/unigram.ts";
import { aCharacterMap, aUnigramFile, METASPACE, UNIGRAM_VOCABULARY } from "../../helpers/a-unigram-file.ts";
import { decodeWith, encodeWith } from "../../helpers/encode-with.ts";
import { longPieces, tellingText } from "../../helpers/telling-text.ts";

const SPECIAL = 3;
const UNKNOWN = 2;
const lowest = Math.min(...UNIGRAM_VOCABULARY.map(([, score]) => score));
const tokens: UnigramTokens = {
  ids: new Map(UNIGRAM_VOCABULARY.slice(SPECIAL).map(([token], at) => [token, at + SPECIAL])),
  scores: UNIGRAM_VOCABULARY.map(([, score]) => score),
  unknown: UNKNOWN,
  unknownScore: lowest - 10,
};

/** What NFKC-like maps have: marks put together, one for many, many for one, white space, nothing. */
const MAP = new Map([
  ...([
    ["e\u0301", "é"],
    ["a\u0301", "á"],
    ["ﬁ", "fi"],
    ["™", "TM"],
    ["½", "1⁄2"],
    ["\u0958", "\u0915\u093c"],
    ["Ⓐ", "A"],
  ] as const),
  ...([
    ["\n", " "],
    ["\t", " "],
    ["\r", " "],
    ["\u3000", " "],
    ["\u200b", " "],
    ["\u2581", " "],
    ["\ufeff", " "],
  ] as const),
  ...([
    ["\u0001", ""],
    ["\u007f", ""],
    ["\u00ad", ""],
    ["\ufdfa", "a b c d e f"],
    ["\u0344", "\u0308\u0301"],
    ["①", "1"],
  ] as const),
]);
const precompiled = { type: "Precompiled", precompiled_charsmap: aCharacterMap(MAP) };
const collapse = { type: "Replace", pattern: { Regex: " {2,}" }, content: " " };

function opened(file: object) {
  const model = readTokenizerFile(file as Record<string, unknown>);
  const kernels = loadKernels();
  const encoder = new Encoder(kernels, compileVocabulary(model), model.added);
  return { encode: encodeWith(kernels, encoder), decode: (ids: number[]) => decodeWith(kernels, encoder, ids).toString() };
}

/** Stretches that begin with the sign of a blank. */
const signed = (text: string): string[] => text.replaceAll(" ", "▁").match(/^[^▁]+|▁[^▁]*/gu) ?? [];
const begun = (text: string): string => (text === "" || /^[ ▁]/.test(text) ? text : ` ${text}`);
const words = (text: string): string[] =>
  text
    .split(/\p{White_Space}+/u)
    .filter((word) => word !== "")
    .map(begun);

describe.each<[string, object, (text: string) => string[]]>([
  ["alone", {}, (text) => [begun(text)]],
  ["with a map", { normalizer: precompiled }, (text) => [begun(replaceCharacters(text, MAP))]],
  [
    "with a map, blanks made one",
    { normalizer: { type: "Sequence", normalizers: [precompiled, collapse] } },
    (text) => [begun(replaceCharacters(text, MAP).replaceAll(/ {2,}/g, " "))],
  ],
  [
    "with a map, by words",
    {
      normalizer: precompiled,
      pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "WhitespaceSplit" }, METASPACE] },
    },
    (text) => words(replaceCharacters(text, MAP)),
  ],
  ["nothing put before", { pre_tokenizer: { ...METASPACE, prepend_scheme: "never" } }, (text) => [text]],
])("Unigram %s", (_, settings, prepare) => {
  const { encode } = opened(aUnigramFile(settings));
  it("gives the best way that is found plainly", () => {
    const check = (text: string): void => {
      const wanted = prepare(text)
        .flatMap(signed)
        .flatMap((stretch) => bestTokens(stretch, tokens));
      expect([text, encode(text)]).toEqual([text, wanted]);
    };
    for (const text of longPieces) check(text);
    fc.assert(
      fc.property(tellingText, (text) => check(text)),
      { numRuns: 1_500, seed: 9 },
    );
  });
});

describe("Unigram", () => {
  it("has the table of clusters that its rules give", () => {
    const path = new URL("../../../engine/kernels/assembly/tables/grapheme-classes.ts", import.meta.url);
    expect(graphemeClassSource() === readFileSync(path, "utf8")).toBe(true);
  });

  it("writes unknown characters as their bytes where the file says so, and gives them back", () => {
    const { encode, decode } = opened(aUnigramFile({ byteFallback: true }));
    const first = UNIGRAM_VOCABULARY.length;
    const blank = tokens.ids.get("▁");
    expect(encode("x힣")).toEqual([blank, ...[...Buffer.from("x힣")].map((byte) => first + byte)]);
    expect(opened(aUnigramFile({})).encode("x힣 y")).toEqual([blank, UNKNOWN, blank, UNKNOWN]);
    expect(decode(encode("the and 123"))).toBe(" the and 123");
  });

  it("looks for added tokens first, and puts a blank before what stands behind them", () => {
    const added = [{ id: 500, content: "<tool>" }];
    const [blank, a] = [tokens.ids.get("▁"), tokens.ids.get("a")];
    expect(opened(aUnigramFile({ added })).encode("a<tool>a<tool>")).toEqual([blank, a, 500, blank, a, 500]);
    const first = { added, pre_tokenizer: { ...METASPACE, prepend_scheme: "first" } };
    expect(opened(aUnigramFile(first)).encode("a<tool>a")).toEqual([blank, a, 500, a]);
    expect(opened(aUnigramFile(first)).encode("<tool>a")).toEqual([500, a]);
  });

  it("takes a million characters without a blank as they are", () => {
    const { encode } = opened(aUnigramFile({}));
    expect(encode("a".repeat(400_000)).length).toBe(100_001);
    expect(encode("대한민국".repeat(50_000)).length).toBe(50_000);
    expect(encode(" ".repeat(100_000)).length).toBe(100_000);
  });

  it.each([
    ["the normaliser NFKC", { normalizer: { type: "NFKC" } }],
    [
      "the normaliser Precompiled, Lowercase",
      { normalizer: { type: "Sequence", normalizers: [precompiled, { type: "Lowercase" }] } },
    ],
    ["a character map that is not whole", { normalizer: { ...precompiled, precompiled_charsmap: "AAAA" } }],
    [
      "a character map of Hangul",
      { normalizer: { ...precompiled, precompiled_charsmap: aCharacterMap(new Map([["가\u0301", "x"]])) } },
    ],
    ["a split by Metaspace", { pre_tokenizer: { ...METASPACE, split: false } }],
  ])("leaves to the library: %s", (what, settings) => {
    expect(() => readTokenizerFile(aUnigramFile(settings) as unknown as Record<string, unknown>)).toThrow(Unrecognised);
    expect(() => readTokenizerFile(aUnigramFile(settings) as unknown as Record<string, unknown>)).toThrow(what);
  });

  const model = fileURLToPath(new URL("../../../../shared/models/multilingual-e5-small-koen-l8/tokenizer.json", import.meta.url));
  // As tokenizers 0.23 encodes them.
  it.skipIf(!existsSync(model))("gives the ids of the Rust library for a real vocabulary", async () => {
    const kernels = loadKernels();
    const { encoder } = (await openTokenizer(model, { kernels })) as KernelTokenizer;
    const encode = encodeWith(kernels, encoder);
    expect(encode("Hello world, unaffable! Café 안녕하세요")).toEqual([
      15159, 4940, 4, 197, 2921, 1867, 37, 274, 1600, 366, 35003,
    ]);
    expect(encode("안녕하세요.  반갑습니다. e\u0301\n\n")).toEqual([35003, 5, 9702, 21239, 8096, 5, 329, 6]);
  });
});
