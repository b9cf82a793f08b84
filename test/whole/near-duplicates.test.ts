import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLineageReader } from "../../manifests/lineage-read.ts";
import { outputDigests, runCli, runJson, scratchFolder } from "../helpers/run-cli.ts";

const CONFIG = `
import { defineConfig } from "kijil";
import { rehydrationBuckets } from "kijil/recipes/rehydration";
import { exactDuplicates } from "kijil/stages/dedup/exact";
import { nearDuplicates } from "kijil/stages/dedup/near";
import { jsonl } from "kijil/stages/read/jsonl";
import { countTokens } from "kijil/stages/score/count-tokens";

export default defineConfig({
  name: "near",
  partBytes: 4096,
  sources: [jsonl("pages", { files: "pages.jsonl" })],
  stages: [exactDuplicates({ keep: "first" }), nearDuplicates({ keep: "first" }), countTokens({ tokenizer: "estimate" })] as const,
  mixes: {
    all: { buckets: [{ name: "all", where: {}, repeat: 1 }] },
    often: { buckets: rehydrationBuckets("all", {}, { 1: 1, 2: 2, 3: 5 }) },
    popular: { buckets: [{ name: "popular", where: { attributes: { "cluster.size": { atLeast: 2 } } }, repeat: 1 }] },
  },
});
`;

const sentence = (seed: number, count: number) => Array.from({ length: count }, (_, index) => `w${seed}x${index}`).join(" ");

describe("near-duplicates in a line", () => {
  it("are removed, explained and counted, the same with any number of workers and any memory", async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "near.config.ts"), CONFIG);
    writeFileSync(join(folder, "small.config.ts"), CONFIG.replace("partBytes: 4096", "partBytes: 2048, memoryBytes: 2 ** 20"));
    const pages = Array.from({ length: 60 }, (_, seed) => sentence(seed, 80)).flatMap((text, seed) => [
      { id: `${seed}`, text },
      ...(seed % 3 === 0 ? [{ id: `${seed}-twin`, text: `${text} end` }] : []),
      ...(seed % 6 === 0 ? [{ id: `${seed}-third`, text: `start ${text}` }] : []),
      ...(seed % 5 === 0 ? [{ id: `${seed}-copy`, text }] : []),
    ]);
    // Twins stand apart, in other parts of the file.
    pages.sort((a, b) => Number(a.id.includes("-")) - Number(b.id.includes("-")));
    writeFileSync(join(folder, "pages.jsonl"), pages.map((page) => JSON.stringify(page)).join("\n"));
    const run = (config: string, out: string, workers: string) =>
      runJson(["run", "--config", `${config}.config.ts`, "--out", out, "--workers", workers], 0, { cwd: folder });
    const { documents, mixes } = await run("near", "one", "1");
    expect(documents).toEqual({
      read: 102,
      kept: 60,
      quarantined: 0,
      removed: {
        "exact-duplicates:duplicate-url": 0,
        "exact-duplicates:duplicate-text": 12,
        "near-duplicates:near-duplicate": 30,
        "near-duplicates:near-duplicate-of-earlier": 0,
      },
    });
    expect(mixes["popular"]?.documents).toBe(20);
    // 40 clusters of one, ten of two, ten of three.
    expect(mixes["often"]?.documents).toBe(40 + 10 * 2 + 10 * 5);
    await run("small", "two", "2");
    expect(outputDigests(join(folder, "two"))).toEqual(outputDigests(join(folder, "one")));

    const lineage = openLineageReader(join(folder, "one/lineage.db"));
    const twin = lineage.database
      .prepare("SELECT k.id AS keeper, d.value FROM documents d JOIN documents k ON k.document = d.twin WHERE d.id = '6-third'")
      .get() as { keeper: string; value: number };
    expect(twin.keeper).toBe("6");
    expect(twin.value).toBeCloseTo(76 / 77, 6);
    const sizes = lineage.parts().flatMap(({ part }) => [...(lineage.attribute(part, "cluster.size")?.values ?? [])]);
    // Exact copies had left before; everything else has the size of its cluster, removed or kept.
    expect(sizes.filter(Number.isNaN)).toHaveLength(12);
    expect([1, 2, 3].map((size) => sizes.filter((each) => each === size).length)).toEqual([40, 20, 30]);
    lineage.close();
  });

  it("are found in what an earlier run left, which is not read again", async () => {
    const folder = scratchFolder();
    const config = (name: string, options: string) =>
      writeFileSync(
        join(folder, `${name}.config.ts`),
        CONFIG.replace('nearDuplicates({ keep: "first" })', `nearDuplicates({ keep: "first", ${options} })`).replace(
          "pages.jsonl",
          `${name}.jsonl`,
        ),
      );
    const pages = (from: number, to: number, end = "") =>
      Array.from({ length: to - from }, (_, index) => ({ id: `${from + index}${end}`, text: sentence(from + index, 80) + end }));
    const write = (name: string, documents: readonly object[]) =>
      writeFileSync(join(folder, `${name}.jsonl`), documents.map((document) => JSON.stringify(document)).join("\n"));
    const run = async (name: string, out: string, workers = "1") =>
      (await runJson(["run", "--config", `${name}.config.ts`, "--out", out, "--workers", workers], 0, { cwd: folder })).documents;
    config("may", 'index: "may"');
    write("may", [...pages(0, 40), ...pages(3, 6, " twin")]);
    expect((await run("may", "may")).kept).toBe(40);
    rmSync(join(folder, "may.jsonl"));

    config("june", 'index: "june", against: ["may/signatures/near-duplicates.index"]');
    write("june", [...pages(30, 60, " again"), ...pages(50, 55, " once more")]);
    const june = await run("june", "june");
    expect(june.removed).toMatchObject({ "near-duplicates:near-duplicate": 5, "near-duplicates:near-duplicate-of-earlier": 10 });
    await run("june", "two", "2");
    expect(outputDigests(join(folder, "two"))).toEqual(outputDigests(join(folder, "june")));

    const trace = JSON.parse((await runCli(["trace", "33 again", "--run", join(folder, "june"), "--json"])).stdout) as {
      readonly document: { readonly attributes: object };
      readonly decisions: readonly object[];
      readonly twin: unknown;
    };
    expect(trace.decisions).toMatchObject([{ reason: "near-duplicate-of-earlier", threshold: 0.8 }]);
    expect(trace.document.attributes).toMatchObject({ "earlier.id": "33", "earlier.run": "may" });
    expect(trace.twin).toBeNull();

    // Without its index it is made again; a changed index is another plan.
    rmSync(join(folder, "june/signatures"), { recursive: true });
    expect(await run("june", "june")).toEqual(june);
    expect(outputDigests(join(folder, "june"))).toEqual(outputDigests(join(folder, "two")));
    copyFileSync(join(folder, "june/signatures/near-duplicates.index"), join(folder, "may/signatures/near-duplicates.index"));
    expect((await run("june", "june")).removed).toMatchObject({ "near-duplicates:near-duplicate-of-earlier": 25 });
  });
});
