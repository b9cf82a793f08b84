import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { openTokenizer } from "../../classifiers/tokenizer.ts";
import { aBatch } from "../helpers/a-batch.ts";
import { corpora, corporaFolder } from "../helpers/corpora.ts";

const count = async (tokenizer: string, ...texts: readonly string[]) => {
  const counter = await openTokenizer(tokenizer);
  const batch = aBatch(texts);
  return texts.map((_, row) => counter.count(batch, row));
};

describe("openTokenizer", () => {
  it("counts long runs in pieces, in time that does not explode", async () => {
    const long = "가나다라".repeat(50_000);
    const [tokens, ofPiece, bySides] = await count("o200k", long, long.slice(0, 1024), `앞말 ${long} 뒷말`);
    expect(tokens).toBeGreaterThan(((ofPiece as number) * 200_000) / 1025);
    expect(tokens).toBeLessThanOrEqual(Math.ceil(200_000 / 1024) * (ofPiece as number));
    expect(Math.abs((bySides as number) - (tokens as number))).toBeLessThan(10);
  });

  it("names a file that is no tokenizer", async () => {
    await expect(openTokenizer(fileURLToPath(new URL("../../package.json", import.meta.url)))).rejects.toThrow(
      /package\.json: it is not a tokenizer/,
    );
    await expect(openTokenizer("no/such/file.json")).rejects.toThrow(/cannot be read/);
  });

  it.skipIf(!existsSync(corporaFolder))("equals the package on the shared corpora", async () => {
    for (const name of ["ko_tutorial_djangogirls", "ko_news_koreakr", "en_web_ewt_weblog"]) {
      for (const { documents } of corpora(name)) {
        const texts = documents.map(({ text }) => text);
        expect(await count("o200k", ...texts)).toEqual(texts.map((text) => countTokens(text, { disallowedSpecial: new Set() })));
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
