import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { outputDigests, projectRoot, runCli, runJson, scratchFolder } from "../helpers/run-cli.ts";

/** Inode and time of every file of a folder: a file that was written again differs. */
function identities(folder: string): Record<string, string> {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ name }) => [name, `${statSync(join(folder, name)).ino} ${statSync(join(folder, name)).mtimeMs}`]),
  );
}

function sampleFiles(folder: string): string[] {
  const corpus = join(projectRoot, "examples/corpus");
  for (const file of ["web-ko.jsonl.gz", "web-en.jsonl.gz"]) {
    writeFileSync(join(folder, file.replace(/\.gz$/, "")), gunzipSync(readFileSync(join(corpus, file))));
  }
  copyFileSync(join(corpus, "wiki-ko.jsonl"), join(folder, "wiki-ko.jsonl"));
  return ["web-ko.jsonl", "web-en.jsonl", "wiki-ko.jsonl"];
}

describe("a second run on one folder", () => {
  it("reads no text again for another mix, and no first pass for another option of the second", async () => {
    const folder = scratchFolder();
    const run = (...settings: string[]) =>
      runJson(
        ["run", ...sampleFiles(folder), "--out", "out", "--workers", "1", ...settings.flatMap((setting) => ["--set", setting])],
        0,
        { cwd: folder },
      );
    const files = () => [identities(join(folder, "out/work/pass-0")), identities(join(folder, "out/pool"))] as const;
    const first = await run();
    const [pass, pool] = files();
    const again = await run();
    expect(again.mixes).toEqual(first.mixes);
    expect(files()).toEqual([pass, { ...pool, "index.json": files()[1]["index.json"] }]);

    const mixed = await run("stage2.tokens.ofPool=0.05");
    expect(mixed.mixes["stage2"]?.tokens).toBeLessThan(first.mixes["stage2"]?.tokens ?? 0);
    expect(files()).toEqual([pass, { ...pool, "index.json": files()[1]["index.json"] }]);

    const counted = await run("stages.count-tokens.tokenizer=estimate");
    expect(counted.documents).toEqual(first.documents);
    const [passAfter, poolAfter] = files();
    expect(passAfter).toEqual(pass);
    expect(Object.keys(poolAfter).filter((file) => file !== "index.json" && file in pool)).toEqual([]);

    const stricter = await run("stages.text-length.minCharacters=400");
    expect(stricter.documents.kept).toBeLessThan(first.documents.kept);
    expect(Object.keys(identities(join(folder, "out/work/pass-0"))).filter((file) => file in pass)).toEqual([]);
  });

  it("runs only the source that changed", async () => {
    const folder = scratchFolder();
    const names = sampleFiles(folder);
    const run = () => runJson(["run", ...names, "--out", "out", "--workers", "1"], 0, { cwd: folder });
    const before = await run();
    const kept = identities(join(folder, "out/work/pass-0"));
    const record = {
      id: "added",
      text: "바람이 부는 날에는 키질을 하였다. 쭉정이는 날아가고 알곡만 키 안에 남았다. 할머니는 그 일을 하루 종일 되풀이하셨다. 마당에는 겨가 눈처럼 쌓였다.",
    };
    writeFileSync(
      join(folder, "wiki-ko.jsonl"),
      `${readFileSync(join(folder, "wiki-ko.jsonl"), "utf8")}${JSON.stringify(record)}\n`,
    );
    const after = await run();
    expect(after.documents.read).toBe(before.documents.read + 1);
    const now = identities(join(folder, "out/work/pass-0"));
    // Text, report and sketches of the two sources that stayed.
    expect(Object.entries(now).filter(([file, identity]) => kept[file] === identity)).toHaveLength(6);
    expect(Object.keys(now)).toHaveLength(9);
    const fresh = await runJson(["run", ...names, "--out", "fresh", "--workers", "1"], 0, { cwd: folder });
    expect(fresh.documents).toEqual(after.documents);
    expect(outputDigests(join(folder, "fresh"))).toEqual(outputDigests(join(folder, "out")));
  });

  it("draws again from the pool, or only says what it would draw", async () => {
    const folder = scratchFolder();
    await runJson(["run", ...sampleFiles(folder), "--out", "out", "--workers", "1"], 0, { cwd: folder });
    const before = outputDigests(join(folder, "out"));
    const dry = await runCli(["mix", "--run", "out", "--dry-run", "--set", "stage2.tokens.ofPool=0.05"], { cwd: folder });
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.stdout).toContain("stage2");
    expect(outputDigests(join(folder, "out"))).toEqual(before);
    expect(await runCli(["mix", "--run", "out", "--set", "stage2.tokens.ofPool=0.05", "--quiet"], { cwd: folder })).toMatchObject(
      { code: 0 },
    );
    const after = outputDigests(join(folder, "out"));
    expect(after["stage2/manifest.json"]).not.toBe(before["stage2/manifest.json"]);
    expect(after["stage1/shard-00000.jsonl.zst"]).toBe(before["stage1/shard-00000.jsonl.zst"]);
    expect(await runCli(["verify", "out"], { cwd: folder })).toMatchObject({ code: 0 });
    const manifest = JSON.parse(readFileSync(join(folder, "out/stage2/manifest.json"), "utf8"));
    expect(manifest.settings).toEqual([{ path: "stage2.tokens.ofPool", value: "0.05" }]);
  });
});
