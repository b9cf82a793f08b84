import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError } from "../../../engine/errors.ts";
import { jsonl } from "../../../stages/read/jsonl.ts";
import { listFiles } from "../../../stages/read/list-files.ts";

const base = mkdtempSync(join(tmpdir(), "kijil-list-"));
afterAll(() => rmSync(base, { recursive: true }));
const decomposed = "한글.jsonl".normalize("NFD");
for (const name of [
  "b.jsonl",
  "a.jsonl.gz",
  "Z.JSONL.ZST",
  "n.ndjson.zstd",
  "x.json",
  "x.txt",
  ".hidden.jsonl",
  "deep/er/c.jsonl",
  "[x]/d e.jsonl",
  decomposed,
]) {
  mkdirSync(dirname(join(base, name)), { recursive: true });
  writeFileSync(join(base, name), name);
}
symlinkSync(join(base, "deep"), join(base, "linked"));
const names = async (...patterns: string[]) =>
  (await listFiles("files", patterns, base, [".jsonl", ".ndjson"])).map(({ name }) => name);
const all = [
  "Z.JSONL.ZST",
  "[x]/d e.jsonl",
  "a.jsonl.gz",
  "b.jsonl",
  "deep/er/c.jsonl",
  "linked/er/c.jsonl",
  "n.ndjson.zstd",
  "한글.jsonl",
];

describe("files", () => {
  it("of a folder are those of the format, at any depth, in byte order of their names", async () => {
    expect(await names(".")).toEqual(all);
    expect(await names("deep")).toEqual(["deep/er/c.jsonl"]);
    expect(await names("[x]")).toEqual(["[x]/d e.jsonl"]);
  });

  it("named directly may have any ending and any characters", async () => {
    expect(await names("x.txt", "[x]/d e.jsonl", join(base, "b.jsonl"))).toEqual(["[x]/d e.jsonl", "b.jsonl", "x.txt"]);
  });

  it("match globs, and stand once however often they are matched", async () => {
    expect(await names("*.jsonl*", "b.jsonl", "./b.jsonl", "deep/**", ".")).toEqual(all);
    expect(await names("**/*.{txt,json}")).toEqual(["x.json", "x.txt"]);
    expect(await names(join(base, "b.*"))).toEqual(["b.jsonl"]);
  });

  it("are found in whichever form Hangul is written, and named in NFC", async () => {
    for (const form of ["NFC", "NFD"] as const) expect(await names("한글.jsonl".normalize(form))).toEqual(["한글.jsonl"]);
    expect(await names("한*.jsonl")).toEqual(["한글.jsonl"]);
  });

  it("have their size and time", async () => {
    const [file] = await listFiles("files", ["b.jsonl"], base, []);
    expect(file).toEqual({ path: join(base, "b.jsonl"), name: "b.jsonl", bytes: 7, modifiedMs: expect.any(Number) });
  });

  it("that are missing are reported together, with pattern and folder", async () => {
    const source = jsonl("news", { files: ["b.jsonl", "no.jsonl", "no/*.gz"] });
    const error = await source.list(base).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).code).toBe("INPUT_MISSING");
    expect((error as ConfigError).problems.map(({ message }) => message)).toEqual([
      `jsonl("news").files: no file matches "no.jsonl" in ${base}. Name a file, a glob, or a folder that holds *.jsonl, *.ndjson.`,
      `jsonl("news").files: no file matches "no/*.gz" in ${base}. Name a file, a glob, or a folder that holds *.jsonl, *.ndjson.`,
    ]);
  });
});
