import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ConfigError } from "../../../engine/errors.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { countTokens } from "../../../stages/score/count-tokens.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const special = "<|endoftext|> and <|im_start|>";

describeStage(countTokens(), {
  keeps: ["", "안녕하세요. 반갑습니다.", special],
  attributes: [
    ["", { tokens: 0 }],
    ["hello world", { tokens: 2 }],
    ["안녕하세요. 반갑습니다.", { tokens: 7 }],
    ["<|endoftext|>", { tokens: 7 }],
  ],
});

describeStage(countTokens({ tokenizer: "cl100k" }), { keeps: [special], attributes: [["hello world", { tokens: 2 }]] });

describeStage(countTokens({ tokenizer: "estimate" }), {
  keeps: [special],
  attributes: [
    ["", { tokens: 0 }],
    ["hello world", { tokens: 3 }],
  ],
});

/** Bytes as tokens, and two merges: `ab` and `abab`. */
const tiny = {
  version: "1.0",
  added_tokens: [{ id: 9, content: "<s>", special: true, single_word: false, lstrip: false, rstrip: false, normalized: false }],
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: null,
  decoder: { type: "ByteLevel" },
  normalizer: null,
  model: {
    type: "BPE",
    vocab: { a: 0, b: 1, ab: 2, abab: 3, "<": 4, s: 5, ">": 6, Ġ: 7 },
    merges: ["a b", "ab ab"],
    unk_token: null,
  },
};
const folder = mkdtempSync(join(tmpdir(), "kijil-"));
const path = join(folder, "tokenizer.json");
writeFileSync(path, JSON.stringify(tiny));

describeStage(countTokens({ tokenizer: path }), {
  keeps: ["ab"],
  attributes: [
    ["abababa", { tokens: 3 }],
    ["<s>ab", { tokens: 4 }],
  ],
});

it("has the digest of a tokenizer file among its options, and refuses to go on with another file", async () => {
  const changing = join(folder, "changing.json");
  writeFileSync(changing, JSON.stringify(tiny));
  const stage = countTokens({ tokenizer: changing });
  expect(stage.options).toEqual({ tokenizer: changing, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  // The digests of tiktoken's files, which the package's are held to when they are compiled.
  expect(countTokens().options).toEqual({ tokenizer: "o200k", digest: expect.stringMatching(/^446a9538cb6c/) });
  expect(countTokens({ tokenizer: "cl100k" }).options["digest"]).toMatch(/^223921b76ee9/);
  expect(countTokens({ tokenizer: "estimate" }).options["digest"]).toBe("");
  writeFileSync(changing, JSON.stringify({ ...tiny, version: "2.0" }));
  expect(countTokens({ tokenizer: changing }).options["digest"]).not.toBe(stage.options["digest"]);
  await expect(stage.open({ seed: 7, kernels: loadKernels() })).rejects.toThrow(ConfigError);
});

it("says which tokenizer it is, and why the library counts where it does", () => {
  const describe = (tokenizer: string) => countTokens({ tokenizer }).describeTokenizer(folder);
  const digest = countTokens({ tokenizer: path }).options["digest"] as string;
  expect(describe(path)).toEqual({ name: `tokenizer.json:${digest.slice(0, 12)}`, exact: true, sha256: digest });
  expect(describe("o200k")).toMatchObject({ name: "o200k", exact: true, sha256: expect.stringMatching(/^446a9538cb6c/) });
  expect(describe("estimate")).toEqual({ name: "estimate", exact: false });
  const strange = join(folder, "strange.json");
  writeFileSync(strange, JSON.stringify({ ...tiny, normalizer: { type: "NFKD" } }));
  expect(describe(strange)).toMatchObject({ exact: true, byLibrary: "the normaliser NFKD" });
});

it("reports a missing file at the line that names it", () => {
  const [problem, ...others] = countTokens({ tokenizer: "no/such/tokenizer.json" }).problems;
  expect(others).toEqual([]);
  expect(problem?.message).toContain('"no/such/tokenizer.json"');
  expect(problem?.at).toMatch(/count-tokens\.test\.ts:\d+$/);
});
