import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { parquetWriteBuffer } from "hyparquet-writer";
import iconv from "iconv-lite";
import { pack } from "tar-stream";
import { afterAll, describe, expect, it } from "vitest";
import { guessSources } from "../../../stages/read/guess.ts";
import { readSource } from "../../helpers/a-builder.ts";

const base = mkdtempSync(join(tmpdir(), "kijil-guess-formats-"));
afterAll(() => rmSync(base, { recursive: true }));
function write(name: string, content: string | Uint8Array): string {
  mkdirSync(dirname(join(base, name)), { recursive: true });
  writeFileSync(join(base, name), content);
  return name;
}
const long = "가을 들녘에서 낟알을 고르는 사람의 이야기이다. ".repeat(5);

async function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of archive) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
const parquet = () =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "no", data: [1, 2], type: "INT32" },
        { name: "본문.글", data: [long, "둘"], type: "STRING" },
      ],
    }),
  );
const warc = [
  "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: http://example.com/\r\n",
  `Content-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(long)}\r\n\r\n${long}\r\n\r\n`,
].join("");

const CASES: readonly (readonly [
  string,
  () => Promise<string | Uint8Array> | string | Uint8Array,
  object,
  readonly (string | undefined)[],
])[] = [
  [
    "table.csv",
    () => `no,"내용, 글",url\n1,"${long}",http://example.com/\n`,
    { factory: "csv", options: { text: "내용, 글" } },
    [long.trim()],
  ],
  ["semicolons.csv", () => `no;text\n1;${long}\n`, { factory: "csv", options: { delimiter: ";", text: "text" } }, [long.trim()]],
  ["tabs.tsv", () => `no\ttext\n1\t${long}\n`, { factory: "csv", options: { text: "text" } }, [long.trim()]],
  ["rows.parquet", parquet, { factory: "parquet", options: { text: "본문\\.글" } }, [long.trim(), "둘"]],
  ["rows.data", parquet, { factory: "parquet" }, [long.trim(), "둘"]],
  [
    "rows.arrow",
    () => tableToIPC(tableFromArrays({ no: Int32Array.from([1, 2]), text: [long, "둘"] }), "stream"),
    { factory: "arrow", options: { text: "text" } },
    [long.trim(), "둘"],
  ],
  ["pages.wet", () => warc, { factory: "warc" }, [long.trim()]],
  ["words.txt", () => long, { factory: "text" }, [long.trim()]],
  ["words.md", () => `# 제목\n\n${long}`, { factory: "markdown" }, [`# 제목\n\n${long.trim()}`]],
  [
    "cp949.jsonl",
    () => iconv.encode(`{"본문":"${long}"}\n`, "cp949"),
    { factory: "jsonl", options: { text: "본문" } },
    [long.trim()],
  ],
  [
    "utf16.json",
    () => iconv.encode(`\uFEFF[{"body":"${long}"}]`, "utf-16le"),
    { factory: "json", options: { text: "body" } },
    [long.trim()],
  ],
  [
    "cp949.csv",
    () => iconv.encode(`번호,본문\n1,${long}\n`, "cp949"),
    { factory: "csv", options: { text: "본문" } },
    [long.trim()],
  ],
  [
    "lines.tar.gz",
    async () => gzipSync(await tarOf({ "a/one.jsonl": `{"내용":"${long}"}\n`, "a/two.jsonl": '{"내용":"둘"}\n' })),
    { factory: "jsonl", options: { text: "내용" } },
    [long.trim(), "둘"],
  ],
];

describe("a file without a config is read as what it is", () => {
  it.each(CASES)("%s", async (name, content, wanted, texts) => {
    const { guesses, notes } = await guessSources([write(name, await content())], base);
    expect(guesses).toHaveLength(1);
    expect(guesses[0]).toMatchObject(wanted);
    expect(notes).toEqual([]);
    const { records, error } = await readSource(guesses[0]!.source, base);
    expect(error).toBeUndefined();
    expect(records.map(({ text }) => text?.trim())).toEqual(texts);
  });

  it("an archive of several kinds is a source of each", async () => {
    const archive = await tarOf({ "x/a.jsonl": `{"text":"${long}"}\n`, "x/b.txt": long, "x/c.bin": "\0\0" });
    const { guesses, notes } = await guessSources([write("both.tar", archive)], base);
    expect(guesses.map(({ factory, source }) => [factory, source.name])).toEqual([
      ["jsonl", "both-jsonl"],
      ["text", "both-text"],
    ]);
    expect(notes).toEqual(["both.tar: holds 1 file of JSON lines, 1 file of plain text, each kind a source of its own"]);
    for (const { source } of guesses)
      expect((await readSource(source, base)).records.map(({ text }) => text?.trim())).toEqual([long.trim()]);
  });

  it("a table without anything like text is refused with its columns", async () => {
    await expect(guessSources([write("numbers.csv", "no,url\n1,http://example.com/\n")], base)).rejects.toThrow(
      "numbers.csv: none of its columns looks like text, got no, url. Write a config and set text to the path of one.",
    );
  });
});

const zip = (() => {
  try {
    execFileSync("python3", ["-c", "import zipfile"]);
    return true;
  } catch {
    return false;
  }
})();
it.skipIf(!zip)("a zip archive is looked into", async () => {
  execFileSync("python3", [
    "-c",
    `import zipfile\nwith zipfile.ZipFile(${JSON.stringify(join(base, "pages.zip"))}, "w") as z: z.writestr("p/one.html", "<html><body><p>${long}</p></body></html>")`,
  ]);
  const { guesses } = await guessSources(["pages.zip"], base);
  expect(guesses.map(({ factory }) => factory)).toEqual(["html"]);
});
