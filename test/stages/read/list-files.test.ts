import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError } from "../../../engine/errors.ts";
import { openForReading } from "../../../stages/read/file-bytes.ts";
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

describe("what is no regular file", () => {
  const odd = join(base, ".odd");
  mkdirSync(join(odd, "folder.jsonl"), { recursive: true });
  mkdirSync(join(odd, "in"));
  for (const name of ["pipe.jsonl", "in/pipe.jsonl"]) execFileSync("mkfifo", [join(odd, name)]);
  symlinkSync("nowhere", join(odd, "broken.jsonl"));
  symlinkSync("/dev/null", join(odd, "device.jsonl"));
  symlinkSync(odd, join(odd, "folder.jsonl", "up"));
  const refused = (...patterns: string[]) => listFiles("files", patterns, odd, [".jsonl"]).catch((error: unknown) => error);

  it.each([
    [
      "pipe.jsonl",
      "INPUT_KIND",
      "files: pipe.jsonl is a pipe, wanted a regular file. Write what it holds to a file and name that.",
    ],
    ["in", "INPUT_KIND", "files: in/pipe.jsonl is a pipe, wanted a regular file."],
    ["device.jsonl", "INPUT_KIND", "files: device.jsonl is a device, wanted a regular file."],
    ["dev*.jsonl", "INPUT_KIND", "files: device.jsonl is a device, wanted a regular file."],
    [
      "folder.jsonl/up",
      "INPUT_KIND",
      "files: folder.jsonl/up/broken.jsonl is a link to nothing, wanted a regular file. Mend the link",
    ],
    ["broken.jsonl", "INPUT_MISSING", 'files: no file matches "broken.jsonl"'],
    ["x".repeat(300), "INPUT_MISSING", "files: no file matches"],
  ])("is refused: %s", async (pattern, code, message) => {
    const error = await refused(pattern);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it("is not waited for where it takes a file's place after it was listed", () => {
    expect(() => openForReading(join(odd, "pipe.jsonl"), "pipe.jsonl")).toThrow(
      /^pipe\.jsonl: is a pipe, wanted a regular file\./,
    );
    expect(() => openForReading(odd, "odd")).toThrow(/^odd: is a folder, wanted a regular file\./);
  });

  it("may be a folder with a file's ending, whose files count", async () => {
    expect(await refused("folder.jsonl")).toMatchObject({ code: "INPUT_KIND" });
    mkdirSync(join(base, ".named/a.jsonl"), { recursive: true });
    writeFileSync(join(base, ".named/a.jsonl/part-0.jsonl"), "");
    expect(await names(".named/a.jsonl")).toEqual([".named/a.jsonl/part-0.jsonl"]);
  });

  it("or links in a circle is listed as a fault", async () => {
    mkdirSync(join(odd, "circle"));
    symlinkSync("loop", join(odd, "circle/loop"));
    writeFileSync(join(odd, "circle/a.jsonl"), "");
    const fault = "circle/loop: cannot be read (ELOOP). Check that the file exists and may be read.";
    for (const pattern of ["circle/loop", "circle"])
      expect(await refused(pattern)).toContainEqual(expect.objectContaining({ name: "circle/loop", fault }));
    expect(await refused("circle")).toHaveLength(2);
  });
});

// Root may read everything; then the listing is done as another user.
const isRoot = process.getuid?.() === 0;
it.skipIf(process.platform === "win32")(
  "a folder that may not be read is told as such, at any depth and for a glob",
  async () => {
    const locked = mkdtempSync(join(tmpdir(), "kijil-locked-"));
    mkdirSync(join(locked, "in/deep"), { recursive: true });
    writeFileSync(join(locked, "in/a.jsonl"), "");
    chmodSync(locked, 0o755);
    chmodSync(join(locked, "in/deep"), 0o000);
    if (isRoot) process.seteuid?.(65534);
    const listed = async (pattern: string) =>
      (await listFiles("files", [pattern], locked, [".jsonl"])).map(({ name, fault }) => fault ?? name);
    try {
      const fault = "in/deep: the folder may not be read (EACCES). Check its permissions.";
      for (const pattern of ["in", "in/**/*.jsonl", "**", "in/{*,*/*}.jsonl", "{in,on}/**"])
        expect((await listed(pattern)).filter((name) => name.startsWith("in/"))).toEqual(["in/a.jsonl", fault]);
      for (const pattern of ["in/deep", "in/deep/", "in/deep/*.jsonl", "in/*/*.jsonl"])
        expect(await listed(pattern)).toEqual([fault]);
      for (const pattern of ["in/*.jsonl", "in/a*"]) expect(await listed(pattern)).toEqual(["in/a.jsonl"]);
      expect(await listed("in/deep/a.jsonl")).toEqual([
        "in/deep/a.jsonl: cannot be read (EACCES). Check that the file exists and may be read.",
      ]);
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(join(locked, "in/deep"), 0o755);
      rmSync(locked, { recursive: true });
    }
  },
);
