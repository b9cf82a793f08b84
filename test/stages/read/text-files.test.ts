import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { html } from "../../../stages/read/html.ts";
import { markdown } from "../../../stages/read/markdown.ts";
import { text } from "../../../stages/read/text.ts";
import { readSource } from "../../helpers/a-builder.ts";
import { scratchFolders } from "../../helpers/scratch.ts";

const scratch = scratchFolders();

function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = scratch();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

describe("text files", () => {
  it("are a document each, found by their endings in every folder, compressed or not", async () => {
    const folder = folderOf({
      "in/a.txt": "첫째 글\n둘째 줄\n",
      "in/빈 칸/b.txt.gz": gzipSync("\uFEFFsecond"),
      "in/c.md": "no",
      "in/empty.txt": "",
      "in/blank.txt": " \r\n\t",
    });
    const { records, error } = await readSource(text("books", { files: "in", metadata: ["path"] }), folder);
    expect(error).toBeUndefined();
    expect(records).toEqual([
      { offset: 0, text: "첫째 글\n둘째 줄\n", meta: '{"path":"in/a.txt"}' },
      { offset: 3, text: "second", meta: '{"path":"in/빈 칸/b.txt.gz"}' },
    ]);
  });

  it("are split by a marker; pieces of blanks are none", async () => {
    const folder = folderOf({ "a.txt": "one\n---\ntwo\n---\n \n---\nthree" });
    const { records } = await readSource(text("a", { files: "a.txt", split: "\n---\n" }), folder);
    expect(records).toEqual([
      { offset: 0, text: "one" },
      { offset: 8, text: "two" },
      { offset: 22, text: "three" },
    ]);
  });

  it("find a marker wherever reads cut it, and pass over a piece that is too long without holding it", async () => {
    const pieces = Array.from({ length: 40 }, (_, index) => `${index} `.repeat(index * 997));
    const folder = folderOf({ "a.txt": pieces.join("<|end|>") });
    const found = await readSource(text("a", { files: "a.txt", split: "<|end|>" }), folder);
    expect(found.records.map((record) => record.text)).toEqual(pieces.slice(1));
    const limited = await readSource(text("a", { files: "a.txt", split: "<|end|>", maxRecordBytes: 60_000 }), folder);
    const lengths = pieces.map((piece) => piece.length);
    expect(limited.records.map(({ refused }) => refused)).toEqual(
      lengths.slice(1).map((length) => (length > 60_000 ? "record-too-long" : undefined)),
    );
    const whole = await readSource(text("a", { files: "a.txt", maxRecordBytes: 60_000 }), folder);
    expect(whole.records).toEqual([{ offset: 0, refused: "record-too-long" }]);
  });

  it("refuse what is no UTF-8, and keep what came before a fault", async () => {
    const bad = Buffer.concat([Buffer.from("good\n%\nbad "), Buffer.from([0xc3, 0x28]), Buffer.from("\n%\nlast")]);
    const folder = folderOf({ "a.txt": bad, "b.txt.gz": gzipSync("one\n%\ntwo\n%\nthree").subarray(0, -6) });
    const { records } = await readSource(text("a", { files: "a.txt", split: "\n%\n" }), folder);
    expect(records).toEqual([
      { offset: 0, text: "good" },
      { offset: 7, refused: "invalid-utf8" },
      { offset: 16, text: "last" },
    ]);
    const cut = await readSource(text("b", { files: "b.txt.gz", split: "\n%\n" }), folder);
    expect(cut.records.map((record) => record.text)).toEqual(["one", "two"]);
    expect(cut.error).toMatchObject({ code: "INPUT_TRUNCATED" });
  });

  it("may be larger in number than a batch and are all delivered", async () => {
    const folder = folderOf({ "a.txt": Array.from({ length: 1000 }, (_, index) => `number ${index}`).join("\n") });
    const { records } = await readSource(text("a", { files: "a.txt", split: "\n" }), folder, undefined, { most: 7 });
    expect(records.map((record) => record.text)).toEqual(Array.from({ length: 1000 }, (_, index) => `number ${index}`));
  });
});

describe("Markdown files", () => {
  const read = async (content: string, options: object = {}) =>
    (await readSource(markdown("notes", { files: "a.md", ...options }), folderOf({ "a.md": content }))).records;

  it("keep their front matter as metadata", async () => {
    const content =
      '---\ntitle: "키질: 첫걸음"\ndate: 2024-05-01\nlicense: CC-BY-4.0\nurl: https://example.com/a\ntags: [a, b]\nid: intro\nother: 1\n---\n\n# Head\n\ntext\n';
    expect(await read(content)).toEqual([
      {
        offset: 0,
        text: "\n# Head\n\ntext\n",
        url: "https://example.com/a",
        meta: '{"license":"CC-BY-4.0","date":"2024-05-01","url":"https://example.com/a","title":"키질: 첫걸음","tags":["a","b"]}',
      },
    ]);
    const [record] = await read(content, { id: "id", metadata: ["other"] });
    expect(record).toMatchObject({ id: "intro", meta: expect.stringContaining('"other":1') });
  });

  it.each([
    ["no end", "---\ntitle: a\n\ntext"],
    ["no mapping", "---\n- a\n- b\n---\ntext"],
    ["no YAML", "---\n\ttitle: [\n---\ntext"],
    ["a rule further down", "text\n---\ntitle: a\n---\n"],
    [
      "a bomb of aliases",
      `---\na: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
        .split("")
        .map((name, index) => `${name}: &${name} [${`*${"abcdefgh"[index]},`.repeat(9)}]`)
        .join("\n")}\n---\ntext`,
    ],
  ])("leave front matter that is none in the text: %s", async (_, content) => {
    expect(await read(content)).toEqual([{ offset: 0, text: content }]);
  });

  it("take a text field of the front matter for what it is, empty front matter for none, and a file's for all of its pieces", async () => {
    expect(await read("---\ntext: no\n---\nyes")).toEqual([{ offset: 0, text: "yes" }]);
    expect(await read("---\n---\nyes")).toEqual([{ offset: 0, text: "yes" }]);
    expect(await read("---\ntitle: a\n---\none\n%\ntwo", { split: "\n%\n" })).toEqual([
      { offset: 0, text: "one", meta: '{"title":"a"}' },
      { offset: 23, text: "two", meta: '{"title":"a"}' },
    ]);
  });
});

describe("HTML files", () => {
  const page = (charset: string) =>
    `<html lang="ko"><head><meta charset="${charset}"><title>키질하는 법</title></head><body><article><p>${"쭉정이는 날아가고 알곡만 키 안에 남았다. ".repeat(8)}</p></article></body></html>`;

  it("become pages, with title and language", async () => {
    const folder = folderOf({ "a.html": page("utf-8"), "b.htm": page("utf-8"), "c.txt": "no" });
    const { records } = await readSource(html("site", { files: "." }), folder);
    expect(records).toHaveLength(2);
    expect(records[0]).toMatchObject({ offset: 0, meta: '{"title":"키질하는 법","language":"ko"}' });
    expect(records[0]?.text).toContain("쭉정이는 날아가고");
    expect(records[0]?.encoding).toBeUndefined();
  });

  it("are read in the encoding that they declare, or that the config does, which is noted", async () => {
    const { default: iconv } = await import("iconv-lite");
    const folder = folderOf({ "a.html": iconv.encode(page("euc-kr"), "cp949"), "b.html": iconv.encode(page("utf-8"), "cp949") });
    const found = await readSource(html("site", { files: "a.html" }), folder);
    expect(found.records[0]).toMatchObject({ encoding: "euc-kr, meta" });
    expect(found.records[0]?.text).toContain("쭉정이는 날아가고");
    const declared = await readSource(html("site", { files: "b.html", encoding: "cp949" }), folder);
    expect(declared.records[0]).toMatchObject({ encoding: "cp949, declared" });
    expect(declared.records[0]?.text).toContain("쭉정이는 날아가고");
  });
});
