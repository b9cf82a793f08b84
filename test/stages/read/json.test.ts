import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { InputError } from "../../../engine/errors.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { compressFrame } from "../../../engine/zstd.ts";
import { json } from "../../../stages/read/json.ts";
import { readSource } from "../../helpers/a-builder.ts";

const folder = mkdtempSync(join(tmpdir(), "kijil-json-"));
afterAll(() => rmSync(folder, { recursive: true }));
const kernels = loadKernels();

let files = 0;
function write(content: string | Uint8Array): string {
  const name = `file-${files++}.json`;
  writeFileSync(join(folder, name), content);
  return name;
}

type Options = Omit<Parameters<typeof json>[1], "files">;
const read = (content: string | Uint8Array, options: Options = {}, how = {}) =>
  readSource(json("test", { files: write(content), ...options }), folder, undefined, { kernels, ...how });
const records = async (content: string | Uint8Array, options: Options = {}) => {
  const result = await read(content, options);
  expect(result.error).toBeUndefined();
  return result.records;
};

const documents = [
  { id: "a", text: '하나\n\t"\\' },
  { id: 2, text: "", license: { name: "CC0" } },
  { id: "c", text: "three \u{1F600}", url: "http://c/" },
];
const expected = [
  { offset: 0, id: "a", text: '하나\n\t"\\' },
  { offset: 1, id: "2", text: "", meta: '{"license":{"name":"CC0"}}' },
  { offset: 2, id: "c", text: "three \u{1F600}", url: "http://c/", meta: '{"url":"http://c/"}' },
];

describe("a document", () => {
  it.each([0, 1, 2, "\t"])("may be the array itself, indented by %j", async (indent) => {
    expect(await records(JSON.stringify(documents, null, indent))).toEqual(expected);
  });

  it("may hold the array anywhere, among others of its name", async () => {
    const inside = {
      documents: 1,
      info: { data: [{ text: "no" }] },
      data: { x: [[{ documents: [] }]], documents, after: [1] },
      end: {},
    };
    expect(await records(JSON.stringify(inside, null, 1), { records: "data.documents" })).toEqual(expected);
  });

  it("may begin with a byte order mark, be compressed, and come in batches of one", async () => {
    const bytes = Buffer.from(`\uFEFF ${JSON.stringify({ a: documents })}\n`);
    for (const content of [bytes, gzipSync(bytes), compressFrame(bytes, 3)]) {
      for (const most of [1, 2, 100]) expect((await read(content, { records: "a" }, { most })).records).toEqual(expected);
    }
  });

  it("may hold the records in an array of each element, and keys with escapes or dots", async () => {
    const content = '{"d\\u0061ta.x":[{"paragraphs":[{"text":"1"},{"text":"2"}]},{},{"paragraphs":[{"text":"3"}]}]}';
    expect(await records(content, { records: "data\\.x[].paragraphs" })).toEqual([
      { offset: 0, text: "1" },
      { offset: 1, text: "2" },
      { offset: 2, text: "3" },
    ]);
  });

  it("keeps metadata as it was written", async () => {
    const content = '[ { "text" : "a" , "m" : { "n" : [ 1.50 , -0e2 , null , true , "\\u00e9\\/" ] , "é" : { } } } ]';
    expect((await records(content, { metadata: ["m"] }))[0]?.meta).toBe('{"m":{"n":[1.50,-0e2,null,true,"\\u00e9\\/"],"é":{}}}');
  });

  it("joins the strings of nested arrays with line ends", async () => {
    const content = {
      document: [
        {
          id: "x",
          metadata: { title: "t" },
          paragraph: [{ id: "x.1", form: '첫 "줄"' }, { id: "x.2" }, { form: null }, { form: "둘째" }],
        },
        { id: "y", paragraph: [] },
        { id: "z", paragraph: [{ form: 1 }] },
        { id: "w", paragraph: { form: "no array" } },
      ],
    };
    expect(await records(JSON.stringify(content), { records: "document", text: "paragraph[].form" })).toEqual([
      { offset: 0, id: "x", text: '첫 "줄"\n둘째' },
      { offset: 1, refused: "text-missing" },
      { offset: 2, refused: "text-not-a-string" },
      { offset: 3, refused: "text-not-a-string" },
    ]);
    const deep = [{ a: [{ b: ["1", "2"] }, { b: [] }, { b: ["3\\"] }], c: 1 }];
    expect((await records(JSON.stringify(deep), { text: ["x", "a[].b[]"] }))[0]?.text).toBe("1\n2\n3\\");
  });
});

describe("refusals", () => {
  it("name each bad element by its index", async () => {
    const deep = `{"text":"a","x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const bad = ['{"text":"\\x"}', "12", '"text"', "null", "[]", '{"text":1}', deep, "{}", '{"text":"ok"}'].join(",");
    const bytes = Buffer.concat([Buffer.from(`[${bad},{"text":"`), Buffer.from([0xff]), Buffer.from('"}]')]);
    const object = "not-an-object";
    expect((await records(bytes)).map(({ refused, text }) => refused ?? text)).toEqual([
      "invalid-json",
      object,
      object,
      object,
      object,
      "text-not-a-string",
      "too-deep",
      "text-missing",
      "ok",
      "invalid-utf8",
    ]);
  });

  it("pass over an element longer than maxRecordBytes without holding it", async () => {
    const own = loadKernels();
    const long = `{"text":"${"x".repeat(20_000_000)}"}`;
    const source = json("test", { files: write(`[{"text":"a"},${long},{"text":"b"}]`), maxRecordBytes: 100_000 });
    expect((await readSource(source, folder, undefined, { kernels: own })).records).toEqual([
      { offset: 0, text: "a" },
      { offset: 1, refused: "record-too-long" },
      { offset: 2, text: "b" },
    ]);
    expect(own.size).toBeLessThan(4_000_000);
    const exactly = '{"text":"abc"}';
    expect((await records(`[${exactly}]`, { maxRecordBytes: exactly.length }))[0]?.text).toBe("abc");
    expect((await records(`[${exactly}]`, { maxRecordBytes: exactly.length - 1 }))[0]?.refused).toBe("record-too-long");
  });
});

describe("a faulty document", () => {
  const rows = Array.from({ length: 20_000 }, (_, row) => `{"id":${row},"text":"row ${row}"}`);
  const sound = `{"data":[${rows.join(",\n")}]}`;
  const at = sound.indexOf(rows[15_000]!);
  const cases: [string, string | Uint8Array, string, number][] = [
    ["cut off in a record", sound.slice(0, at + 5), "INPUT_TRUNCATED", 15_000],
    ["cut off between records", sound.slice(0, at), "INPUT_TRUNCATED", 15_000],
    ["cut off behind the array", sound.slice(0, -1), "INPUT_TRUNCATED", 20_000],
    ["malformed in the middle", `${sound.slice(0, at)}]${sound.slice(at)}`, "INPUT_CORRUPT", 15_000],
    ["malformed behind the array", `${sound.slice(0, -1)},}`, "INPUT_CORRUPT", 20_000],
    ["followed by another", `${sound} {}`, "INPUT_CORRUPT", 20_000],
    ["cut off while compressed", gzipSync(sound).subarray(0, -8), "INPUT_TRUNCATED", 20_000],
    ["empty", "", "INPUT_TRUNCATED", 0],
    ["something else", "hello", "INPUT_CORRUPT", 0],
    ["without the array", '{"other":[{"text":"a"}],"data":{"a":[]}}', "INPUT_RECORDS_MISSING", 0],
  ];
  it.each(cases)("delivers everything before the fault: %s", async (_, content, code, count) => {
    const { records, error } = await read(content, { records: "data" });
    expect((error as InputError).code).toBe(code);
    expect((error as InputError).message).toMatch(/^file-\d+\.json: /);
    expect(records.map(({ offset, id }) => [offset, id])).toEqual(rows.slice(0, count).map((_, row) => [row, String(row)]));
  });
});

/** Lone surrogates become U+FFFD, as they do in every UTF-8 text. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

it("reads any document as JSON.parse does, in pieces of any size", async () => {
  const record = fc.record({
    text: fc.string({ unit: "binary" }),
    id: fc.option(fc.oneof(fc.string(), fc.integer())),
    x: fc.jsonValue(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 5 }), fc.nat(3), async (list, indent) => {
      const content = JSON.stringify({ list }, null, indent);
      const again = JSON.parse(content) as { list: { text: string; id: string | number | null; x: unknown }[] };
      const found = await records(content, { records: "list", metadata: ["x"] });
      expect(found.length).toBe(list.length);
      for (const [row, { text, id, x }] of again.list.entries()) {
        expect(found[row]?.text).toBe(wellFormed(text));
        expect(found[row]?.id ?? "").toBe(wellFormed(String(id ?? "")));
        expect(JSON.parse(found[row]?.meta ?? "{}").x ?? null).toEqual(x ?? null);
      }
    }),
    { numRuns: 200, seed: 3 },
  );
});
