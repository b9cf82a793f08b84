import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import Database from "better-sqlite3";
import { parquetWriteBuffer } from "hyparquet-writer";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { compressFrame } from "../../engine/zstd.ts";
import { outputDigests, projectRoot, runCli, runJson, scratchFolder } from "../helpers/run-cli.ts";

const COUNT = 60;
const ROWS_OF_ARROW = 7;
const sentence = (kind: string, number: number) =>
  `${kind} ${number}번째 글이다. 체로 치고 키로 까부르면 쭉정이는 날아가고 알곡이 남으니, 저녁이면 마당에 겨가 눈처럼 쌓였다. `.repeat(
    1 + (number % 3),
  );
const all = <T>(make: (number: number) => T): T[] => Array.from({ length: COUNT }, (_, number) => make(number));
const linesOf = (kind: string) =>
  all((number) => `${JSON.stringify({ id: `${kind}-${number}`, text: sentence(kind, number) })}\n`).join("");
const page = (number: number) =>
  `<html lang="ko"><head><title>쪽 ${number}</title></head><body><article><p>${sentence("page", number).repeat(3)}</p></article></body></html>`;

function warcOf(): Buffer {
  return Buffer.concat(
    all((number) => {
      const body = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${page(number + 1000)}`);
      const head = `WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-${String(number).padStart(12, "0")}>\r\nWARC-Target-URI: https://example.com/${number}\r\nWARC-Date: 2024-05-06T07:08:09Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: ${body.length}\r\n\r\n`;
      return gzipSync(Buffer.concat([Buffer.from(head), body, Buffer.from("\r\n\r\n")]));
    }),
  );
}

/** A small corpus of every format, encoding and wrapping that is read; a broken record in some. */
function writeCorpus(folder: string): void {
  const write = (name: string, content: string | Uint8Array) => {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  write("plain.jsonl", `${linesOf("plain")}{broken\n`);
  write("packed.jsonl.gz", gzipSync(linesOf("gzip")));
  write(
    "frames.jsonl.zst",
    Buffer.concat([
      compressFrame(Buffer.from(linesOf("zstd")), 3).slice(),
      compressFrame(Buffer.from(linesOf("more")), 3).slice(),
    ]),
  );
  const korean = iconv.encode(linesOf("cp949"), "cp949");
  korean[korean.indexOf(iconv.encode("번째", "cp949")) + 1] = 0x20;
  write("korean.jsonl", korean);
  write("wide.jsonl", iconv.encode(linesOf("utf16"), "utf-16le"));
  write("document.json", JSON.stringify({ data: all((number) => ({ id: `json-${number}`, text: sentence("json", number) })) }));
  write("table.csv", `id,text\n${all((number) => `csv-${number},"${sentence("csv", number)}"\n`).join("")}`);
  const column = (name: string, data: string[]) => ({ name, data, type: "STRING" as const });
  const columnData = [
    column(
      "id",
      all((number) => `parquet-${number}`),
    ),
    column(
      "text",
      all((number) => sentence("parquet", number)),
    ),
  ];
  write("table.parquet", Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 20 })));
  copyFileSync(join(projectRoot, "test/fixtures/arrow/stream-lz4.arrow"), join(folder, "table.arrow"));
  write("crawl.warc.gz", warcOf());
  for (const number of Array(COUNT).keys()) {
    write(
      `texts/${number % 7}/글 ${number}.txt`,
      number % 2 === 0 ? sentence("text", number) : iconv.encode(sentence("text", number), "cp949"),
    );
    write(`notes/${number}.md`, `---\ntitle: 제목 ${number}\nlicense: CC0-1.0\n---\n${sentence("note", number)}`);
    write(`pages/${number}.html`, page(number));
    write(`packed/${number}.txt`, sentence("tar", number));
    write(`packed/lines-${number}.jsonl`, `${JSON.stringify({ text: sentence("member", number) })}\n`);
  }
  const tar = (...words: string[]) => execFileSync("tar", ["--sort=name", ...words, "packed"], { cwd: folder });
  tar("-czf", "archive.tar.gz");
  tar("-cf", "archive.tar");
}

const CONFIG = `import { defineConfig } from "kijil";
import { exactDuplicates } from "kijil/stages/dedup/exact";
import { arrow } from "kijil/stages/read/arrow";
import { csv } from "kijil/stages/read/csv";
import { html } from "kijil/stages/read/html";
import { json } from "kijil/stages/read/json";
import { jsonl } from "kijil/stages/read/jsonl";
import { markdown } from "kijil/stages/read/markdown";
import { parquet } from "kijil/stages/read/parquet";
import { text } from "kijil/stages/read/text";
import { warc } from "kijil/stages/read/warc";
import { countTokens } from "kijil/stages/score/count-tokens";
export default defineConfig({
  name: "mixed",
  partBytes: 20_000,
  sources: [
    jsonl("lines", { files: ["plain.jsonl", "packed.jsonl.gz", "frames.jsonl.zst", "korean.jsonl", "wide.jsonl"], maxBadShare: 0.1 }),
    json("document", { files: "document.json", records: "data" }),
    csv("csv", { files: "table.csv" }),
    parquet("parquet", { files: "table.parquet" }),
    arrow("arrow", { files: "table.arrow", maxBadShare: 0.2 }),
    warc("crawl", { files: "crawl.warc.gz" }),
    text("texts", { files: "texts" }),
    markdown("notes", { files: "notes" }),
    html("pages", { files: "pages" }),
    text("tar", { files: "archive.tar.gz" }),
    jsonl("members", { files: "archive.tar" }),
  ],
  stages: [exactDuplicates(), countTokens({ tokenizer: "estimate" })],
  mixes: { stage1: { buckets: [{ name: "all", where: {}, repeat: 1 }] } },
});
`;

describe("a run that mixes all formats", () => {
  it("gives the same bytes for any number of workers, and knows where every document comes from", async () => {
    const folder = scratchFolder();
    writeCorpus(folder);
    writeFileSync(join(folder, "pipeline.config.ts"), CONFIG);
    const digests: Record<string, string>[] = [];
    const lines: string[] = [];
    for (const workers of ["1", "2", "3"]) {
      const out = `out${workers}`;
      const { documents } = await runJson(["run", "--out", out, "--workers", workers], 0, { cwd: folder });
      expect(documents).toMatchObject({ read: 15 * COUNT + 1 + ROWS_OF_ARROW, quarantined: 3 });
      digests.push(outputDigests(join(folder, out)));
      lines.push(readFileSync(join(folder, out, "quarantine.jsonl"), "utf8"));
    }
    expect(digests[1]).toEqual(digests[0]);
    expect(digests[2]).toEqual(digests[0]);
    expect(lines[1]).toBe(lines[0]);
    expect(lines[0]).toMatch(/"file":"korean\.jsonl".*"reason":"invalid-encoding"/);
    expect(await runCli(["verify", "out3"], { cwd: folder })).toMatchObject({ code: 0 });

    const lineage = new Database(join(folder, "out2/lineage.db"), { readonly: true });
    const encodings = lineage
      .prepare("SELECT substr(encoding, 1, 8) AS encoding, count(*) AS documents FROM document_files GROUP BY 1")
      .all();
    expect(encodings).toEqual([
      { encoding: "cp949, 1", documents: COUNT + COUNT / 2 },
      { encoding: "utf-16le", documents: COUNT },
      { encoding: "utf-8", documents: 12.5 * COUNT + 1 + ROWS_OF_ARROW },
    ]);
    const files = lineage
      .prepare(
        "SELECT count(DISTINCT file) FROM documents_readable WHERE source IN ('texts', 'notes', 'pages', 'tar', 'members')",
      )
      .pluck();
    expect(files.get()).toBe(5 * COUNT);
    const unlike = lineage
      .prepare(`SELECT count(*) FROM documents_readable
      WHERE source IN ('texts', 'notes', 'pages', 'tar', 'members') AND outcome = 'kept' AND id <> source || '/' || file || '@0'`)
      .pluck();
    expect(unlike.get()).toBe(0);
    lineage.close();
  });
});
