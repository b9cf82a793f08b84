import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { outputDigests, projectRoot, runCli, runJson, scratchFolder } from "../helpers/run-cli.ts";
import { shardLines } from "../helpers/shard-lines.ts";

const sample = ["web-ko.jsonl.gz", "web-en.jsonl.gz", "wiki-ko.jsonl", "code-docs.jsonl"].map((file) =>
  join(projectRoot, "examples/corpus", file),
);

describe("mixes", () => {
  it("hold the same records in the same order, in few shards or in many", async () => {
    const folder = scratchFolder();
    const run = (out: string, workers: number, ...settings: string[]) =>
      runJson([
        "run",
        ...sample,
        "--out",
        join(folder, out),
        "--workers",
        String(workers),
        ...settings.flatMap((setting) => ["--set", setting]),
      ]);
    await run("few", 1);
    const many = await run("many", 1, "stage1.shardBytes=9000");
    expect(many.mixes["stage1"]?.shards).toBeGreaterThan(8);
    expect(shardLines(join(folder, "many"), "stage1")).toEqual(shardLines(join(folder, "few"), "stage1"));
    expect(shardLines(join(folder, "few"), "stage1")).toHaveLength(many.mixes["stage1"]?.documents ?? 0);
    await run("three", 3, "stage1.shardBytes=9000");
    expect(outputDigests(join(folder, "three"))).toEqual(outputDigests(join(folder, "many")));
    expect(await runCli(["verify", join(folder, "many")])).toMatchObject({ code: 0 });
    // Fewer shards again: nothing of the longer draw stays.
    expect(await runCli(["mix", "--run", join(folder, "many"), "--set", "stage1.shardBytes=10000000", "--quiet"])).toMatchObject({
      code: 0,
    });
    expect(readdirSync(join(folder, "many/stage1")).sort()).toEqual(["manifest.json", "shard-00000.jsonl.zst"]);
    expect(await runCli(["verify", join(folder, "many")])).toMatchObject({ code: 0 });
  });

  it("carry what the recipe names, as JSON that any parser reads", async () => {
    const out = join(scratchFolder(), "out");
    await runJson([
      "run",
      ...sample,
      "--out",
      out,
      "--set",
      'stage1.attributes=["lang","tokens"]',
      "--set",
      "stage1.metadata=false",
    ]);
    for (const line of shardLines(out, "stage1")) {
      const record = JSON.parse(line);
      expect(Object.keys(record)).toEqual(["id", "text", "source", "attributes"]);
      expect(Object.keys(record.attributes)).toEqual(["lang", "tokens"]);
      expect(JSON.stringify(record)).toBe(line);
    }
    expect(Object.keys(JSON.parse(shardLines(out, "stage2")[0] as string))).toEqual([
      "id",
      "text",
      "source",
      "attributes",
      "metadata",
    ]);
  });

  it("are not drawn from a pool with input missing, and old ones are taken back", async () => {
    const folder = scratchFolder();
    const record = (number: number) =>
      JSON.stringify({
        id: `r${number}`,
        text: `키질은 알곡과 쭉정이를 가르는 일이다. 바람이 돕고 손이 거든다. ${number}번째 글이며 길이는 넉넉하다. 가을 마당은 분주하다.`,
      });
    const write = (bad: number) =>
      writeFileSync(
        join(folder, "in.jsonl"),
        [...Array.from({ length: 50 }, (_, number) => record(number)), ...Array<string>(bad).fill("{")].join("\n"),
      );
    const words = ["run", "in.jsonl", "--out", "out", "--workers", "1"];
    write(0);
    await runJson(words, 0, { cwd: folder });
    expect(existsSync(join(folder, "out/stage1/manifest.json"))).toBe(true);
    write(5);
    await runJson(words, 3, { cwd: folder });
    expect(existsSync(join(folder, "out/stage1/manifest.json"))).toBe(false);
    expect(await runCli(["mix", "--run", "out", "--quiet"], { cwd: folder })).toMatchObject({ code: 2 });
    write(0);
    await runJson(words, 0, { cwd: folder });
    expect(await runCli(["verify", "out"], { cwd: folder })).toMatchObject({ code: 0 });
  });

  it("are counted by the buckets they have now, and go when the config does not name them", async () => {
    const folder = scratchFolder();
    const config = (mix: string, bucket: string) => `import { defineConfig } from "kijil";
import { jsonl } from "kijil/stages/read/jsonl";
import { countTokens } from "kijil/stages/score/count-tokens";
export default defineConfig({
  name: "test",
  output: "out",
  sources: [jsonl("wiki", { files: ${JSON.stringify(join(projectRoot, "examples/corpus/wiki-ko.jsonl"))} })],
  stages: [countTokens({ tokenizer: "estimate" })],
  mixes: { ${mix}: { buckets: [{ name: "${bucket}", where: {}, repeat: 1 }] } },
});
`;
    const run = async (mix: string, bucket: string) => {
      writeFileSync(join(folder, "pipeline.config.ts"), config(mix, bucket));
      await runJson(["run", "--workers", "1"], 0, { cwd: folder });
      expect(await runCli(["verify", "out"], { cwd: folder })).toMatchObject({ code: 0 });
      return JSON.parse(readFileSync(join(folder, "out", mix, "manifest.json"), "utf8")).totals.byBucket;
    };
    expect(await run("stage1", "old")).toEqual({ old: 60 });
    expect(await run("stage1", "new")).toEqual({ new: 60 });
    expect(await run("stage2", "new")).toEqual({ new: 60 });
    expect(existsSync(join(folder, "out/stage1/manifest.json"))).toBe(false);
  });
});
