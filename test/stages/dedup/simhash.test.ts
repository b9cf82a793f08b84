import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { KEPT } from "../../../engine/sketch-table.ts";
import { simhashDuplicates } from "../../../stages/dedup/simhash.ts";
import { aSketchTable, sketchParts } from "../../helpers/a-sketch-table.ts";
import { describeBarrier } from "../../helpers/barrier-contract.ts";

const words = (seed: string, count: number) => Array.from({ length: count }, (_, index) => `${seed}${index * index}`).join(" ");
const page = (id: string, text: string) => ({ id, text, source: "web" });
const STORY = words("story", 400);

const documents = [page("a", STORY), page("b", `${STORY} end`), page("c", words("other", 400)), page("d", ""), page("e", " ")];

describeBarrier(simhashDuplicates(), {
  documents,
  removed: { a: ["similar-fingerprint", "b"], d: ["similar-fingerprint", "e"] },
});

describeBarrier(simhashDuplicates({ implementation: "simhash-js", distance: 2 }), {
  documents,
  // What is appended changes one block of four characters, what is put in front changes all.
  removed: { a: ["similar-fingerprint", "b"], d: ["similar-fingerprint", "e"] },
});

describe("simhashDuplicates", () => {
  it("finds every pair within the distance and no other, whatever the distance", async () => {
    const kernels = loadKernels();
    const base = words("base", 300).split(" ");
    // Each has a few words more replaced than the one before.
    const texts = Array.from({ length: 60 }, (_, number) =>
      base.map((word, index) => ((index * 7) % 60 < number ? `${word}x` : word)).join(" "),
    );
    for (const distance of [0, 1, 3, 8, 15]) {
      const stage = simhashDuplicates({ distance, keep: "first" });
      const layoutBytes = stage.sketchWords - 2;
      const parts = await sketchParts(
        stage,
        texts.map((text) => ({ text })),
        [],
        kernels,
      );
      const { keeper, value } = await stage.solve(aSketchTable(stage.sketchWords, parts), { seed: 7, kernels });
      const prints = texts.map((_, index) => {
        const at = index * stage.sketchWords + layoutBytes;
        const sketches = parts[0]?.sketches as Uint32Array;
        return (BigInt(sketches[at + 1] as number) << 32n) | BigInt(sketches[at] as number);
      });
      const unlike = (a: number, b: number) =>
        ((prints[a] as bigint) ^ (prints[b] as bigint)).toString(2).replaceAll("0", "").length;
      const kept: number[] = [];
      texts.forEach((_, document) => {
        const twin = kept.find((each) => unlike(each, document) <= distance);
        expect(keeper[document]).toBe(twin ?? KEPT);
        if (twin === undefined) kept.push(document);
        else expect(value?.slice(document, document + 1)[0]).toBe(unlike(twin, document));
      });
    }
  });

  it("hands texts to simhash-js in the form that shingles are cut from", async () => {
    const { SimHash } = createRequire(import.meta.url)("simhash-js") as { SimHash: new () => { hash(text: string): number } };
    const stage = simhashDuplicates({ implementation: "simhash-js" });
    const [part] = await sketchParts(stage, [{ text: "  Some TEXT\nof  words " }]);
    expect(part?.sketches.at(-2)).toBe(new SimHash().hash("some text of words") >>> 0);
  });

  it("complains about options that make no sense together", () => {
    expect(simhashDuplicates({ keep: "score" }).problems).toHaveLength(1);
    expect(simhashDuplicates({ keep: "sources" }).problems).toHaveLength(1);
  });
});
