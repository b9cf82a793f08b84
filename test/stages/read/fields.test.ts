import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { jsonl } from "../../../stages/read/jsonl.ts";
import { readSource } from "../../helpers/a-builder.ts";

const folder = mkdtempSync(join(tmpdir(), "kijil-fields-"));
afterAll(() => rmSync(folder, { recursive: true }));
const kernels = loadKernels();
type Options = Omit<Parameters<typeof jsonl>[1], "files">;

async function read(line: string | object, options: Options = {}) {
  writeFileSync(join(folder, "one.jsonl"), typeof line === "string" ? line : JSON.stringify(line));
  const source = jsonl("test", { files: "one.jsonl", ...options });
  expect(source.problems).toEqual([]);
  const { records, error } = await readSource(source, folder, undefined, { kernels });
  expect(error).toBeUndefined();
  expect(records.length).toBe(1);
  return records[0]!;
}

describe("fields without a mapping", () => {
  it("are id, text and url, with license, date and url as metadata in this order", async () => {
    const { offset: _, ...rest } = await read({ url: "http://u/", x: 1, date: "2024", text: "t", license: ["a"], id: "i" });
    expect(rest).toEqual({ id: "i", text: "t", url: "http://u/", meta: '{"license":["a"],"date":"2024","url":"http://u/"}' });
  });

  it.each([
    [{ license: "a", licence: "b" }, '{"license":"a"}'],
    [{ licence: "b", meta: { license: "c" } }, '{"license":"b"}'],
    [{ license: null, meta: { license: "c" } }, '{"license":"c"}'],
    [{ metadata: { licence: "d", timestamp: 12 } }, '{"license":"d","date":12}'],
    [{ created: "x", added: "y" }, '{"date":"x"}'],
    [{ meta: "no object", metadata: [1] }, undefined],
    [{ license: null, date: null }, undefined],
  ])("are found at their other names: %j", async (fields, meta) => {
    expect((await read({ text: "t", ...fields })).meta).toBe(meta);
  });

  it.each([
    [{ meta: { url: "http://m/" } }, "http://m/"],
    [{ url: 12, metadata: { url: "http://n/" } }, "http://n/"],
    [{ url: null }, undefined],
  ])("take the first url that is a string: %j", async (fields, url) => {
    expect((await read({ text: "t", ...fields })).url).toBe(url);
  });

  it.each([
    ['{"text":"t","id":12}', "12"],
    ['{"text":"t","id":-1.50e3}', "-1.50e3"],
    ['{"text":"t","id":""}', undefined],
    ['{"text":"t","id":null}', undefined],
    ['{"text":"t","id":"\\u0061\\n"}', "a\n"],
  ])("make ids of strings and numbers: %s", async (line, id) => {
    expect((await read(line)).id).toBe(id);
  });

  it("take the last of equal keys, and keys however they are escaped", async () => {
    expect((await read('{"text":"a","text":"b","id":"1"}')).text).toBe("b");
    expect((await read('{"te\\u0078t":"c"}')).text).toBe("c");
    expect((await read('{"text":"a","te\\u0078t":null}')).refused).toBe("text-missing");
    expect((await read('{"meta":{"url":"1"},"meta":{},"text":"a"}')).url).toBeUndefined();
  });
});

describe("a mapping", () => {
  const record = {
    doc: { body: { ko: "본문" }, key: "k" },
    "a.b": "dot",
    meta: { license: { name: "MIT" }, tags: ["x", 1], "": 3 },
    text: "other",
  };
  it("reaches nested fields", async () => {
    const found = await read(record, {
      text: "doc.body.ko",
      id: "doc.key",
      license: "meta.license.name",
      metadata: ["meta.tags", "a\\.b"],
    });
    expect(found).toEqual({ offset: 0, text: "본문", id: "k", meta: '{"license":"MIT","meta.tags":["x",1],"a\\\\.b":"dot"}' });
  });
  it("names metadata, replaces what is kept by itself, and turns it off", async () => {
    const metadata = { dot: "a\\.b", date: "doc.key", whole: ["no", "doc.body"] };
    expect((await read(record, { metadata, license: [] })).meta).toBe('{"date":"k","dot":"dot","whole":{"ko":"본문"}}');
  });
  it("takes the first of several paths that is there", async () => {
    expect((await read(record, { text: ["no", "doc.no", "text"] })).text).toBe("other");
    expect((await read({ a: 1, text: "t" }, { text: ["a", "text"] })).refused).toBe("text-not-a-string");
  });
  it("may find a field and deeper ones below the same key", async () => {
    const metadata = { whole: "doc.body", inner: "doc.body.ko", doc: "doc.key" };
    expect((await read(record, { metadata, license: [] })).meta).toBe('{"whole":{"ko":"본문"},"inner":"본문","doc":"k"}');
  });
});

describe("complaints", () => {
  const problems = (options: object) => jsonl("test", { files: "x", ...options } as never).problems;
  it.each([
    [{ text: "a..b" }, 'jsonl("test").text is not a path: "a..b" has an empty key'],
    [{ id: 3 }, 'jsonl("test").id must be a path or a list of paths, got 3'],
    [{ url: "a[].b" }, 'jsonl("test").url cannot cross an array, got "a[].b"; only text can'],
    [{ metadata: { a: "" } }, 'jsonl("test").metadata is not a path: "" has an empty key'],
    [{ metadata: 1 }, 'jsonl("test").metadata must be a list of paths or an object of names and paths, got 1'],
    [{ files: [] }, 'jsonl("test").files must be a path, folder or glob, or a list of them, got []'],
    [{ maxBadShare: 2 }, 'jsonl("test").maxBadShare must be at most 1, got 2'],
    [{ maxRecordBytes: 0 }, 'jsonl("test").maxRecordBytes must be at least 1, got 0'],
  ])("say what is wrong and where: %j", (options, message) => {
    expect(problems(options)).toEqual([{ message, at: expect.stringMatching(/fields\.test\.ts:\d+$/) }]);
  });
  it("list the known options for an unknown one", () => {
    expect(problems({ txt: "a" })[0]?.message).toMatch(
      /^jsonl\("test"\)\.txt is not an option; known options: files, id, text, /,
    );
  });
  it.each(["", "a b", "a/b", "a@b"])("refuse the source name %j", (name) => {
    expect(jsonl(name, { files: "x" }).problems.map(({ message }) => message)).toEqual([
      `jsonl(${JSON.stringify(name)}): a source needs a name without blanks and without / \\ @ :, since ids are made from it`,
    ]);
  });
  it("keep paths of the machine and the share out of the options that decide what is read", () => {
    expect(Object.keys(jsonl("test", { files: "/x" }).options).sort()).toEqual([
      "date",
      "encoding",
      "id",
      "license",
      "maxDepth",
      "maxExpansion",
      "maxMembers",
      "maxRecordBytes",
      "metadata",
      "text",
      "url",
    ]);
  });
});

const corpora = resolve(fileURLToPath(import.meta.url), "../../../../../shared/data/A_text");
const samples = ["ko_docs_react", "ko_review_nsmc", "en_web_cc_samples", "en_spec_peps"].map((name) =>
  join(corpora, `${name}.jsonl.gz`),
);
describe.each(samples)("a shared corpus: %s", (path) => {
  it.skipIf(!existsSync(path))("reads as JSON.parse does", async () => {
    const { records, error } = await readSource(jsonl("test", { files: basename(path) }), corpora, undefined, { kernels });
    expect(error).toBeUndefined();
    const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split("\n");
    expect(records.length).toBe(lines.length);
    for (const [row, line] of lines.entries()) {
      const { id, text } = JSON.parse(line) as { id: string; text: string };
      if (records[row]?.id !== id || records[row]?.text !== text) expect(records[row]).toMatchObject({ id, text });
    }
  });
});
