import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeTexts } from "../../../classifiers/encoder/encoder-features.ts";
import { applyHead, fitHead } from "../../../classifiers/encoder/encoder-head.ts";
import { FeatureCache } from "../../../classifiers/encoder/feature-cache.ts";
import { seededRandom } from "../../../classifiers/training/seeded-random.ts";
import { Transformer } from "../../../classifiers/transformer/transformer.ts";
import { writeTransformer } from "../../helpers/a-transformer.ts";
import { scratchFolders } from "../../helpers/scratch.ts";

const scratch = scratchFolders();

describe("a head on frozen features", () => {
  it("finds a direction that scores lie along, behind a part that all texts share", () => {
    const random = seededRandom(3);
    const rows = Array.from({ length: 400 }, () =>
      Float32Array.from({ length: 12 }, (_, i) => random() - 0.5 + (i === 4 ? 30 : 0)),
    );
    const scores = rows.map((row) => 2.5 + row[0]! - 2 * row[7]!);
    const head = fitHead(rows.slice(0, 300), scores.slice(0, 300));
    const errors = rows.slice(300).map((row, index) => Math.abs(applyHead(head, row) - scores[300 + index]!));
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.15);
    expect(applyHead(head, head.mean)).toBeCloseTo(head.fit.bias, 9);
  });
});

describe("features of texts", () => {
  const texts = ["good", "bad 원자", "good bad", "", "물질 물질 물질"];

  it("are those that the encoder gives, from the cache too", async () => {
    const folder = join(scratch(), "encoder");
    writeTransformer(folder, { head: "none" });
    const cacheFolder = scratch();
    const transformer = await Transformer.open(folder);
    const plain = await encodeTexts(transformer, texts);
    const seen: number[] = [];
    const first = await encodeTexts(transformer, texts.slice(0, 2), { cacheFolder });
    const second = await encodeTexts(transformer, texts, { cacheFolder, onProgress: ({ cached }) => seen.push(cached) });
    const third = await encodeTexts(transformer, texts, { cacheFolder, onProgress: () => seen.push(-1) });
    for (const [index, row] of plain.entries()) {
      for (const [i, number] of row.entries()) {
        expect((second[index] as Float32Array)[i]).toBeCloseTo(number, 5);
        if (index < 2) expect((second[index] as Float32Array)[i]).toBe((first[index] as Float32Array)[i]);
      }
    }
    expect(third).toEqual(second);
    expect(seen).toEqual([2]);
  });

  it("outlive a write that broke off", () => {
    const path = join(scratch(), "some.features");
    new FeatureCache(path, 2).add(
      ["a", "b"],
      [
        [1, 2],
        [3, 4],
      ],
    );
    appendFileSync(path, "half a record");
    const again = new FeatureCache(path, 2);
    expect([again.get("a"), again.get("b"), again.get("c")]).toEqual([Float32Array.of(1, 2), Float32Array.of(3, 4), undefined]);
    expect(readFileSync(path)).toHaveLength(2 * 24);
  });
});
