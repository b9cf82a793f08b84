import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type ColumnSource, type ParquetWriteOptions, parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, it } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { compressFrame } from "../../../engine/zstd.ts";
import { parquet } from "../../../stages/read/parquet.ts";
import { readSource } from "../../helpers/a-builder.ts";

const folder = mkdtempSync(join(tmpdir(), "kijil-parquet-"));
afterAll(() => rmSync(folder, { recursive: true }));
const kernels = loadKernels();
const python = process.env["KIJIL_PYTHON"];

type Options = Omit<Parameters<typeof parquet>[1], "files">;
const read = (options: Options = {}, partBytes?: number, most?: number) =>
  readSource(parquet("p", { files: "a.parquet", ...options }), folder, partBytes, { kernels, ...(most ? { most } : {}) });

const compressors = {
  ZSTD: (bytes: Uint8Array) => compressFrame(bytes, 3),
  GZIP: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)),
};
function write(columnData: ColumnSource[], options: Partial<ParquetWriteOptions> = {}): Buffer {
  const bytes = Buffer.from(parquetWriteBuffer({ columnData, compressors, ...options }));
  writeFileSync(join(folder, "a.parquet"), bytes);
  return bytes;
}

const strings = (name: string, data: readonly (string | null)[]): ColumnSource => ({
  name,
  data: [...data],
  type: "STRING",
  nullable: data.includes(null),
});

describe("parquet", () => {
  it("makes documents of rows: text, id, url and metadata by their names, and refuses what jsonl would", async () => {
    write([
      strings("text", ["하나", "둘", null, ""]),
      { name: "id", data: [1n, 2n, 3n, 9007199254740993n], type: "INT64" },
      strings("url", ["https://example.com/가", null, null, null]),
      strings("license", ["CC0", null, null, "MIT"]),
      { name: "score", data: [0.5, 1, 2, 3], type: "DOUBLE" },
    ]);
    expect((await read({ metadata: ["score"] })).records).toEqual([
      {
        offset: 0,
        text: "하나",
        id: "1",
        url: "https://example.com/가",
        meta: '{"license":"CC0","url":"https://example.com/가","score":0.5}',
      },
      { offset: 1, text: "둘", id: "2", meta: '{"score":1}' },
      { offset: 2, refused: "text-missing" },
      { offset: 3, text: "", id: "9007199254740993", meta: '{"license":"MIT","score":3}' },
    ]);
    const typed = await read({ text: "id", id: [] });
    expect(typed.records.map(({ refused }) => refused)).toEqual(Array(4).fill("text-not-a-string"));
    const none = await read({ text: "body" });
    expect(none.records.map(({ refused }) => refused)).toEqual(Array(4).fill("text-missing"));
  });

  it("follows paths into structs and lists, and reads nothing else", async () => {
    const rows = [
      { meta: { url: "https://example.com/1", lang: "ko" }, paragraph: [{ form: "첫째" }, { form: "둘째" }] },
      { meta: { url: "https://example.com/2", lang: null }, paragraph: [] },
      { meta: null, paragraph: [{ form: null }, { form: "홀로" }] },
    ];
    const group = (name: string, children: number, more = {}) => ({
      name,
      num_children: children,
      repetition_type: "OPTIONAL" as const,
      ...more,
    });
    const leaf = (name: string) => ({
      name,
      type: "BYTE_ARRAY" as const,
      converted_type: "UTF8" as const,
      repetition_type: "OPTIONAL" as const,
    });
    const schema = [
      { name: "root", num_children: 3 },
      group("meta", 2),
      leaf("url"),
      leaf("lang"),
      group("paragraph", 1, { converted_type: "LIST" }),
      group("list", 1, { repetition_type: "REPEATED" }),
      group("element", 1),
      leaf("form"),
      leaf("image"),
    ];
    const columns = [
      { name: "meta", data: rows.map(({ meta }) => meta) },
      { name: "paragraph", data: rows.map(({ paragraph }) => paragraph) },
      { name: "image", data: ["이 열은 읽지 않는다", "", ""] },
    ];
    const bytes = write(columns, { schema, codec: "UNCOMPRESSED" });
    const text = { text: "paragraph[].form", metadata: ["meta"] };
    const whole = await read(text);
    expect(whole.records).toEqual([
      {
        offset: 0,
        text: "첫째\n둘째",
        url: "https://example.com/1",
        meta: '{"url":"https://example.com/1","meta":{"url":"https://example.com/1","lang":"ko"}}',
      },
      { offset: 1, refused: "text-missing" },
      { offset: 2, text: "홀로" },
    ]);
    // The column that nobody asks for may be damaged.
    const at = bytes.indexOf("이 열은");
    bytes.fill(0xff, at - 6, at + 8);
    writeFileSync(join(folder, "a.parquet"), bytes);
    expect((await read(text)).records).toEqual(whole.records);
    expect((await read({ ...text, metadata: ["image"] })).records[0]?.refused).toBe("unreadable-row-group");
  });

  it("takes a column of JSON for what it holds, and one that is none for a string", async () => {
    const given = [{ url: "https://example.com/1" }, ["a"], "글", 3, null];
    const column = (type: "JSON" | "STRING", data: unknown[]) => ({ name: "meta", data, type, nullable: true });
    write([
      strings(
        "text",
        given.map(() => "글"),
      ),
      column("JSON", given),
    ]);
    const { records } = await read({ metadata: ["meta"] });
    expect(records[0]).toMatchObject({
      url: "https://example.com/1",
      meta: '{"url":"https://example.com/1","meta":{"url":"https://example.com/1"}}',
    });
    expect(records.slice(1).map(({ meta }) => meta)).toEqual(['{"meta":["a"]}', '{"meta":"글"}', '{"meta":3}', undefined]);
  });

  it("counts rows through the file, whatever its parts and batches", async () => {
    const text = Array.from({ length: 1200 }, (_, row) => `${row}번째 글. ${"가나다 ".repeat(row % 50)}`);
    for (const codec of ["SNAPPY", "ZSTD", "GZIP", "UNCOMPRESSED"] as const) {
      write([strings("text", text)], { codec, rowGroupSize: 300, pageSize: 4000 });
      const whole = await read();
      expect(whole.records.map((record) => record.text)).toEqual(text);
      expect(whole.records.map(({ offset }) => offset)).toEqual(text.map((_, row) => row));
      for (const partBytes of [1, 50_000]) expect((await read({}, partBytes, 7)).records).toEqual(whole.records);
    }
  });

  it("ends where every row points at one long value of a dictionary, naming the limit", async () => {
    const long = "긴 글 ".repeat(20_000);
    write([strings("text", Array(2000).fill(long))], { rowGroupSize: 2000 });
    const { records, error } = await read();
    expect(error).toMatchObject({ code: "INPUT_EXPANSION", message: expect.stringMatching(/maxExpansion/) });
    expect(records.length).toBeGreaterThan(100);
    expect(records.length).toBeLessThan(1000);
    expect((await read({ maxExpansion: 1e6 })).records).toHaveLength(2000);
  });

  it("joins small row groups to parts and gives each to one", async () => {
    const text = Array.from({ length: 1000 }, (_, row) => `${row} ${"다람쥐 ".repeat(20)}`);
    write([strings("text", text)], { rowGroupSize: 10, codec: "UNCOMPRESSED" });
    const source = parquet("p", { files: "a.parquet" });
    const [file] = await source.list(folder);
    if (!file) throw new Error("no file");
    const ends = async (partBytes: number) => (await source.split(file, partBytes)).map(({ end }) => end);
    expect(await ends(1)).toHaveLength(100);
    const parts = await source.split(file, 40_000);
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.length).toBeLessThan(10);
    expect([parts[0]?.start, parts.at(-1)?.end]).toEqual([0, file.bytes]);
    for (const [index, part] of parts.entries()) expect(part.start).toBe(index === 0 ? 0 : parts[index - 1]?.end);
  });

  it("goes on with the next row group where one cannot be decoded", async () => {
    const text = Array.from({ length: 90 }, (_, row) => `row-${String(row).padStart(3, "0")}-${"x".repeat(30)}`);
    const bytes = write([strings("text", text)], { rowGroupSize: 30, codec: "UNCOMPRESSED", pageSize: 400 });
    const at = bytes.indexOf("row-045");
    bytes.writeUInt32LE(0xffffff, at - 4);
    writeFileSync(join(folder, "a.parquet"), bytes);
    const { records, error } = await read();
    expect(error).toBeUndefined();
    expect(records.map(({ offset }) => offset)).toEqual(text.map((_, row) => row));
    const refused = records.filter((record) => record.refused).map(({ offset }) => offset);
    expect(refused[0]).toBeGreaterThan(30);
    expect(refused[0]).toBeLessThanOrEqual(45);
    expect(refused.at(-1)).toBe(59);
    expect(new Set(records.map((record) => record.refused))).toEqual(new Set([undefined, "unreadable-row-group"]));
  });

  it.runIf(python)("checks pages against their checksums where a file has them (KIJIL_PYTHON)", async () => {
    const bytes = readFileSync(writeWithPyarrow("write_page_checksum=True, compression='none', use_dictionary=False"));
    bytes[bytes.indexOf("제목 3")] = 0xeb;
    writeFileSync(join(folder, "a.parquet"), bytes);
    expect((await read({ text: "title" })).records[0]?.refused).toBe("unreadable-row-group");
  });
});

const SCRIPT = `
import sys, json, datetime, pyarrow as pa, pyarrow.parquet as pq
n = 3000
large = pa.large_string()
table = pa.table({
    "id": pa.array([f"id-{i}" for i in range(n)], large),
    "text": pa.array([None if i % 97 == 0 else f"글 {i} " + "바람 " * (i % 40) for i in range(n)], large),
    "title": pa.array([f"제목 {i % 7}" for i in range(n)]).dictionary_encode(),
    "tags": pa.array([None if i % 5 == 0 else [f"t{j}" for j in range(i % 4)] for i in range(n)], pa.list_(pa.string())),
    "meta": pa.array([None if i % 11 == 0 else {"url": f"https://example.com/{i}", "score": i / 4} for i in range(n)],
                     pa.struct([("url", pa.string()), ("score", pa.float64())])),
    "date": pa.array([datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=i) for i in range(n)], pa.timestamp("us")),
    "image": pa.array([{"bytes": bytes([i % 256] * 9), "path": None} for i in range(n)],
                      pa.struct([("bytes", pa.binary()), ("path", pa.string())])),
})
pq.write_table(table, sys.argv[1], row_group_size=700, data_page_size=5000, SETTINGS)
for row in table.to_pylist():
    row.pop("image")
    row["date"] = row["date"].isoformat(timespec="milliseconds") + "Z"
    print(json.dumps(row, ensure_ascii=False))
`;

/** Writes the table above with some settings and keeps what it holds as JSON lines beside it. */
function writeWithPyarrow(settings: string): string {
  const path = join(folder, "a.parquet");
  const printed = execFileSync(python as string, ["-c", SCRIPT.replace("SETTINGS", settings), path], { maxBuffer: 2 ** 26 });
  writeFileSync(join(folder, "a.jsonl"), printed);
  return path;
}

describe.runIf(python)("the layouts that pyarrow writes (KIJIL_PYTHON), as Hugging Face datasets has it write them", () => {
  const CODECS = ["none", "snappy", "gzip", "brotli", "zstd", "lz4"];
  it.each([
    ...CODECS.map((codec) => `compression='${codec}'`),
    ...CODECS.map((codec) => `compression='${codec}', data_page_version='2.0'`),
    "version='1.0'",
    "use_dictionary=False",
    "write_page_index=True, write_page_checksum=True",
    "use_dictionary=False, data_page_version='2.0', column_encoding={'text': 'DELTA_BYTE_ARRAY', 'id': 'DELTA_LENGTH_BYTE_ARRAY'}",
    "use_dictionary=False, column_encoding={'meta.score': 'BYTE_STREAM_SPLIT', 'id': 'DELTA_BYTE_ARRAY', 'date': 'DELTA_BINARY_PACKED'}",
  ])("%s", async (settings) => {
    writeWithPyarrow(settings);
    const written = readFileSync(join(folder, "a.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const { records, error } = await read({ url: "meta.url", metadata: ["title", "tags", "meta", "date"], license: [] }, 100_000);
    expect(error).toBeUndefined();
    const got = records.map(({ refused, text, id, url, meta }) =>
      refused ? { refused } : { text, id, url, ...JSON.parse(meta ?? "{}") },
    );
    const wanted = written.map(({ text, id, title, tags, meta, date }) => {
      if (text === null) return { refused: "text-missing" };
      const url = meta?.url;
      return { text, id, url, title, date, ...(tags ? { tags } : {}), ...(meta ? { meta } : {}) };
    });
    expect(got).toEqual(wanted);
  });
});
