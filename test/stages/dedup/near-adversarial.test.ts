import { describe, expect, it } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { KEPT } from "../../../engine/sketch-table.ts";
import { nearDuplicates } from "../../../stages/dedup/near.ts";
import { aSketchTable, sketchParts } from "../../helpers/a-sketch-table.ts";

const words = (seed: string, count: number) => Array.from({ length: count }, (_, index) => `${seed}${index}`).join(" ");

/** Sizes of the clusters of two or more, the largest first, and who is kept. */
async function clusters(texts: readonly string[], options: Parameters<typeof nearDuplicates>[0] = {}, memoryBytes = 1 << 30) {
  const stage = nearDuplicates({ keep: "first", ...options });
  const kernels = loadKernels();
  const parts = await sketchParts(
    stage,
    texts.map((text) => ({ text })),
    [],
    kernels,
  );
  const { keeper } = await stage.solve(aSketchTable(stage.sketchWords, parts, memoryBytes), { seed: 7, kernels });
  const sizes = new Map<number, number>();
  for (const stands of keeper) if (stands !== KEPT) sizes.set(stands, (sizes.get(stands) ?? 1) + 1);
  return {
    sizes: [...sizes.values()].sort((a, b) => b - a),
    kept: [...keeper.keys()].filter((document) => keeper[document] === KEPT),
  };
}

describe("nearDuplicates on hostile input", () => {
  it("makes one cluster of twenty thousand times the same, in whatever memory", async () => {
    const texts = new Array<string>(20_000).fill(words("same", 30));
    for (const memoryBytes of [1 << 30, 1 << 22])
      for (const form of ["keeper", "components"] as const)
        expect(await clusters(texts, { clusters: form }, memoryBytes)).toEqual({ sizes: [20_000], kept: [0] });
  });

  it("makes one cluster of ten thousand that differ by a number each", async () => {
    const texts = Array.from({ length: 10_000 }, (_, number) => `${words("page", 100)} ${number}`);
    expect(await clusters(texts)).toEqual({ sizes: [10_000], kept: [0] });
    expect(await clusters(texts, {}, 1 << 22)).toEqual({ sizes: [10_000], kept: [0] });
  });

  it("takes a paragraph that all documents share for no reason to remove any", async () => {
    const shared = words("cookie", 40);
    const texts = Array.from({ length: 4_000 }, (_, number) => `${shared} ${words(`own${number}x`, 40)} ${shared}`);
    expect((await clusters(texts)).sizes).toEqual([]);
    expect((await clusters(texts, { bucketLimit: 3 }, 1 << 22)).sizes).toEqual([]);
  });

  it("keeps documents at 0.7 of their neighbours apart, however long the chain", async () => {
    const texts = Array.from({ length: 300 }, (_, number) =>
      Array.from({ length: 80 }, (_, index) => `w${number * 14 + index}`).join(" "),
    );
    const { sizes } = await clusters(texts, { shingle: "word1" });
    expect(sizes).toEqual([]);
  });

  it("compares short documents as a whole, and empty ones with empty ones", async () => {
    const texts = [
      "",
      "좋아요",
      "좋아요!",
      "good",
      "Good ",
      " ",
      "\u3000\n",
      "좋아요",
      "bad",
      "very good film",
      "very good  FILM",
    ];
    expect((await clusters(texts)).kept).toEqual([0, 1, 2, 3, 8, 9]);
  });

  it("finds Korean in NFD, in other white space, and without spaces at all", async () => {
    const text =
      "동해 물과 백두산이 마르고 닳도록 하느님이 보우하사 우리나라 만세 무궁화 삼천리 화려강산 대한 사람 대한으로 길이 보전하세";
    const bare = text.replaceAll(" ", "");
    const texts = [text, text.normalize("NFD"), text.replaceAll(" ", "\u3000 \n"), bare, `${bare}.`, `\ufeff${bare}`];
    // A text without its spaces is another by its characters; of two without, one is kept.
    expect((await clusters(texts)).kept).toEqual([0, 3]);
  });

  it("compares long texts whose sets do not fit the table at once", async () => {
    const long = Array.from({ length: 900_000 }, (_, index) => ((index * 2_654_435_761) >>> 7).toString(36)).join(" ");
    const { kept } = await clusters([long, `${long} end`, long.slice(0, long.length >> 1)], { shingle: "word2" });
    expect(kept).toEqual([0, 2]);
  });
});
