import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { InputError } from "../../../engine/errors.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { compressFrame } from "../../../engine/zstd.ts";
import { csv } from "../../../stages/read/csv.ts";
import { readSource } from "../../helpers/a-builder.ts";
import { randomFrom } from "../../helpers/random-from.ts";

const folder = mkdtempSync(join(tmpdir(), "kijil-csv-"));
afterAll(() => rmSync(folder, { recursive: true }));
const kernels = loadKernels();

type Options = Omit<Parameters<typeof csv>[1], "files">;
async function read(bytes: Uint8Array | string, options: Options = {}, { name = "a.csv", partBytes = 0, most = 4096 } = {}) {
  writeFileSync(join(folder, name), bytes);
  const source = csv("test", { files: name, ...options });
  expect(source.problems).toEqual([]);
  return await readSource(source, folder, partBytes || undefined, { kernels, most });
}
const texts = async (...given: Parameters<typeof read>) => {
  const { records, error } = await read(...given);
  expect(error).toBeUndefined();
  return records.map(({ text, refused }) => text ?? refused);
};

describe("csv", () => {
  it("makes documents of records by the names of the columns, with the byte where each begins", async () => {
    const file = '\ufeffid,text,url,license\r\n1,"하나, ""둘""\n셋",https://example.com/가,\r\n\n2,넷,,MIT\n';
    const { records } = await read(file, { metadata: ["id"] });
    expect(records).toEqual([
      {
        offset: 3 + Buffer.byteLength("id,text,url,license\r\n"),
        id: "1",
        text: '하나, "둘"\n셋',
        url: "https://example.com/가",
        meta: '{"url":"https://example.com/가","id":"1"}',
      },
      {
        offset: Buffer.byteLength(file) - Buffer.byteLength("2,넷,,MIT\n"),
        id: "2",
        text: "넷",
        meta: '{"license":"MIT","id":"2"}',
      },
    ]);
  });

  it("takes other delimiters and quotes, and tabs by a file's ending", async () => {
    expect(await texts("text\tn\na,b\t1\n", {}, { name: "a.tsv" })).toEqual(["a,b"]);
    expect(await texts(gzipSync("text\tn\na,b\t1\n"), {}, { name: "a.tsv.gz" })).toEqual(["a,b"]);
    expect(await texts("text;n\n'a;''b';1\n", { delimiter: ";", quote: "'" })).toEqual(["a;'b"]);
    expect(await texts('text|n\n"a|1\n', { delimiter: "|", quote: "" })).toEqual(['"a']);
    expect(await texts(compressFrame(Buffer.from("text,n\n가,1"), 3), {}, { name: "a.csv.zst" })).toEqual(["가"]);
  });

  it("takes names of columns from the config, in place of a header or without one", async () => {
    expect(await texts("하나,1\n둘,2\n", { header: false, columns: ["text", "n"] })).toEqual(["하나", "둘"]);
    expect(await texts("\ufeff하나,1\n", { header: false, columns: ["text", "n"] })).toEqual(["하나"]);
    expect(await texts("a,b\n하나,1\n", { columns: ["text", "n"] })).toEqual(["하나"]);
    expect(csv("a", { files: "a.csv", header: false }).problems).toMatchObject([{ message: expect.stringMatching(/columns/) }]);
    expect(csv("a", { files: "a.csv", delimiter: '"' }).problems).toHaveLength(1);
    expect(csv("a", { files: "a.csv", delimiter: "가" }).problems).toHaveLength(1);
  });

  it("refuses records of another width, wrong quotes and bytes, one by one", async () => {
    expect(await texts('text,n\na,1\nb\nc,2,3\n"d"e,4\nf"f,5\n"",6\n,7\n')).toEqual([
      "a",
      "wrong-width",
      "wrong-width",
      "invalid-quoting",
      'f"f',
      "",
      "text-missing",
    ]);
    const bytes = Buffer.concat([Buffer.from("text,n\n"), Buffer.from([0xb0, 0xa1]), Buffer.from(",1\na,2\n")]);
    expect(await texts(bytes)).toEqual(["invalid-utf8", "a"]);
  });

  it("goes on behind a quote that is never closed", async () => {
    expect(await texts('text,n\na,1\n"b,2\nc,3\n"d",4')).toEqual(["a", "invalid-quoting", "c", "d"]);
    expect(await texts('text,n\na,1\nb,"2\nc,3\nd,4\n')).toEqual(["a", "unclosed-quote", "c", "d"]);
    expect(await texts('text,n\na,1\nb,"2\nc,3\n', { quotedNewlines: false })).toEqual(["a", "unclosed-quote", "c"]);
  });

  it("passes over a record that is too long, quoted or bare, without holding it", async () => {
    const long = `긴 "" 글\n`.repeat(400_000);
    const options = { maxRecordBytes: 1000 };
    expect(await texts(`text,n\na,1\n"${long}",2\nb,3\n`, options)).toEqual(["a", "record-too-long", "b"]);
    expect(await texts(`text,n\na,1\n${"x".repeat(4_000_000)},2\nb,3\n`, options)).toEqual(["a", "record-too-long", "b"]);
    expect(await texts(`text,n\na,1\n${"x".repeat(1100)},2\nb,3\n`, options)).toEqual(["a", "record-too-long", "b"]);
    const { records, error } = await read(`text,n\na,1\n"${long}`, options);
    expect(records).toHaveLength(2);
    expect(error).toMatchObject({ code: "INPUT_CORRUPT", message: expect.stringMatching(/^a.csv: a quote .* never closed/) });
  });

  it("tells of a file without a header", async () => {
    expect(await texts("")).toEqual([]);
    expect(await texts("\n\n")).toEqual([]);
    expect(await texts("text,n")).toEqual([]);
    expect((await read('"text,n\na,1\n')).error).toMatchObject({ code: "INPUT_CORRUPT" });
    expect((await read('"te"xt,n\na,1\n')).error).toMatchObject({ code: "INPUT_CORRUPT" });
  });

  it("gives each record to one part where no field holds line ends, plain or in frames", async () => {
    const lines = Array.from({ length: 500 }, (_, row) => `${row},"글 ${row}, ${"가".repeat(row % 40)}"`);
    const file = `id,text\r\n${lines.join("\r\n")}\r\n`;
    const frames = lines.map((line) => compressFrame(Buffer.from(`${line}\r\n`), 1));
    const zstd = Buffer.concat([compressFrame(Buffer.from("id,text\r\n"), 1), ...frames]);
    const whole = await read(file);
    expect(whole.records).toHaveLength(500);
    for (const partBytes of [1000, 4321]) {
      const options = { quotedNewlines: false };
      expect((await read(file, options, { partBytes, most: 5 })).records).toEqual(whole.records);
      expect((await read(zstd, options, { name: "a.csv.zst", partBytes })).records).toEqual(whole.records);
    }
    // Not declared so, a file is one part.
    const source = csv("test", { files: "a.csv" });
    const [found] = await source.list(folder);
    expect(found && (await source.split(found, 1000))).toHaveLength(1);
  });

  it("gives, refuses or tells of every record after 300 corruptions", async () => {
    const random = randomFrom(5);
    const lines = Array.from({ length: 40 }, (_, row) => `${row},"글 ${row}, ""인용""\n둘째 줄",x${row}`);
    const whole = Buffer.from(`id,text,n\n${lines.join("\n")}\n`);
    const packed = [whole, gzipSync(whole), Buffer.from(compressFrame(whole, 3))];
    for (let round = 0; round < 300; round++) {
      const bytes = packed[round % 3] as Buffer;
      const broken = Buffer.from(bytes.subarray(0, round % 7 === 0 ? random(bytes.length) : bytes.length));
      for (let faults = random(4); faults >= 0 && broken.length > 0; faults--)
        broken[random(broken.length)] = [random(256), 0x22, 0x0a, 0x2c][random(4)] as number;
      const { records, error } = await read(broken, { maxRecordBytes: [200, 1e6][random(2)] as number });
      if (error !== undefined) expect(error).toBeInstanceOf(InputError);
      const offsets = records.map(({ offset }) => offset);
      expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
    }
  });

  it("finds the fields that csv-parse finds", async () => {
    const value = fc.string({ unit: fc.constantFrom("가", "a", " ", ",", '"', "\n", "\r\n", "\t", "é"), maxLength: 12 });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const field = fc.tuple(value, fc.boolean()).map(([text, always]) => (always || /[",\r\n]/.test(text) ? quoted(text) : text));
    const rows = fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom("\n", "\r\n"), fc.boolean(), async (table, end, isEnded) => {
        const file = `a,b,c${end}${table.map((row) => row.join(",")).join(end)}${isEnded ? end : ""}`;
        const expected: string[][] = parse(file, { bom: true, record_delimiter: ["\r\n", "\n"] });
        const { records } = await read(file, { text: ["a", "b", "c"], metadata: ["a", "b", "c"] });
        const got = records.map(({ meta, refused }) => {
          const { a = "", b = "", c = "" } = refused ? {} : JSON.parse(meta ?? "{}");
          return [a, b, c];
        });
        expect(got).toEqual(expected.slice(1));
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});
