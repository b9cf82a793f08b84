import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, it } from "vitest";
import { InputError } from "../../../engine/errors.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { compressFrame } from "../../../engine/zstd.ts";
import { thriftStructEnd } from "../../../stages/read/parquet/check-thrift.ts";
import { parquet } from "../../../stages/read/parquet.ts";
import { readSource } from "../../helpers/a-builder.ts";
import { aParquetFile } from "../../helpers/a-parquet-file.ts";
import { randomFrom } from "../../helpers/random-from.ts";

const folder = mkdtempSync(join(tmpdir(), "kijil-parquet-"));
afterAll(() => rmSync(folder, { recursive: true }));
const kernels = loadKernels();

async function read(bytes: Uint8Array) {
  writeFileSync(join(folder, "a.parquet"), bytes);
  return await readSource(parquet("a", { files: "a.parquet", metadata: ["tags", "n"] }), folder, undefined, { kernels });
}

const codeOf = async (bytes: Uint8Array) => ((await read(bytes)).error as InputError | undefined)?.code;
const refusals = async (bytes: Uint8Array) => (await read(bytes)).records.map(({ refused }) => refused);

/** One PLAIN byte array. */
const value = (text: string) => Buffer.concat([Buffer.from(Uint32Array.of(Buffer.byteLength(text)).buffer), Buffer.from(text)]);
/** Definition levels: `runs` of the hybrid encoding behind their length. */
const levels = (...runs: number[]) => Buffer.from([...new Uint8Array(Uint32Array.of(runs.length).buffer), ...runs]);
/** The longest run that the encoding can state: 2^31 - 1 times. */
const LONGEST_RUN = [0xfe, 0xff, 0xff, 0xff, 0x0f];

describe("a Parquet file that lies", () => {
  it("is read where it does not", async () => {
    const { records, error } = await read(aParquetFile(Buffer.concat([value("하나"), value("둘")]), { rows: 2 }));
    expect([error, records.map(({ text }) => text)]).toEqual([undefined, ["하나", "둘"]]);
  });

  it("about its footer is told of as a file", async () => {
    const page = value("a");
    for (const footerBytes of [2 ** 32 - 1, 2 ** 31, 10_000, 0, 3])
      expect(await codeOf(aParquetFile(page, { footerBytes }))).toBe("INPUT_CORRUPT");
    for (const children of [2, 2 ** 31 - 1]) expect(await codeOf(aParquetFile(page, { children }))).toBe("INPUT_CORRUPT");
    for (const bytes of [
      Buffer.from(""),
      Buffer.from("PAR1"),
      Buffer.from("PAR1PAR1"),
      Buffer.alloc(100),
      Buffer.from("{}\n".repeat(9)),
    ])
      expect(await codeOf(bytes)).toBe("INPUT_CORRUPT");
  });

  it("about its rows is not believed", async () => {
    const page = value("a");
    for (const rows of [2n ** 60n, -1n, -(2n ** 63n)])
      expect(await codeOf(aParquetFile(page, { rows, pageValues: 1 }))).toBe("INPUT_CORRUPT");
    for (const rows of [2 ** 52, 2 ** 31])
      expect(await codeOf(aParquetFile(page, { rows, pageValues: 1 }))).toBe("INPUT_EXPANSION");
    expect(await refusals(aParquetFile(page, { rows: 3, pageValues: 1 }))).toEqual([
      undefined,
      "unreadable-row-group",
      "unreadable-row-group",
    ]);
    expect(await refusals(aParquetFile(page, { rows: 1, values: 1, pageValues: 2 }))).toEqual(["unreadable-row-group"]);
  });

  it.each([
    { pageValues: 2 ** 31 - 1 },
    { pageValues: -1 },
    { values: -1 },
    { values: 2n ** 62n, pageValues: 2 ** 31 - 1 },
    { pageBytes: -1 },
    { codec: 1 },
    { codec: 2 },
    { codec: 4 },
    { codec: 5 },
    { codec: 6 },
    { codec: 7 },
    { encoding: 4 },
    { encoding: 5 },
    { encoding: 6 },
    { encoding: 7 },
    { encoding: 8 },
    { encoding: 9 },
    { encoding: 10 },
    { encoding: 99 },
    { dataPageOffset: -5 },
    { dataPageOffset: 2 ** 40 },
    { dataPageOffset: 7 },
    { type: 2 },
    { type: 99 },
  ])("about its page has its row refused: %o", async (claims) => {
    expect(await refusals(aParquetFile(value("a"), claims))).toEqual(["unreadable-row-group"]);
  });

  it("about a page's length is told of by the limit", async () => {
    for (const pageBytes of [2 ** 31 - 1, 65 * 2 ** 20])
      expect(await refusals(aParquetFile(value("a"), { pageBytes, codec: 6 }))).toEqual(["page-too-long"]);
  });

  it("and is a bomb is not read on", async () => {
    const zeros = compressFrame(new Uint8Array(48 * 2 ** 20), 3);
    const claims = { codec: 6, pageBytes: 48 * 2 ** 20, rows: 1 };
    expect(await refusals(aParquetFile(zeros, claims))).toEqual([undefined]);
    expect(zeros.length * 200).toBeLessThan(64 * 2 ** 20);
    expect(await codeOf(aParquetFile(zeros, { ...claims, pages: 2, rows: 2 }))).toBe("INPUT_EXPANSION");
  });

  it("says which codec it cannot read", async () => {
    const { error } = await read(aParquetFile(value("a"), { codec: 3 }));
    expect(error).toMatchObject({ code: "INPUT_UNSUPPORTED", message: expect.stringMatching(/^a.parquet: .*column text .*LZO/) });
  });

  it("has runs no longer than its values", async () => {
    for (const run of [[...LONGEST_RUN, 0], [...LONGEST_RUN, 1], [0xff, 0xff, 0xff, 0xff, 0x0f, 1], [0, 0, 0, 0], [4]])
      expect(await refusals(aParquetFile(levels(...run), { repetition: 1, rows: 2 }))).toEqual(
        Array(2).fill("unreadable-row-group"),
      );
    // Dictionary indexes of 1, 0 and 33 bits, without a dictionary.
    for (const width of [1, 0, 33])
      expect((await refusals(aParquetFile(Buffer.from([width, ...LONGEST_RUN, 0]), { encoding: 8 })))[0]).toBeDefined();
    // Two values that are missing are two nulls.
    expect(await refusals(aParquetFile(levels(4, 0), { repetition: 1, rows: 2 }))).toEqual(["text-missing", "text-missing"]);
  });

  it("has no numbers of a megabyte and no blocks that cannot be", async () => {
    const endless = Buffer.alloc(1024 * 1024, 0xff);
    expect(() => thriftStructEnd(Buffer.concat([Buffer.from([0x16]), endless]), 0)).toThrow(/more than ten bytes/);
    const deltas = (...head: number[]) =>
      aParquetFile(Buffer.concat([Buffer.from(head), endless]), { encoding: 5, type: 2, rows: 9 });
    for (const file of [deltas(128, 1, 4, 9, 0), deltas(128, 1, 0, 9, 0), deltas(0, 4, 9, 0), deltas(128, 1, 4, 9)])
      expect((await refusals(file)).every((refused) => refused === "unreadable-row-group")).toBe(true);
  });

  it("does not grow without bounds where values share their prefixes", async () => {
    // 1,000 values of which each but the first repeats a megabyte: a gigabyte out of one.
    const count = 1000;
    const long = 1024 * 1024;
    const varint = (value: number) => {
      const bytes: number[] = [];
      let left = value;
      for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
      return [...bytes, left];
    };
    // Blocks of 1,024 values in 4 miniblocks, first value, then one difference and 32 bits for it where it is not the least.
    const lengths = (first: number, second: number) => {
      const difference = second - first;
      const zigzag = (value: number) => varint(value < 0 ? -value * 2 - 1 : value * 2);
      const least = Math.min(0, difference);
      const miniblock = new Uint32Array(256);
      miniblock.fill(-least);
      miniblock[0] = difference - least;
      const widths = [32, 32, 32, 32];
      return Buffer.concat([
        Buffer.from([...varint(1024), 4, ...varint(count), ...zigzag(first), ...zigzag(least), ...widths]),
        Buffer.from(miniblock.buffer),
        ...Array.from({ length: 3 }, () => Buffer.from(new Uint32Array(256).fill(-least).buffer)),
      ]);
    };
    const page = Buffer.concat([lengths(0, long), lengths(long, 0), Buffer.alloc(long, 0x61)]);
    expect(new Set(await refusals(aParquetFile(page, { encoding: 7, rows: count })))).toEqual(new Set(["unreadable-row-group"]));
  });
});

describe("a Parquet file with random faults", () => {
  const ROWS = 60;
  const text = Array.from({ length: ROWS }, (_, row) => `문서 ${row}. ${"하늘은 푸르고 바람은 맑다. ".repeat(row % 7)}`);
  const columnData = [
    { name: "id", data: text.map((_, row) => `id-${row}`), type: "STRING" as const },
    { name: "text", data: text, type: "STRING" as const },
    { name: "n", data: text.map((_, row) => (row % 3 === 0 ? null : BigInt(row))), type: "INT64" as const, nullable: true },
    { name: "tags", data: text.map((_, row) => (row % 4 === 0 ? null : ["가", "나"].slice(row % 3))) },
  ];
  const compressors = {
    ZSTD: (bytes: Uint8Array) => compressFrame(bytes, 3),
    GZIP: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)),
  };
  const files = (["UNCOMPRESSED", "SNAPPY", "ZSTD", "GZIP"] as const).map((codec) => ({
    codec,
    bytes: new Uint8Array(parquetWriteBuffer({ columnData, codec, compressors, rowGroupSize: 20, pageSize: 400 })),
  }));

  it.each(files)("$codec: reads whole, and after 150 corruptions each row is given, refused or told of", async ({ bytes }) => {
    const whole = await read(bytes);
    expect([whole.error, whole.records.length, whole.records[7]?.text]).toEqual([undefined, ROWS, text[7]]);
    const random = randomFrom(7);
    for (let round = 0; round < 150; round++) {
      const broken = bytes.slice(0, round % 5 === 0 ? random(bytes.length) : bytes.length);
      for (let faults = random(4); faults >= 0; faults--) {
        const at = random(3) === 0 ? Math.max(0, broken.length - 1 - random(1200)) : random(broken.length);
        broken[at] = [random(256), 0, 255, (broken[at] ?? 0) ^ (1 << random(8))][random(4)] as number;
      }
      const { records, error } = await read(broken);
      if (error !== undefined) expect(error).toBeInstanceOf(InputError);
      const offsets = records.map(({ offset }) => offset);
      expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
    }
  });
});
