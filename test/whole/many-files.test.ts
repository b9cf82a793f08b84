import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { outputDigests, runCli, runJson, scratchFolder } from "../helpers/run-cli.ts";

const FILES = 5000;

/** A folder of tiny files, one document or a broken record each. */
function tinyFiles(folder: string): void {
  for (let index = 0; index < FILES; index++) {
    const inside = join(folder, "in", String(index % 50).padStart(2, "0"));
    mkdirSync(inside, { recursive: true });
    const text = `문서 ${index}번. 바람이 부는 날에는 키질을 하였다. 쭉정이는 날아가고 알곡만 키 안에 남았다.`;
    const record = index % 500 === 7 ? "{broken" : JSON.stringify({ text });
    writeFileSync(join(inside, `${String(index).padStart(5, "0")}.jsonl`), `${record}\n`);
  }
}

describe("five thousand tiny files", () => {
  it("are a few parts, the same bytes for any number of workers, and each document knows its file", async () => {
    const folder = scratchFolder();
    tinyFiles(folder);
    writeFileSync(
      join(folder, "pipeline.config.ts"),
      `import { defineConfig } from "kijil";
import { jsonl } from "kijil/stages/read/jsonl";
export default defineConfig({
  name: "tiny",
  sources: [jsonl("tiny", { files: "in", maxBadShare: 0.01 })],
  stages: [],
  mixes: { all: { buckets: [{ name: "all", where: {}, repeat: 1 }] } },
});
`,
    );
    const run = (out: string, workers: string) => runJson(["run", "--out", out, "--workers", workers], 0, { cwd: folder });
    const one = await run("one", "1");
    expect(one.documents).toMatchObject({ read: FILES, quarantined: 10, kept: FILES - 10 });
    await run("two", "2");
    expect(outputDigests(join(folder, "two"))).toEqual(outputDigests(join(folder, "one")));
    expect(readdirSync(join(folder, "one/pool")).length).toBeLessThan(20);

    const lineage = new Database(join(folder, "one/lineage.db"), { readonly: true });
    const misplaced = lineage
      .prepare("SELECT count(*) FROM documents_readable WHERE outcome = 'kept' AND id <> source || '/' || file || '@0'")
      .pluck();
    expect(misplaced.get()).toBe(0);
    expect(lineage.prepare("SELECT count(DISTINCT file) FROM document_files").pluck().get()).toBe(FILES);
    lineage.close();
    const quarantine = readFileSync(join(folder, "one/quarantine.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(quarantine.map(({ file, offset, reason }) => ({ file, offset, reason }))[0]).toEqual({
      file: "in/07/00007.jsonl",
      offset: 0,
      reason: "invalid-json",
    });
    const traced = await runCli(["trace", "tiny/in/08/00008.jsonl@0", "--run", "one", "--json"], { cwd: folder });
    expect(JSON.parse(traced.stdout).document.file).toBe("in/08/00008.jsonl");
  });
});
