import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { compressFrame, decompressFrame } from "../../engine/zstd.ts";
import { projectRoot, scratchFolder } from "../helpers/run-cli.ts";

const words = (seed: string, count: number) => Array.from({ length: count }, (_, index) => `${seed}${index}`).join(" ");
const DOCUMENTS = [
  { id: "a", text: words("x", 60), more: { kept: ["as", "it", "is"] } },
  { id: "b", text: words("y", 60) },
  { id: "c", text: `${words("x", 60)} end` },
  { text: `s ${words("y", 59)}`, id: "d" },
  { id: "e", text: "하나 둘" },
  { id: "f", text: words("z", 60) },
];
const LINES = DOCUMENTS.map((document) => JSON.stringify(document));
const KEPT = [1, 2, 4, 5].map((index) => LINES[index] as string);

/** Runs the built command line with an input of its own. */
function kijil(folder: string, arguments_: readonly string[], input: string | Buffer = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, "dist/cli/main.js"), ...arguments_], {
    cwd: folder,
    input,
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
}

const jsonOf = (path: string): unknown[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

describe("kijil dedup", () => {
  it("writes the lines kept as they were, and tells pairs and clusters", () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "in.jsonl"), `${LINES.join("\n")}\n`);
    const { code, stdout, stderr } = kijil(folder, ["dedup", "in.jsonl", "--pairs", "p.jsonl", "--clusters", "c.jsonl"]);
    expect([code, stdout.split("\n")]).toEqual([0, [...KEPT, ""]]);
    expect(stderr).toBe("6 documents read, 4 kept, 2 removed in 2 clusters, the largest of 2.\n");
    // 56 shingles of 57; 55 of 57.
    expect(jsonOf(join(folder, "p.jsonl"))).toEqual([
      { a: "c", b: "a", jaccard: 0.982456 },
      { a: "b", b: "d", jaccard: 0.964912 },
    ]);
    expect(jsonOf(join(folder, "c.jsonl"))).toEqual([
      { id: "a", cluster: "c", size: 2, kept: false },
      { id: "b", cluster: "b", size: 2, kept: true },
      { id: "c", cluster: "c", size: 2, kept: true },
      { id: "d", cluster: "b", size: 2, kept: false },
    ]);
  });

  it("reads gzip, zstd and standard input, and writes by the name of the output", () => {
    const folder = scratchFolder();
    const bytes = Buffer.from(LINES.join("\n"));
    writeFileSync(join(folder, "one.jsonl.gz"), gzipSync(bytes));
    writeFileSync(join(folder, "two.jsonl.zst"), compressFrame(bytes, 3));
    const wanted = `${KEPT.join("\n")}\n`;
    expect(kijil(folder, ["dedup", "one.jsonl.gz", "--quiet"])).toEqual({ code: 0, stdout: wanted, stderr: "" });
    expect(kijil(folder, ["dedup", "two.jsonl.zst", "--quiet"])).toEqual({ code: 0, stdout: wanted, stderr: "" });
    expect(kijil(folder, ["dedup", "--quiet"], bytes).stdout).toBe(wanted);
    expect(kijil(folder, ["dedup", "-", "--quiet", "-o", "out.jsonl.gz"], gzipSync(bytes)).stdout).toBe("");
    expect(gunzipSync(readFileSync(join(folder, "out.jsonl.gz"))).toString()).toBe(wanted);
    expect(kijil(folder, ["dedup", "one.jsonl.gz", "-o", "out.jsonl.zst", "--json", "--quiet"]).stdout).toBe(
      `${JSON.stringify({
        format: "kijil-dedup/1",
        documents: { read: 6, kept: 4, removed: 2, quarantined: 0 },
        earlier: 0,
        crowded: 0,
        clusters: 2,
        largest: 2,
        quarantine: [],
        unreadable: [],
      })}\n`,
    );
    const packed = readFileSync(join(folder, "out.jsonl.zst"));
    const into = new Uint8Array(wanted.length * 4);
    decompressFrame(packed, Buffer.byteLength(wanted), into);
    expect(Buffer.from(into.subarray(0, Buffer.byteLength(wanted))).toString()).toBe(wanted);
    // Both files together: the second has nothing new.
    expect(kijil(folder, ["dedup", "one.jsonl.gz", "two.jsonl.zst", "--quiet", "--keep", "first"]).stdout).toBe(
      `${[0, 1, 4, 5].map((index) => LINES[index]).join("\n")}\n`,
    );
  });

  it("leaves an index, and removes what has a twin in one of an earlier run", () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "may.jsonl"), LINES.slice(0, 3).join("\n"));
    const june = [
      LINES[3],
      JSON.stringify({ id: "new", text: words("n", 40) }),
      JSON.stringify({ id: "a", text: words("x", 58) }),
    ];
    writeFileSync(join(folder, "june.jsonl"), june.join("\n"));
    writeFileSync(join(folder, "july.jsonl"), [...june, LINES[5]].join("\n"));
    expect(kijil(folder, ["dedup", "may.jsonl", "--index", "may.index", "--quiet"]).code).toBe(0);
    const second = kijil(folder, [
      "dedup",
      "june.jsonl",
      "--against",
      "may.index",
      "--index",
      "june.index",
      "--clusters",
      "c.jsonl",
    ]);
    expect([second.code, second.stdout]).toEqual([0, `${june[1]}\n`]);
    expect(second.stderr).toBe("3 documents read, 1 kept, 2 removed in 0 clusters.\n2 of them for documents of earlier runs.\n");
    expect(jsonOf(join(folder, "c.jsonl"))).toEqual([
      { id: "d", cluster: "b", size: 2, kept: false, run: "may" },
      { id: "a", cluster: "c", size: 2, kept: false, run: "may" },
    ]);
    const third = kijil(folder, [
      "dedup",
      "july.jsonl",
      "--against",
      "may.index",
      "--against",
      "june.index",
      "--clusters",
      "d.jsonl",
    ]);
    expect(third.stdout).toBe(`${LINES[5]}\n`);
    expect(jsonOf(join(folder, "d.jsonl"))[1]).toEqual({ id: "new", cluster: "new", size: 2, kept: false, run: "june" });
    for (const [flags, told] of [
      [["--shingle", "char5"], "its signatures were made with shingle"],
      [["--similarity", "0.7"], "its signatures were made with bands"],
    ] as const) {
      const { code, stderr } = kijil(folder, ["dedup", "july.jsonl", "--against", "may.index", ...flags]);
      expect([code, stderr.includes(`may.index: ${told}`)]).toEqual([2, true]);
    }
    writeFileSync(join(folder, "none.jsonl"), "");
    expect(kijil(folder, ["dedup", "none.jsonl", "--index", "none.index", "--against", "may.index"]).code).toBe(0);
    const all = kijil(folder, ["dedup", "july.jsonl", "--against", "none.index", "--quiet"]);
    expect(all.stdout).toBe(`${[...june, LINES[5]].join("\n")}\n`);
    expect(kijil(folder, ["dedup", "july.jsonl", "--against", "june.jsonl"]).stderr).toContain("it is no index of signatures");
    expect(kijil(folder, ["dedup", "july.jsonl", "--against", "none"]).stderr).toContain("none: it cannot be read (ENOENT)");
  });

  it("minds similarity and shingle", () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "in.jsonl"), LINES.join("\r\n"));
    expect(kijil(folder, ["dedup", "in.jsonl", "--similarity", "1", "--quiet"]).stdout.split("\n")).toHaveLength(7);
    const all = kijil(folder, ["dedup", "in.jsonl", "--similarity", "0.1", "--shingle", "char1", "--quiet"]);
    expect(all.stdout.split("\n")).toEqual([LINES[2], LINES[4], ""]);
  });

  it("passes over what is no document, tells where it stands, and ends with 3 above one of a hundred", () => {
    const folder = scratchFolder();
    const bad = ["", "{", '{"id":"x"}', '{"text":7}', "null", '{"text":"","id":1}'];
    const lines = [`\ufeff${LINES[0]}`, ...bad, ...LINES.slice(1), '{"text":"no id"}'];
    writeFileSync(join(folder, "in.jsonl"), lines.join("\n"));
    const { code, stdout, stderr } = kijil(folder, ["dedup", "in.jsonl", "--keep", "first"]);
    expect(code).toBe(3);
    expect(stdout).toBe([LINES[0], '{"text":"","id":1}', LINES[1], LINES[4], LINES[5], '{"text":"no id"}', ""].join("\n"));
    const offset = Buffer.byteLength(`${lines[0]}\n\n`);
    expect(stderr).toContain(`4 records could not be used, the first at in.jsonl, byte ${offset}: invalid-json.`);
    expect(stderr).not.toContain("x1");
    const many = [
      ...Array.from({ length: 200 }, (_, number) => JSON.stringify({ id: number, text: words(`n${number}`, 9) })),
      "{",
    ];
    writeFileSync(join(folder, "many.jsonl"), many.join("\n"));
    expect(kijil(folder, ["dedup", "many.jsonl", "--quiet"]).code).toBe(0);
  });

  it("takes empty input for no documents and damaged input for what could be read", () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "empty.jsonl"), "");
    expect(kijil(folder, ["dedup", "empty.jsonl", "--quiet", "-o", "out.jsonl"]).code).toBe(0);
    expect(readFileSync(join(folder, "out.jsonl"), "utf8")).toBe("");
    const packed = gzipSync(Array.from({ length: 5000 }, (_, number) => `{"id":${number},"text":"${number}"}`).join("\n"));
    writeFileSync(join(folder, "cut.jsonl.gz"), packed.subarray(0, packed.length >> 1));
    const { code, stderr } = kijil(folder, ["dedup", "cut.jsonl.gz", "-o", "cut.jsonl"]);
    expect([code, stderr.includes("cut.jsonl.gz: ")]).toEqual([3, true]);
    expect(readFileSync(join(folder, "cut.jsonl"), "utf8").split("\n").length).toBeGreaterThan(500);
  });

  it.each([
    [["none.jsonl"], "none.jsonl"],
    [["in.jsonl", "--similarity", "2"], "--similarity must be a number from 0.1 to 1, got 2"],
    [["in.jsonl", "--shingle", "word"], "--shingle must be word1"],
    [["in.jsonl", "--keep", "best"], "keep must be one of"],
    [["in.jsonl", "--json"], "-o"],
  ])("refuses %j", (words, told) => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "in.jsonl"), LINES.join("\n"));
    const { code, stdout, stderr } = kijil(folder, ["dedup", ...words]);
    expect([code, stderr.includes(told)]).toEqual([2, true]);
    expect(stdout.includes(LINES[0] as string)).toBe(false);
    expect(readdirSync(folder)).toEqual(["in.jsonl"]);
  });
});
