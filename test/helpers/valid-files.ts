import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { parquetWriteBuffer } from "hyparquet-writer";
import iconv from "iconv-lite";
import { pack } from "tar-stream";
import type { Source } from "../../engine/source.ts";
import { compressFrame } from "../../engine/zstd.ts";
import { arrow } from "../../stages/read/arrow.ts";
import { csv } from "../../stages/read/csv.ts";
import { html } from "../../stages/read/html.ts";
import { json } from "../../stages/read/json.ts";
import { jsonl } from "../../stages/read/jsonl.ts";
import { markdown } from "../../stages/read/markdown.ts";
import { parquet } from "../../stages/read/parquet.ts";
import { text } from "../../stages/read/text.ts";
import { warc } from "../../stages/read/warc.ts";

/** A sound file of a format, and the source that reads it. */
export interface ValidFile {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Name of the function of the format. */
  readonly format: string;
  /** How many of a hundred corruptions of its kind of file it gets. */
  readonly share: number;
  source(files: string): Source;
}

const TEXT = "가을 들녘에서 낟알을 고른다. A sieve keeps the grain & lets the chaff go.";
const rows = Array.from({ length: 5 }, (_, row) => ({
  id: `r${row}`,
  text: `${TEXT} ${row}`,
  url: `http://example.com/${row}`,
  no: row,
}));
const lines = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
const page = (row: number) =>
  `<!doctype html><html><head><title>쪽 ${row}</title><meta charset="utf-8"></head><body><nav>메뉴</nav><article><p>${`${TEXT} `.repeat(4)}</p></article></body></html>`;

async function tarOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name, mtime: new Date(0) }, content);
  archive.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of archive) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** A zip archive (APPNOTE.TXT 4.3): a local header and the deflated content of each file, the directory, its end. */
export function zipOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(0x00210000, 6);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, path, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, rest, path]));
    locals.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, list, Buffer.from("PK\x05\x06"), end]);
}

const warcRecord = (row: number): string => {
  const body = page(row);
  const http = `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  return `WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:${row}>\r\nWARC-Date: 2020-01-01T00:00:00Z\r\nWARC-Target-URI: http://example.com/${row}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: ${Buffer.byteLength(http)}\r\n\r\n${http}\r\n\r\n`;
};
const column = <K extends "id" | "text" | "no">(name: K) => rows.map((row) => row[name]);

/** A sound file of every format that is read, of some kilobytes. */
export async function validFiles(): Promise<readonly ValidFile[]> {
  const members = { "a/one.jsonl": lines, "a/two.jsonl": '{"text":"둘"}\n', "b/three.txt": TEXT };
  const tar = await tarOf(members);
  const table = tableFromArrays({ id: column("id"), text: column("text"), no: Int32Array.from(column("no")) });
  const columnData = [
    { name: "id", data: column("id"), type: "STRING" as const },
    { name: "text", data: column("text"), type: "STRING" as const },
    { name: "no", data: column("no"), type: "INT32" as const },
  ];
  const asCsv = `id,text,no\n${rows.map(({ id, text: words, no }) => `${id},"${words}, ""인용""\n둘째 줄",${no}`).join("\n")}\n`;
  const of = (
    format: string,
    file: string,
    bytes: Uint8Array | string,
    source: (files: string) => Source,
    share = 100,
  ): ValidFile => ({
    format,
    file,
    share,
    bytes: Buffer.from(bytes),
    source,
  });
  return [
    of("jsonl", "a.jsonl", lines, (files) => jsonl("s", { files }), 50),
    of("jsonl", "a.jsonl.gz", gzipSync(lines), (files) => jsonl("s", { files }), 15),
    of("jsonl", "a.jsonl.zst", compressFrame(lines, 3), (files) => jsonl("s", { files }), 20),
    of("jsonl", "utf16.jsonl", iconv.encode(`\uFEFF${lines.toString()}`, "utf-16le"), (files) => jsonl("s", { files }), 15),
    of("json", "a.json", JSON.stringify(rows, null, 1), (files) => json("s", { files })),
    of("csv", "a.csv", asCsv, (files) => csv("s", { files })),
    of("parquet", "a.parquet", new Uint8Array(parquetWriteBuffer({ columnData })), (files) => parquet("s", { files })),
    of("arrow", "a.arrow", tableToIPC(table, "stream"), (files) => arrow("s", { files })),
    of(
      "warc",
      "a.warc.gz",
      Buffer.concat([1, 2, 3].map((row) => gzipSync(warcRecord(row)))),
      (files) => warc("s", { files }),
      15,
    ),
    of("warc", "a.warc", [1, 2, 3].map(warcRecord).join(""), (files) => warc("s", { files }), 85),
    of("html", "a.html", page(1), (files) => html("s", { files })),
    of("markdown", "a.md", `---\ntitle: 글\ntags: [a, b]\n---\n# 제목\n\n${TEXT}\n`, (files) => markdown("s", { files })),
    of("text", "a.txt", `${TEXT}\n`.repeat(20), (files) => text("s", { files }), 50),
    of("text", "cp949.txt", iconv.encode(`${TEXT}\n`.repeat(20), "cp949"), (files) => text("s", { files }), 50),
    of("jsonl", "a.tar", tar, (files) => jsonl("s", { files }), 90),
    of("jsonl", "a.tar.gz", gzipSync(tar), (files) => jsonl("s", { files }), 10),
    of("jsonl", "a.zip", zipOf(members), (files) => jsonl("s", { files })),
  ];
}
