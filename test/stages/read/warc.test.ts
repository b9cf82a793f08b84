import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import iconv from "iconv-lite";
import { afterAll, describe, expect, it } from "vitest";
import type { InputError } from "../../../engine/errors.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import type { InputFile } from "../../../engine/source.ts";
import { compressFrame } from "../../../engine/zstd.ts";
import { ARCHIVE_REFUSALS } from "../../../stages/read/archive-record.ts";
import { warc } from "../../../stages/read/warc.ts";
import { readSource } from "../../helpers/a-builder.ts";

const folder = mkdtempSync(join(tmpdir(), "kijil-warc-"));
afterAll(() => rmSync(folder, { recursive: true }));
const kernels = loadKernels();

/** What a record may be refused for; texts of WET files have to be UTF-8. */
const REASONS = [...Object.keys(ARCHIVE_REFUSALS), "invalid-utf8"];

let files = 0;
const write = (content: Uint8Array): string => {
  const name = `file-${files++}.warc`;
  writeFileSync(join(folder, name), content);
  return name;
};

type Options = Omit<Parameters<typeof warc>[1], "files">;
const read = (content: Uint8Array, options: Options = {}, how = {}) =>
  readSource(warc("test", { files: write(content), ...options }), folder, undefined, { kernels, ...how });

const sentence = "키질은 곡식을 까불러 쭉정이와 티끌을 날려 보내는 일이다. 바람이 좋은 날 마당에서 했다.";
const page = `<html><head><title>키질</title></head><body><p>${sentence}</p></body></html>`;

let uuid = 0;
interface Given {
  readonly type?: string;
  readonly headers?: string;
  readonly length?: number;
  readonly url?: string;
}
/** A record as bytes, with the blank lines behind it. */
function record(
  content: string | Uint8Array,
  { type = "response", headers = "", length, url = "http://example.com/" }: Given = {},
): Buffer {
  const body = Buffer.from(content);
  const id = `<urn:uuid:00000000-0000-0000-0000-${String(++uuid).padStart(12, "0")}>`;
  const head = `WARC/1.1\r\nWARC-Type: ${type}\r\nWARC-Record-ID: ${id}\r\nWARC-Target-URI: ${url}\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n${headers}Content-Length: ${length ?? body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body, Buffer.from("\r\n\r\n")]);
}
function http(body: string | Uint8Array, headers = "Content-Type: text/html; charset=utf-8\r\n", status = "200 OK"): Buffer {
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${headers}\r\n`), Buffer.from(body)]);
}
const texts = async (content: Uint8Array, options: Options = {}) => {
  const { records, error } = await read(content, options);
  expect(error).toBeUndefined();
  return records.map(({ text, refused }) => refused ?? text);
};

describe("an archive", () => {
  const pages = [0, 1, 2].map((index) =>
    record(http(page.replace("키질은", `키질은 ${index}번`)), { url: `http://example.com/${index}` }),
  );
  const others = ["warcinfo", "request", "metadata", "revisit", "continuation"].map((type) => record(http(page), { type }));
  const all = Buffer.concat([others[0], pages[0], others[1], pages[1], others[2], others[3], pages[2], others[4]] as Buffer[]);

  it("gives its responses, by place, id, address, date and what their pages say, and nothing else", async () => {
    const { records, error } = await read(all);
    expect(error).toBeUndefined();
    expect(records.map(({ url }) => url)).toEqual(["http://example.com/0", "http://example.com/1", "http://example.com/2"]);
    expect(records[0]).toEqual({
      offset: (others[0] as Buffer).length,
      id: "<urn:uuid:00000000-0000-0000-0000-000000000001>",
      url: "http://example.com/0",
      text: sentence.replace("키질은", "키질은 0번"),
      meta: '{"date":"2024-05-06T07:08:09Z","url":"http://example.com/0","title":"키질","charset":"utf-8","charsetFrom":"http"}',
    });
    for (const { offset } of records) expect(all.subarray(offset, offset + 8).toString()).toBe("WARC/1.1");
  });

  it("gives the same whether plain, gzip with a member a record or as a whole, or zstd, in batches of any size", async () => {
    const { records } = await read(all);
    const members = Buffer.concat([...pages, ...others].map((each) => gzipSync(each)));
    expect((await read(members)).records).toHaveLength(3);
    for (const content of [gzipSync(all), compressFrame(all, 3)])
      for (const most of [1, 2, 100]) expect((await read(content, {}, { most })).records).toEqual(records);
  });

  it("that is plain gives the same in parts of any size, and also behind a broken record", async () => {
    const broken = Buffer.from("no record\r\n\r\n");
    for (const content of [all, Buffer.concat([all, broken, all])]) {
      const name = write(content);
      const source = warc("test", { files: name });
      const { records } = await readSource(source, folder, undefined, { kernels });
      const [file] = await source.list(folder);
      expect((await source.split(file as InputFile, 1)).length).toBe(8);
      for (const partBytes of [1, 500, 1500])
        expect((await readSource(source, folder, partBytes, { kernels })).records).toEqual(records);
    }
  });

  it("may be empty", async () => expect((await read(Buffer.alloc(0))).records).toEqual([]));

  it("is refused when it is something else", async () => {
    const { records, error } = await read(Buffer.from('{"text":"a"}\n'));
    expect(records).toEqual([]);
    expect((error as InputError).code).toBe("INPUT_FORMAT");
    expect((error as InputError).message).toContain(
      ".warc: is no web archive, got other first bytes than WARC/ or filedesc:. Name a WARC, WET or ARC file.",
    );
  });

  it("gives texts of WET files as they are, and stored resources when asked", async () => {
    const plain = { headers: "Content-Type: text/plain\r\n" };
    const wet = Buffer.concat([
      record("제목\n한 줄\n", { type: "conversion", ...plain }),
      record("로그\n", { type: "resource", ...plain }),
    ]);
    expect(await texts(wet)).toEqual(["제목\n한 줄\n"]);
    expect(await texts(wet, { records: ["resource"] })).toEqual(["로그\n"]);
  });
});

describe("a response", () => {
  const one = async (content: Uint8Array, options: Options = {}) => (await texts(record(content), options))[0];

  it("counts when it succeeded and is a page or plain text", async () => {
    const statuses = ["301 Moved", "404 Not Found", "500 Oops", "304 Not Modified"].map((status) =>
      record(http(page, undefined, status)),
    );
    const types = ["image/png", "application/json", "text/css"].map((type) => record(http(page, `Content-Type: ${type}\r\n`)));
    expect(await texts(Buffer.concat([...statuses, ...types]))).toEqual([]);
    expect(await one(http("한 줄\n", "content-type: text/plain;charset=UTF-8\r\n"))).toBe("한 줄\n");
    expect(await one(http(page, "content-type: application/xhtml+xml\r\n", "203 Copied"))).toBe(sentence);
    expect(await one(http(`<!doctype html>${page}`, "server: x\r\n"))).toBe(sentence);
    expect(await one(http("\x00\x01\x02", "server: x\r\n"))).toBeUndefined();
  });

  it("is joined from chunks, and stays as it is where it has none", async () => {
    const bytes = Buffer.from(page);
    const chunks = (size: number) => {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        const chunk = bytes.subarray(at, at + size);
        pieces.push(Buffer.from(`${chunk.length.toString(16)};x=y\r\n`), chunk, Buffer.from("\r\n"));
      }
      return Buffer.concat([...pieces, Buffer.from("0\r\n\r\n")]);
    };
    const headers = "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n";
    for (const size of [1, 7, 1000]) expect(await one(http(chunks(size), headers))).toBe(sentence);
    expect(await one(http(page, headers))).toBe(sentence);
    expect(await one(http(chunks(50).subarray(0, -30), headers))).toContain("키질은");
  });

  it("is decoded as its header says, unless it was stored decoded", async () => {
    const headers = (encoding: string) => `Content-Type: text/html\r\nContent-Encoding: ${encoding}\r\n`;
    const ways: [string, Uint8Array][] = [
      ["gzip", gzipSync(page)],
      ["x-gzip", gzipSync(page)],
      ["deflate", deflateSync(page)],
      ["deflate", deflateRawSync(page)],
      ["br", brotliCompressSync(page)],
      ["zstd", compressFrame(Buffer.from(page), 3)],
      ["deflate, gzip", gzipSync(deflateSync(page))],
      ["identity", Buffer.from(page)],
    ];
    for (const [encoding, body] of ways) {
      expect(await one(http(body, headers(encoding))), encoding).toBe(sentence);
      expect(await one(http(page, headers(encoding))), `${encoding}, stored decoded`).toBe(sentence);
    }
    expect(await one(http(gzipSync(page).subarray(0, -9), headers("gzip")))).toContain("키질은");
    const broken = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.alloc(40, 0xff)]);
    expect(await one(http(broken, headers("gzip")))).toBe("content-encoding-broken");
  });

  it("may not decode to more than a record may have", async () => {
    const bomb = gzipSync(Buffer.alloc(4 * 1024 * 1024, 0x20));
    for (const body of [
      bomb,
      brotliCompressSync(Buffer.alloc(4 * 1024 * 1024)),
      compressFrame(Buffer.alloc(4 * 1024 * 1024), 3),
    ]) {
      const encoding = body === bomb ? "gzip" : body[0] === 0x28 ? "zstd" : "br";
      expect(
        await one(http(body, `Content-Type: text/html\r\nContent-Encoding: ${encoding}\r\n`), { maxRecordBytes: 100_000 }),
      ).toBe("record-too-long");
    }
  });

  it.each([
    ["cp949", "Content-Type: text/html; charset=EUC-KR\r\n", "", "euc-kr", "http"],
    [
      "cp949",
      "Content-Type: text/html\r\n",
      '<meta http-equiv="Content-Type" content="text/html; charset=ks_c_5601-1987">',
      "euc-kr",
      "meta",
    ],
    ["cp949", "Content-Type: text/html\r\n", "", "euc-kr", "detected"],
    ["cp949", "Content-Type: text/html; charset=utf-8\r\n", "", "euc-kr", "detected"],
    ["cp949", "Content-Type: text/html; charset=ISO-8859-1\r\n", "", "euc-kr", "detected"],
    ["utf8", "Content-Type: text/html; charset=iso-8859-1\r\n", "", "utf-8", "detected"],
    ["utf8", "Content-Type: text/html\r\n", '<meta charset="utf-8">', "utf-8", "meta"],
    ["utf16-le", "Content-Type: text/html\r\n", "", "utf-16le", "detected"],
    ["utf16-be", "Content-Type: text/html; charset=utf-16be\r\n", "", "utf-16be", "detected"],
  ])("in %s with %j %j is read as %s (%s)", async (encoding, headers, meta, charset, charsetFrom) => {
    const html = page.replace("<head>", `<head>${meta}`);
    const { records } = await read(record(http(iconv.encode(html, encoding), headers)));
    expect(records[0]?.text).toBe(sentence);
    expect(JSON.parse(records[0]?.meta ?? "")).toMatchObject({ title: "키질", charset, charsetFrom });
  });

  it("in Japanese, Chinese or Western sets is found out too, and a byte order mark decides", async () => {
    const of = async (text: string, encoding: string, addBOM = false) => {
      const html = iconv.encode(`<p>${text}</p>`, encoding, { addBOM });
      const { records } = await read(record(http(html, "Content-Type: text/html\r\n")), { boilerplate: "keep" });
      return [records[0]?.text, JSON.parse(records[0]?.meta ?? "").charset];
    };
    const japanese = "これは日本語の文章です。風の強い日に米をふるう。";
    expect(await of(japanese, "shift_jis")).toEqual([japanese, "shift_jis"]);
    expect(await of(japanese, "euc-jp")).toEqual([japanese, "euc-jp"]);
    const chinese = "这是一段中文文字，我们在风大的日子里筛米。";
    expect(await of(chinese, "gbk")).toEqual([chinese, "gbk"]);
    const french = "L’été, on vannait le blé à l’aube – déjà.";
    expect(await of(french, "windows1252")).toEqual([french, "windows-1252"]);
    expect(await of(sentence, "utf16-le", true)).toEqual([sentence, "utf-16le"]);
  });
});

describe("a bad record", () => {
  const good = (index: number) => record(http(page), { url: `http://example.com/${index}` });
  const around = async (bad: Uint8Array, options: Options = {}) => texts(Buffer.concat([good(0), bad, good(1)]), options);

  it("is refused, and reading goes on with the next", async () => {
    expect(await around(Buffer.from("no record at all\r\nWARC/ is not one either\r\n"))).toEqual([
      sentence,
      "archive-record-broken",
      sentence,
    ]);
    expect(await around(Buffer.from("WARC/1.0\r\nWARC-Type: response\r\n\r\n"))).toEqual([
      sentence,
      "archive-header-broken",
      sentence,
    ]);
    expect(await around(Buffer.from("WARC/1.0\r\nContent-Length: 0\r\n\r\n"))).toEqual([
      sentence,
      "archive-header-broken",
      sentence,
    ]);
    expect(await around(Buffer.from("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -1\r\n\r\n"))).toEqual([
      sentence,
      "archive-header-broken",
      sentence,
    ]);
    expect(await around(record("no http", { headers: "Content-Type: application/http;msgtype=response\r\n" }))).toEqual([
      sentence,
      "http-head-missing",
      sentence,
    ]);
    expect(await around(record(http(page + " ".repeat(5000))), { maxRecordBytes: 4000 })).toEqual([
      sentence,
      "record-too-long",
      sentence,
    ]);
  });

  it("that is longer than it says costs what it does not say", async () => {
    const length = http(page).length - 10;
    expect(await around(record(http(page), { length }))).toEqual([sentence, sentence, "archive-record-broken", sentence]);
  });

  it("that says too much takes the next one with it and no more", async () => {
    const records = await around(record(http(page), { length: http(page).length + 50 }));
    expect(records[0]).toBe(sentence);
    expect(records).toHaveLength(3);
    expect(records[2]).toBe("archive-record-broken");
  });

  it("at the end of a file is told from one that is whole without its last bytes", async () => {
    const whole = http(page, `Content-Type: text/html\r\nContent-Length: ${Buffer.byteLength(page)}\r\n`);
    expect(await texts(record(whole, { length: whole.length + 12 }))).toEqual([sentence]);
    expect(await texts(record(http(page)).subarray(0, -60))).toEqual(["record-truncated"]);
    expect(await texts(record(http(page)).subarray(0, 40))).toEqual(["record-truncated"]);
  });

  it("does not hide what could be read before a fault of the compressed file", async () => {
    const content = Buffer.concat([good(0), good(1)].map((each) => gzipSync(each)));
    const { records, error } = await read(content.subarray(0, -100));
    expect(records.map(({ text, refused }) => refused ?? text)).toEqual([sentence, "record-truncated"]);
    expect((error as InputError).code).toBe("INPUT_TRUNCATED");
  });

  it("of many megabytes that is passed over is not held", async () => {
    const before = process.memoryUsage().arrayBuffers;
    const long = record(Buffer.alloc(80 * 1024 * 1024, 0x61), { type: "metadata" });
    const name = write(Buffer.concat([good(0), long, good(1)]));
    const result = await readSource(warc("test", { files: name }), folder, undefined, { kernels });
    expect(result.records).toHaveLength(2);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(300 * 1024 * 1024);
  });
});

describe("corruption", () => {
  it("of any bytes ends in documents, refusals and faults of input, never in another error", async () => {
    const pages = [0, 1, 2].map((index) => record(http(page), { url: `http://example.com/${index}` }));
    const plain = Buffer.concat([...pages, record("글", { type: "conversion", headers: "Content-Type: text/plain\r\n" })]);
    const bases = [plain, Buffer.concat(pages.map((each) => gzipSync(each))), compressFrame(plain, 3)];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...bases),
        fc.array(fc.record({ at: fc.nat(), cut: fc.nat(80), put: fc.uint8Array({ maxLength: 20 }) }), {
          minLength: 1,
          maxLength: 4,
        }),
        async (base, changes) => {
          let bytes: Uint8Array = base;
          for (const { at, cut, put } of changes) {
            const from = at % (bytes.length + 1);
            bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + cut)]);
          }
          const { records, error } = await read(bytes);
          if (error !== undefined) expect((error as Error).name).toBe("InputError");
          for (const { refused, text } of records) expect(refused ?? text).toBeTypeOf("string");
          for (const { refused } of records) if (refused) expect(REASONS).toContain(refused);
        },
      ),
      { numRuns: 80, seed: 11 },
    );
  });
});

describe("an ARC file", () => {
  const about = "1 0 Maker\nURL IP-address Archive-date Content-type Archive-length\n";
  const head = `filedesc://x.arc 0.0.0.0 20240506070809 text/plain ${about.length}\n${about}\n`;
  const line = (url: string, length: number | string) => `${url} 192.0.2.1 20240506070809 text/html ${length}\n`;
  const body = http(page);

  it("gives its pages, with blanks in addresses and the date as WARC writes it", async () => {
    const file = Buffer.concat([Buffer.from(head + line("http://example.com/a b", body.length)), body, Buffer.from("\n")]);
    const { records } = await read(file);
    expect(records).toMatchObject([{ url: "http://example.com/a%20b", text: sentence, offset: Buffer.byteLength(head) }]);
    expect(JSON.parse(records[0]?.meta ?? "").date).toBe("2024-05-06T07:08:09Z");
  });

  it("with a length that is none goes on behind it", async () => {
    const bad = Buffer.from(`${line("http://example.com/", "abc")}\nfree text\n`);
    const good = Buffer.concat([Buffer.from(line("http://example.com/", body.length)), body, Buffer.from("\n")]);
    expect(await texts(Buffer.concat([Buffer.from(head), bad, good, good]))).toEqual([
      "archive-header-broken",
      sentence,
      sentence,
    ]);
  });
});
