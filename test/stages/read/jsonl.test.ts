import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { InputError } from "../../../engine/errors.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { compressFrame } from "../../../engine/zstd.ts";
import { jsonl } from "../../../stages/read/jsonl.ts";
import { aPart, type ReadRecord, readPart, readSource } from "../../helpers/a-builder.ts";

const folder = mkdtempSync(join(tmpdir(), "kijil-jsonl-"));
afterAll(() => rmSync(folder, { recursive: true }));
const kernels = loadKernels();
const utf8 = (text: string) => new TextEncoder().encode(text);

let files = 0;
function write(bytes: Uint8Array | string, ending = ".jsonl"): string {
  const name = `file-${files++}${ending}`;
  writeFileSync(join(folder, name), bytes);
  return name;
}

type Options = Omit<Parameters<typeof jsonl>[1], "files">;
const read = (bytes: Uint8Array | string, options: Options = {}, how: { most?: number; mostBytes?: number } = {}) =>
  readSource(jsonl("test", { files: write(bytes), ...options }), folder, undefined, { kernels, ...how });
const records = async (bytes: Uint8Array | string, options: Options = {}) => {
  const { records, error } = await read(bytes, options);
  expect(error).toBeUndefined();
  return records;
};

describe("lines", () => {
  it("gives text and id in place with the byte offset of each line", async () => {
    expect(await records('{"id":"a","text":"one"}\n{"id":"나","text":"둘"}\n{"text":"three"}\n')).toEqual([
      { offset: 0, id: "a", text: "one" },
      { offset: 24, id: "나", text: "둘" },
      { offset: 50, text: "three" },
    ]);
  });

  it("reads a last line without line end, CRLF, blank lines and a byte order mark", async () => {
    expect(await records('\uFEFF{"text":"a"}\r\n\r\n  \n\t\n {"text":"b"} \r\n\n{"text":"c"}')).toEqual([
      { offset: 3, text: "a" },
      { offset: 24, text: "b" },
      { offset: 41, text: "c" },
    ]);
  });

  it.each(["", "\n", "\n\n", " \r\n ", "\uFEFF", "\uFEFF\n"])("finds no record in %j", async (content) => {
    expect(await records(content)).toEqual([]);
  });

  it("does not take a byte order mark further on for one", async () => {
    expect(await records('{"text":"a"}\n\uFEFF{"text":"b"}')).toEqual([
      { offset: 0, text: "a" },
      { offset: 13, refused: "invalid-json" },
    ]);
  });

  it("undoes escapes in text, id and url, and turns lone surrogates into replacement characters", async () => {
    const record = { id: 'a"\n', text: "줄\n\t\\ \u{1F600}", url: "http://a/\\b" };
    const escaped = JSON.stringify(record).replace(/[^\0-~]/gu, (c) =>
      c
        .split("")
        .map((u) => `\\u${u.charCodeAt(0).toString(16)}`)
        .join(""),
    );
    const [first, second] = await records(`${escaped}\n{"text":"a\\ud800b"}`);
    expect(first).toMatchObject(record);
    expect(second?.text).toBe("a\uFFFDb");
  });
});

describe("refusals", () => {
  const cases: [string, string | Uint8Array, string][] = [
    ["broken JSON", '{"text":"a"', "invalid-json"],
    ["two values", '{"text":"a"} {}', "invalid-json"],
    ["a NUL byte", '{"text":"a"}\0', "invalid-json"],
    ["an array", '["text"]', "not-an-object"],
    ["a number", "12", "not-an-object"],
    ["no text", '{"id":"a"}', "text-missing"],
    ["null text", '{"text":null}', "text-missing"],
    ["a number as text", '{"text":12}', "text-not-a-string"],
    ["an object as text", '{"text":{"ko":"a"}}', "text-not-a-string"],
    ["an object as id", '{"id":{},"text":"a"}', "id-not-usable"],
    ["true as id", '{"id":true,"text":"a"}', "id-not-usable"],
    ["deep nesting", `{"text":"a","x":${"[".repeat(600)}${"]".repeat(600)}}`, "too-deep"],
    ["100,000 levels", `{"text":"a","x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "too-deep"],
    ["invalid UTF-8 in the text", Buffer.from('{"text":"a\xff"}', "latin1"), "invalid-utf8"],
    ["invalid UTF-8 elsewhere", Buffer.from('{"text":"a","x":"\xed\xa0\x80"}', "latin1"), "invalid-utf8"],
    ["CP949", Buffer.from([...utf8('{"text":"'), 0xb0, 0xa1, ...utf8('"}')]), "invalid-utf8"],
  ];
  it.each(cases)("refuses %s at its place and goes on", async (_, line, refused) => {
    const before = utf8('{"text":"before"}\n');
    const after = utf8('\n{"text":"after"}\n');
    expect(await records(Buffer.concat([before, Buffer.from(line as string), after]))).toEqual([
      { offset: 0, text: "before" },
      { offset: before.length, refused },
      { offset: before.length + Buffer.from(line as string).length + 1, text: "after" },
    ]);
  });

  it("refuses a broken last line", async () => {
    expect(await records('{"text":"a"}\n{"text":"b')).toEqual([
      { offset: 0, text: "a" },
      { offset: 13, refused: "invalid-json" },
    ]);
  });
});

describe("long records", () => {
  const line = (bytes: number) => `{"text":"${"x".repeat(bytes - 11)}"}`;
  it.each([
    [100, "\n"],
    [100, "\r\n"],
    [100, ""],
    [3_000_000, "\n"],
    [3_000_000, "\r\n"],
    [3_000_000, ""],
  ])("takes a record of exactly maxRecordBytes %i and refuses one byte more (line end %j)", async (maxRecordBytes, lineEnd) => {
    const fits = await records(line(maxRecordBytes) + lineEnd, { maxRecordBytes });
    expect(fits.map(({ offset, text }) => [offset, text?.length])).toEqual([[0, maxRecordBytes - 11]]);
    expect(await records(line(maxRecordBytes + 1) + lineEnd, { maxRecordBytes })).toEqual([
      { offset: 0, refused: "record-too-long" },
    ]);
  });

  it("reads records larger than a batch between small ones", async () => {
    const sizes = [20, 5_000_000, 30, 2_000_000, 1_048_576, 1_048_575, 40];
    const { records, batches } = await read(sizes.map(line).join("\n"), {}, { mostBytes: 1_000_000 });
    expect(records.map(({ text }) => text?.length)).toEqual(sizes.map((size) => size - 11));
    expect(batches).toBeGreaterThan(3);
  });

  it("passes over a huge line without holding it", async () => {
    const content = `{"text":"a"}\n${line(40_000_000)}\n{"text":"b"}`;
    const own = loadKernels();
    const source = jsonl("test", { files: write(content), maxRecordBytes: 1_000_000 });
    expect(await readSource(source, folder, undefined, { kernels: own }).then(({ records }) => records)).toEqual([
      { offset: 0, text: "a" },
      { offset: 13, refused: "record-too-long" },
      { offset: 40_000_014, text: "b" },
    ]);
    expect(own.size).toBeLessThan(8_000_000);
  });

  it("holds no more for a file of broken lines than for one line", async () => {
    const own = loadKernels();
    const source = jsonl("test", { files: write(`${"x".repeat(99)}\n`.repeat(100_000)) });
    const { records } = await readSource(source, folder, undefined, { kernels: own, most: 1_000_000 });
    expect(records.length).toBe(100_000);
    expect(own.size).toBeLessThan(8_000_000);
  });
});

const sample = [
  '\uFEFF{"id":"1","text":"first"}',
  '{"id":"2","text":"둘째 \\n"}\r',
  "",
  '{"broken":',
  '{"id":"5","text":""}',
  "   ",
  `{"id":"7","text":"${"긴 글 ".repeat(5)}"}`,
  '{"id":"8","text":"last"}',
].join("\n");
const expected: readonly Partial<ReadRecord>[] = await records(sample);

describe("parts", () => {
  it.each(["", "\n"])("lose and double nothing wherever a plain file is cut in two (end %j)", async (end) => {
    const content = utf8(sample + end);
    expect(expected.length).toBe(6);
    const source = jsonl("test", { files: write(content) });
    const [file] = await source.list(folder);
    for (let cut = 0; cut <= content.length; cut++) {
      const ranges = [
        { start: 0, end: cut, decodedStart: 0 },
        { start: cut, end: content.length, decodedStart: cut },
      ].filter(({ start, end }) => start < end);
      const found: ReadRecord[] = [];
      for (const range of ranges) found.push(...(await readPart(source, aPart(file!, range), { kernels })).records);
      expect(found, `cut at ${cut}`).toEqual(expected);
    }
  });

  it("lose and double nothing for any part size, batch size and compression", async () => {
    const content = utf8(sample);
    const frames = (bytes: number) =>
      Buffer.concat(
        Array.from({ length: Math.ceil(content.length / bytes) }, (_, index) =>
          compressFrame(content.subarray(index * bytes, (index + 1) * bytes), 3),
        ),
      );
    for (let bytes = 1; bytes <= content.length + 1; bytes++) {
      const zst = jsonl("test", { files: write(frames(bytes), ".jsonl.zst") });
      const plain = jsonl("test", { files: write(content) });
      for (const source of [plain, zst]) {
        for (const most of [1, 3, 1000]) {
          const { records, error } = await readSource(source, folder, bytes, { kernels, most });
          expect(error).toBeUndefined();
          expect(records, `${bytes} bytes, ${most} records`).toEqual(expected);
        }
      }
    }
  });

  it("cut a plain file evenly and a zstd file between frames", async () => {
    const frame = compressFrame(utf8('{"text":"a"}\n'), 3);
    const plain = jsonl("test", { files: write("x".repeat(100)) });
    const zst = jsonl("test", { files: write(Buffer.concat([frame, frame, frame, frame, frame])) });
    expect(await plain.split((await plain.list(folder))[0]!, 40)).toEqual([
      { start: 0, end: 40, decodedStart: 0 },
      { start: 40, end: 80, decodedStart: 40 },
      { start: 80, end: 100, decodedStart: 80 },
    ]);
    expect(await zst.split((await zst.list(folder))[0]!, 20)).toEqual([
      { start: 0, end: frame.length * 2, decodedStart: 0 },
      { start: frame.length * 2, end: frame.length * 4, decodedStart: 26 },
      { start: frame.length * 4, end: frame.length * 5, decodedStart: 52 },
    ]);
  });

  it("are one for gzip, for an empty file and for damaged zstd", async () => {
    for (const content of [gzipSync(sample), utf8(""), Buffer.concat([compressFrame(utf8(sample), 3), Buffer.from("junk")])]) {
      const source = jsonl("test", { files: write(content) });
      expect(await source.split((await source.list(folder))[0]!, 10)).toEqual([
        { start: 0, end: content.length, decodedStart: 0 },
      ]);
    }
  });
});

describe("compressed files", () => {
  const lines = Array.from({ length: 3000 }, (_, row) => `{"id":"${row}","text":"글 ${"abc ".repeat(row % 97)}"}\n`);
  const content = utf8(lines.join(""));
  const offsets: number[] = [];
  lines.reduce((offset, line) => {
    offsets.push(offset);
    return offset + utf8(line).length;
  }, 0);

  it("are told apart by content, not by name", async () => {
    for (const bytes of [content, gzipSync(content), compressFrame(content, 3)]) {
      const source = jsonl("test", { files: write(bytes, ".txt") });
      const { records, error } = await readSource(source, folder, undefined, { kernels });
      expect(error).toBeUndefined();
      expect(records.map(({ offset }) => offset)).toEqual(offsets);
    }
  });

  it("may hold many gzip members, cut anywhere, with zero bytes behind the last", async () => {
    const cuts = [0, 1, 2, 1000, 65_536, 70_000, 70_001, content.length];
    const members = cuts.slice(1).map((cut, index) => gzipSync(content.subarray(cuts[index], cut), { level: index % 2 ? 0 : 6 }));
    for (const behind of [Buffer.alloc(0), Buffer.alloc(512)]) {
      const { records, error } = await read(Buffer.concat([...members, behind]));
      expect(error).toBeUndefined();
      expect(records.map(({ offset }) => offset)).toEqual(offsets);
    }
  });

  const faulty: [string, Uint8Array, string, number][] = [];
  const gz = gzipSync(content);
  const zst = Buffer.concat([compressFrame(content.subarray(0, 100_000), 3), compressFrame(content.subarray(100_000), 3)]);
  const flip = (bytes: Uint8Array, at: number) => {
    const copy = Uint8Array.from(bytes);
    copy[at]! ^= 0x10;
    return copy;
  };
  faulty.push(["gzip without its end", gz.subarray(0, gz.length - 8), "INPUT_TRUNCATED", 3000]);
  faulty.push(["gzip cut off in the middle", gz.subarray(0, gz.length >> 1), "INPUT_TRUNCATED", 100]);
  faulty.push(["gzip with a wrong CRC", flip(gz, gz.length - 6), "INPUT_CORRUPT", 3000]);
  faulty.push(["gzip with junk behind", Buffer.concat([gz, Buffer.from("junk")]), "INPUT_CORRUPT", 3000]);
  faulty.push(["zstd cut off in the checksum", zst.subarray(0, zst.length - 1), "INPUT_TRUNCATED", 3000]);
  faulty.push(["zstd with a wrong checksum", flip(zst, zst.length - 2), "INPUT_CORRUPT", 3000]);
  faulty.push(["zstd with junk behind", Buffer.concat([zst, Buffer.from("junk")]), "INPUT_CORRUPT", 3000]);
  faulty.push(["zstd cut off in the second frame", zst.subarray(0, zst.length - 2000), "INPUT_TRUNCATED", 500]);
  it.each(faulty)("deliver everything before the fault: %s", async (_, bytes, code, least) => {
    const source = jsonl("test", { files: write(bytes) });
    const result = await readSource(source, folder, undefined, { kernels });
    expect(result.error).toBeInstanceOf(InputError);
    expect((result.error as InputError).code).toBe(code);
    expect((result.error as InputError).message).toMatch(
      /^file-\d+\.jsonl: (gzip|zstd): .* at byte \d+, after \d+ decoded bytes\. /,
    );
    expect(result.records.length).toBeGreaterThanOrEqual(least);
    expect(result.records.map(({ offset }) => offset)).toEqual(offsets.slice(0, result.records.length));
    expect(result.records.every(({ refused }) => refused === undefined)).toBe(true);
    const decoded = Number(/after (\d+) decoded/.exec((result.error as InputError).message)?.[1]);
    expect(result.records.length).toBe(offsets.filter((_, row) => (offsets[row + 1] ?? content.length) <= decoded).length);
  });

  it("say when a file cannot be opened", async () => {
    const source = jsonl("test", { files: write("") });
    const [file] = await source.list(folder);
    const gone = { ...file!, bytes: 100, path: join(folder, "gone"), name: "gone" };
    await expect(source.split(gone, 10)).rejects.toThrow(
      "gone: cannot be read (ENOENT). Check that the file exists and may be read.",
    );
    const { error } = await readPart(source, aPart(gone, { start: 0, end: 0, decodedStart: 0 }), { kernels });
    expect(error).toMatchObject({ name: "InputError", code: "INPUT_UNREADABLE" });
  });
});
