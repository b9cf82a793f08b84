import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { quarantineOf, watchMemory, writeConfig } from "../../helpers/hostile.ts";
import { type RunJson, runCli, runJson, scratchFolder } from "../../helpers/run-cli.ts";

const MEBIBYTE = 2 ** 20;
const TEXT = "체로 치고 키로 까부르면 쭉정이는 날아가고 알곡이 남는다. 이 문장은 시험을 위하여 지은 것이다.";
const records = (count: number) =>
  Array.from({ length: count }, (_, id) => `${JSON.stringify({ id, text: `${TEXT} ${id}번.` })}\n`).join("");
const isRoot = process.getuid?.() === 0;
const isLinux = process.platform === "linux";

/** A folder with sources and their config; another user may write to it. */
function aCorpus(files: Readonly<Record<string, string>>, patterns = "in"): string {
  const folder = scratchFolder();
  chmodSync(folder, 0o777);
  mkdirSync(join(folder, "in"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, "in", name), content);
  writeConfig(folder, [{ format: "jsonl", name: "web", options: { files: patterns } }]);
  return folder;
}

describe("a line of 300 MB", () => {
  it("is refused by its place, with flat memory", async () => {
    const folder = aCorpus({});
    const path = join(folder, "in/long.jsonl");
    const before = records(200);
    const descriptor = openSync(path, "w");
    writeSync(descriptor, `${before}{"id":"long","text":"`);
    ftruncateSync(descriptor, 300 * MEBIBYTE);
    closeSync(descriptor);
    writeFileSync(path, `"}\n${records(100)}`, { flag: "a" });
    const memory = watchMemory();
    const run = await runJson(["run", "--out", "out", "--workers", "1"], 0, { cwd: folder, onStart: memory.onStart });
    expect(run.sources["web"]).toEqual({ read: 301, kept: 300, quarantined: 1 });
    expect(quarantineOf(join(folder, "out"))).toMatchObject([
      { file: "in/long.jsonl", row: 200, offset: Buffer.byteLength(before), reason: "record-too-long" },
    ]);
    if (isLinux) expect(memory.peak() / MEBIBYTE).toBeLessThan(450);
  });
});

describe.skipIf(process.platform === "win32")("what is no file", () => {
  it("a pipe is refused before anything is read, and never waited for", async () => {
    const folder = aCorpus({ "a.jsonl": records(3) });
    execFileSync("mkfifo", [join(folder, "in/pipe.jsonl")]);
    for (const words of [["run"], ["run", "in/pipe.jsonl"]]) {
      const { code, stderr } = await runCli([...words, "--out", "out"], { cwd: folder });
      expect(code).toBe(2);
      expect(stderr).toMatch(/in\/pipe\.jsonl:? is a pipe, wanted a regular file/);
    }
    expect(existsSync(join(folder, "out"))).toBe(false);
  });

  it("links in a circle and a folder that may not be read cost their own files", async () => {
    const folder = aCorpus({ "a.jsonl": records(30), "b.jsonl": records(3) });
    symlinkSync("loop.jsonl", join(folder, "in/loop.jsonl"));
    symlinkSync(".", join(folder, "in/itself"));
    mkdirSync(join(folder, "in/locked"));
    writeFileSync(join(folder, "in/locked/c.jsonl"), records(3));
    chmodSync(join(folder, "in/locked"), 0o000);
    chmodSync(join(folder, "in/b.jsonl"), 0o000);
    const cli = { cwd: folder, ...(isRoot ? { uid: 65534 } : {}) };
    const run = await runJson(["run", "--out", "out", "--workers", "1"], 3, cli);
    expect(run.sources["web"]).toMatchObject({ read: 30, kept: 30 });
    expect(run.unreadable?.map(({ reason }) => reason)).toEqual([
      "in/b.jsonl: it cannot be read, got EACCES. Check the file and its permissions.",
      "in/locked: the folder may not be read (EACCES). Check its permissions.",
      "in/loop.jsonl: cannot be read (ELOOP). Check that the file exists and may be read.",
    ]);
    expect(quarantineOf(join(folder, "out")).map(({ file }) => file)).toEqual(["in/b.jsonl", "in/locked", "in/loop.jsonl"]);
    chmodSync(join(folder, "in/locked"), 0o755);
    chmodSync(join(folder, "in/b.jsonl"), 0o644);
    rmSync(join(folder, "in/loop.jsonl"));
    const mended = await runJson(["run", "--out", "out", "--workers", "1"], 0, cli);
    expect(mended.sources["web"]).toMatchObject({ read: 36, kept: 36 });
  });
});

describe("a file that changes under the run", () => {
  it.each([
    ["shrinks", (path: string) => truncateSync(path, 1000)],
    [
      "is replaced by another",
      (path: string) => {
        writeFileSync(`${path}.new`, records(10));
        renameSync(`${path}.new`, path);
      },
    ],
  ])("%s: gives nothing, says so, and is read in the next run", async (_, change) => {
    const folder = aCorpus({ "small.jsonl": records(30), "big.jsonl": records(150_000) }, "in/*.jsonl");
    let timer: NodeJS.Timeout | undefined;
    const run = await runJson(["run", "--out", "out", "--workers", "1"], 3, {
      cwd: folder,
      onStart: () => {
        timer = setInterval(() => {
          // Hashed, and its pass has begun: from here on it must be the file that was hashed.
          if (!existsSync(join(folder, "out/work/digests.json"))) return;
          clearInterval(timer);
          change(join(folder, "in/big.jsonl"));
        }, 2);
      },
    });
    clearInterval(timer);
    expect(run.unreadable).toMatchObject([
      { file: "in/big.jsonl", reason: expect.stringMatching(/it changed while it was read, got \d+/) },
    ]);
    expect(run.sources["web"]).toEqual({ read: 30, kept: 30, quarantined: 0 });
    const next = await runCli(["run", "--out", "out", "--workers", "1", "--json", "--quiet"], { cwd: folder });
    const { documents } = JSON.parse(next.stdout) as RunJson;
    expect(documents.read).toBeGreaterThanOrEqual(36);
    expect(documents.read).toBeLessThan(60);
  });
});

/** Mounts a small file system, where this may be done. */
function mountSmall(folder: string, size: string): boolean {
  mkdirSync(folder, { recursive: true });
  if (!isLinux || !isRoot || spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]).status !== 0)
    return false;
  onTestFinished(() => {
    spawnSync("umount", [folder]);
  });
  return true;
}

describe("a full disk", () => {
  it("ends the run with 3, keeps what was finished, and more room lets it go on", async (context) => {
    const folder = aCorpus({ "a.jsonl": records(20_000), "b.jsonl": records(20_000) });
    const out = join(folder, "disk");
    if (!mountSmall(out, "3m")) return context.skip("no small file system can be mounted here");
    const full = await runCli(["run", "--out", "disk/out", "--workers", "2", "--quiet", "--json"], { cwd: folder });
    expect(full.code).toBe(3);
    expect(full.stderr).toMatch(
      /no space is left.*What was finished is kept\. Free some space or choose another folder with --out/,
    );
    expect(full.stderr).not.toMatch(/^\s+at /m);
    expect(JSON.parse(full.stdout)).toMatchObject({ format: "kijil-error/1", exit: 3 });
    spawnSync("mount", ["-o", "remount,size=200m", out]);
    const run = await runJson(["run", "--out", "disk/out", "--workers", "2"], 0, { cwd: folder });
    expect(run.documents).toMatchObject({ read: 40_000 });
    expect((await runCli(["verify", "disk/out"], { cwd: folder })).code).toBe(0);
  });
});

describe("a file that is not what its name says", () => {
  it("is read as what it is, with a line that says so, or refused by what it is", async () => {
    const folder = aCorpus({ "lines.json": records(60), "picture.jsonl": "\x89PNG\r\n\x1a\n" });
    const run = await runJson(["run", "in/lines.json", "--out", "out", "--workers", "1"], 0, { cwd: folder });
    expect(run.documents.read).toBe(60);
    expect(run.notes).toEqual(["in/lines.json: is JSON lines, whatever the name says"]);
    writeFileSync(join(folder, "in/picture.jsonl"), Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1"));
    const { code, stderr } = await runCli(["run", "in/picture.jsonl", "--out", "other"], { cwd: folder });
    expect(code).toBe(3);
    expect(stderr).toMatch(/in\/picture\.jsonl: it is a PNG picture, wanted JSON lines/);
    expect(existsSync(join(folder, "other"))).toBe(false);
  });
});
