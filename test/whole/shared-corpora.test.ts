import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasSharedData, outputDigests, runCli, runJson, scratchFolder, sharedData } from "../helpers/run-cli.ts";

const ESTIMATE = ["--set", "stages.count-tokens.tokenizer=estimate"];

describe.skipIf(!hasSharedData)("the shared corpora, all 70 sources", () => {
  it("give the same bytes for 1, 2 and 3 workers, conserved and verified; one flipped byte is found", {
    timeout: 600_000,
  }, async () => {
    const folder = scratchFolder();
    const digests = [];
    for (const workers of [1, 2, 3]) {
      const out = join(folder, `w${workers}`);
      const { documents } = await runJson([
        "run",
        join(sharedData, "A_text"),
        ...ESTIMATE,
        "--out",
        out,
        "--workers",
        String(workers),
      ]);
      const removed = Object.values(documents.removed).reduce((sum, count) => sum + count, 0);
      expect(documents.read).toBe(90_109);
      expect(documents.kept + documents.quarantined + removed).toBe(documents.read);
      digests.push(outputDigests(out));
    }
    expect(Object.keys(digests[0] ?? {}).filter((path) => path.endsWith(".zst")).length).toBeGreaterThan(1);
    expect(digests[1]).toEqual(digests[0]);
    expect(digests[2]).toEqual(digests[0]);

    const run = join(folder, "w1");
    expect(await runCli(["verify", run])).toMatchObject({ code: 0 });
    for (const shard of readdirSync(join(run, "stage1")).filter((file) => file.endsWith(".zst"))) {
      const path = join(run, "stage1", shard);
      copyFileSync(path, `${path}.kept`);
      const bytes = readFileSync(path);
      const at = Math.floor(bytes.length / 3);
      bytes[at] = (bytes[at] as number) ^ 4;
      writeFileSync(path, bytes);
      expect(await runCli(["verify", join(run, "stage1")])).toMatchObject({ code: 4 });
      copyFileSync(`${path}.kept`, path);
    }
  });

  it("are one source as a folder, and many where a config says so", { timeout: 300_000 }, async () => {
    const folder = scratchFolder();
    const files = readdirSync(join(sharedData, "A_text")).filter((file) => /^(ko_ud|en_web)/.test(file));
    mkdirSync(join(folder, "in"));
    for (const file of files) copyFileSync(join(sharedData, "A_text", file), join(folder, "in", file));
    const asFolder = await runJson(["run", "in", ...ESTIMATE, "--out", "a"], 0, { cwd: folder });
    const asFiles = await runJson(["run", ...files.map((file) => join("in", file)), ...ESTIMATE, "--out", "b"], 0, {
      cwd: folder,
    });
    expect(asFiles.documents).toEqual(asFolder.documents);
  });
});
