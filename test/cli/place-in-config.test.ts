import { describe, expect, it } from "vitest";
import { lineInConfig } from "../../cli/place-in-config.ts";

const CONFIG = `import { defineConfig } from "kijil";
// a, comment: { with brackets
const shared = [
  jsonl("a", { files: "in/*.jsonl" }), /* one, two */
  jsonl("b", { files: ["x", "y"] }),
] as const;
export default defineConfig({
  name: "wrong, {name",
  seed: -1,
  sources: shared,
  stages: [
    language({ keep: ["jp"] }),
    textLength(),
  ],
  mixes: {
    stage1: {
      tokens: 10,
      buckets: [
        { name: "b", share: 1.2 },
        {
          name: "c",
          share: 2,
        },
      ],
    },
    "stage-2": kananaMixes({ tokens: 5 }),
  },
});
`;

describe("lineInConfig", () => {
  it.each([
    ["name must be letters", 8],
    ["seed must be a whole number from 0, got -1", 9],
    ["sources: a is named twice", 10],
    ["sources[1]: twice", 5],
    ["stages[1]: text-length stands in the list twice", 13],
    ["mixes.stage1: shares add up to 3", 16],
    ["mixes.stage1.buckets[0] (b): share must be", 19],
    ["mixes.stage1.buckets[1].share: too much", 22],
    ["mixes.stage-2.buckets[0]: made elsewhere", 26],
    ["mixes: stage1 and stage2 wait for each other", 15],
  ])("finds %s", (message, line) => expect(lineInConfig(CONFIG, message)).toBe(line));

  it("says nothing where nothing is to be found", () => {
    expect(lineInConfig(CONFIG, "tokens are missing")).toBeUndefined();
    expect(lineInConfig(CONFIG, "(odd)")).toBeUndefined();
    expect(lineInConfig("module.exports = {}", "name is wrong")).toBeUndefined();
    expect(lineInConfig("export default {", "name is wrong")).toBeUndefined();
  });

  it("follows a config that is a constant, and one without defineConfig", () => {
    expect(lineInConfig("const config = {\n  name: 1,\n};\nexport default config;\n", "name is wrong")).toBe(2);
    expect(lineInConfig("export default {\n  'seed': 1,\n};\n", "seed is wrong")).toBe(2);
  });
});
