import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as o200k from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { type KernelTokenizer, openTokenizer } from "../../classifiers/tokenizer.ts";
import { loadKernels } from "../../engine/kernels/kernels.ts";
import { aBatch } from "../helpers/a-batch.ts";
import { corpora, corporaFolder } from "../helpers/corpora.ts";

const kernels = loadKernels();
const cacheFolder = mkdtempSync(join(tmpdir(), "kijil-cache-"));
const open = (tokenizer: string) => openTokenizer(tokenizer, { kernels, cacheFolder });
const count = async (tokenizer: string, ...texts: readonly string[]) => {
  const counter = await open(tokenizer);
  const batch = aBatch(texts, { kernels });
  return texts.map((_, row) => counter.count(batch, row));
};

describe("openTokenizer", () => {
  it("counts runs of any length exactly", async () => {
    const long = "가나다라".repeat(2_000);
    expect(await count("o200k", long, `앞말 ${long} 뒷말`, "")).toEqual(
      [long, `앞말 ${long} 뒷말`, ""].map((text) => o200k.countTokens(text)),
    );
  });

  it("knows the ends of documents, which are text in a text", async () => {
    const { special, encoder } = (await open("o200k")) as KernelTokenizer;
    expect(special["<|endoftext|>"]).toBe(199_999);
    const batch = aBatch(["<|endoftext|>"], { kernels });
    expect(encoder.count(batch.textAt[0] as number, batch.textBytes[0] as number)).toBe(7);
  });

  it("compiles a vocabulary once, and again where the compiled one is not whole", async () => {
    const counts = await count("cl100k", "안녕하세요. Hello, world!");
    const files = readdirSync(cacheFolder);
    expect(files.every((name) => /^[0-9a-f]{64}-\d+\.vocabulary$/.test(name))).toBe(true);
    for (const file of files.map((name) => join(cacheFolder, name))) {
      const whole = readFileSync(file);
      for (const broken of [whole.subarray(0, 1000), Buffer.alloc(7), Buffer.from(whole).fill(1, 5000, 5001)]) {
        writeFileSync(file, broken);
        expect(await count("cl100k", "안녕하세요. Hello, world!")).toEqual(counts);
      }
    }
    expect(readdirSync(cacheFolder)).toEqual(files);
  });

  it("names a file that is no tokenizer", async () => {
    await expect(open(fileURLToPath(new URL("../../package.json", import.meta.url)))).rejects.toThrow(
      /package\.json: it is not a tokenizer/,
    );
    await expect(open("no/such/file.json")).rejects.toThrow(/cannot be read/);
  });

  it.skipIf(!existsSync(corporaFolder))("equals the package on the shared corpora", async () => {
    for (const name of ["ko_tutorial_djangogirls", "ko_news_koreakr", "en_web_ewt_weblog"]) {
      for (const { documents } of corpora(name)) {
        const texts = documents.map(({ text }) => text.replaceAll(/[\ufeff\u0085]/g, " "));
        const wanted = texts.map((text) => o200k.countTokens(text, { disallowedSpecial: new Set() }));
        expect(await count("o200k", ...texts)).toEqual(wanted);
      }
    }
  });

  const model = fileURLToPath(new URL("../../../shared/models/ko-ner-klue-e5small/tokenizer.json", import.meta.url));
  it.skipIf(!existsSync(model))("opens a real tokenizer.json and counts its special tokens as text", async () => {
    const [korean, special, plain] = await count(model, "안녕하세요. 반갑습니다.", "<s>", "< s >");
    expect(korean).toBeGreaterThan(4);
    expect(special).toBeGreaterThan(1);
    expect(plain).toBeGreaterThan(1);
  });
});
