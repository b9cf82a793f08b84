import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openLineageReader } from "../../manifests/lineage-read.ts";
import { aByteLevelFile, SPLITS } from "../helpers/a-tokenizer-file.ts";
import { projectRoot, runCli, runJson, scratchFolder } from "../helpers/run-cli.ts";
import { shardLines } from "../helpers/shard-lines.ts";

interface Row {
  readonly source: string;
  readonly language: string;
  readonly documents: number;
  readonly bytes: number;
  readonly characters: number;
  readonly words: number;
  readonly tokens: readonly number[];
}

it("counts of several tokenizers stand side by side, and a mix is drawn by any of them", async () => {
  const folder = scratchFolder();
  const run = join(folder, "run");
  const tokenizer = join(folder, "tokenizer.json");
  writeFileSync(tokenizer, JSON.stringify(aByteLevelFile(SPLITS.llama3, { ignoreMerges: true })));
  const { tokens, documents } = await runJson(["run", ...["web-ko.jsonl.gz", "wiki-ko.jsonl"].map(corpus), "--out", run]);

  const inspected = await runCli(["inspect", run, "--tokenizer", "o200k", "--tokenizer", tokenizer, "--json"]);
  const fertility = JSON.parse(inspected.stdout) as { format: string; tokenizers: { name: string }[]; rows: readonly Row[] };
  expect(fertility.format).toBe("kijil-fertility/1");
  expect(fertility.tokenizers.map(({ name }) => name.replace(/:.*/, ""))).toEqual(["o200k", "tokenizer.json"]);
  const all = fertility.rows.at(-1) as Row;
  expect(all).toMatchObject({ source: "", language: "", documents: documents.kept });
  expect(all.tokens[0]).toBe(tokens);
  expect(all.bytes).toBeGreaterThan(all.characters);
  expect(all.characters).toBeGreaterThan(all.words);
  const bySource = fertility.rows.filter(({ source }) => source !== "");
  expect(bySource.reduce((sum, row) => sum + (row.tokens[1] as number), 0)).toBe(all.tokens[1]);

  const mixed = await runCli(["mix", "--run", run, "--tokenizer", tokenizer, "--json", "--quiet"]);
  expect(mixed).toMatchObject({ code: 0 });
  const { name } = fertility.tokenizers[1] as { name: string };
  const attribute = `tokens:${name.slice("tokenizer.json:".length)}`;
  const manifest = JSON.parse(readFileSync(join(run, "stage1/manifest.json"), "utf8"));
  const sha256 = createHash("sha256").update(readFileSync(tokenizer)).digest("hex");
  expect(manifest.tokenizer).toEqual({ name, exact: true, sha256, attribute });
  expect(manifest.settings).toContainEqual({ path: "tokenizer.sha256", value: JSON.stringify(sha256) });
  expect(manifest.settings).toContainEqual({ path: "tokenizer", value: JSON.stringify(name) });
  const records = shardLines(run, "stage1").map((line) => JSON.parse(line).attributes as Record<string, number>);
  expect(records.length).toBeGreaterThan(10);
  expect(records.reduce((sum, each) => sum + (each[attribute] as number), 0)).toBe(manifest.totals.tokens);
  expect(records.some((each) => each[attribute] !== each["tokens"])).toBe(true);
  expect(await runCli(["verify", run])).toMatchObject({ code: 0 });

  // Lineage has them beside the run's own, for every document of the pool.
  const reader = openLineageReader(join(run, "lineage.db"));
  const sums = reader.parts().map(({ part }) => sumOf(reader.attribute(part, attribute)?.values));
  expect(sums.reduce((sum, each) => sum + each, 0)).toBe(all.tokens[1]);
  expect(reader.attributeNames()).toEqual(expect.arrayContaining(["tokens", attribute]));
  reader.close();

  // The counts are kept, for any number of workers the same.
  const counts = () =>
    readdirSync(join(run, "pool"))
      .filter((file) => file.endsWith(".counts"))
      .map((file) => [file, statSync(join(run, "pool", file)).mtimeMs]);
  const before = counts();
  expect(before.length).toBeGreaterThan(0);
  const again = await runCli(["mix", "--run", run, "--tokenizer", tokenizer, "--json", "--quiet", "--workers", "1"]);
  expect(again.stdout).toBe(mixed.stdout);
  expect(counts()).toEqual(before);

  // Without a tokenizer of its own a mix is drawn by the run's counts.
  expect(await runCli(["mix", "--run", run, "--quiet"])).toMatchObject({ code: 0 });
  expect(JSON.parse(readFileSync(join(run, "stage1/manifest.json"), "utf8")).tokenizer).toMatchObject({
    name: "o200k",
    exact: true,
    sha256: expect.stringMatching(/^446a9538cb6c/),
  });
  expect(await runCli(["verify", run])).toMatchObject({ code: 0 });
});

it("what cannot be counted is refused", async () => {
  const folder = scratchFolder();
  for (const words of [
    ["mix", "--run", folder, "--tokenizer", "no-such.json"],
    ["inspect", folder, "--tokenizer", "o200k"],
    ["inspect", folder, folder, "--tokenizer", "o200k"],
  ])
    expect(await runCli(words)).toMatchObject({ code: 2 });
});

it("a tokenizer that only the library can do is told of before, after and in the manifest", async () => {
  const folder = scratchFolder();
  const tokenizer = join(folder, "tokenizer.json");
  writeFileSync(tokenizer, JSON.stringify({ ...aByteLevelFile(SPLITS.llama3, {}), normalizer: { type: "NFKC" } }));
  const words = [corpus("wiki-ko.jsonl"), "--out", join(folder, "run"), "--set", `stages.count-tokens.tokenizer=${tokenizer}`];
  const told = /counted by the library.*the normaliser NFKC/;
  expect((await runCli(["plan", ...words])).stdout).toMatch(told);
  expect((await runCli(["run", ...words])).stdout).toMatch(told);
  const inspected = await runCli(["inspect", join(folder, "run/stage1")]);
  expect(inspected.stdout).toContain("by the library for the normaliser NFKC");
  const manifest = JSON.parse(readFileSync(join(folder, "run/stage1/manifest.json"), "utf8"));
  expect(manifest.tokenizer).toMatchObject({ byLibrary: "the normaliser NFKC" });
  const mixed = await runCli(["mix", "--run", join(folder, "run"), "--tokenizer", tokenizer]);
  expect(mixed.stdout).toMatch(told);
});

const sumOf = (values: Float64Array = new Float64Array()): number =>
  values.reduce((sum, each) => sum + (Number.isNaN(each) ? 0 : each), 0);

function corpus(file: string): string {
  return join(projectRoot, "examples/corpus", file);
}
