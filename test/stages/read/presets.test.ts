import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, expect, it } from "vitest";
import type { Source } from "../../../engine/source.ts";
import { aihubDocuments } from "../../../stages/read/presets/aihub-documents.ts";
import { aihubReading } from "../../../stages/read/presets/aihub-reading.ts";
import { aihubWeb } from "../../../stages/read/presets/aihub-web.ts";
import { datatrove } from "../../../stages/read/presets/datatrove.ts";
import { dolma } from "../../../stages/read/presets/dolma.ts";
import { fineweb } from "../../../stages/read/presets/fineweb.ts";
import { fineweb2 } from "../../../stages/read/presets/fineweb2.ts";
import { modu } from "../../../stages/read/presets/modu.ts";
import { starcoderdata } from "../../../stages/read/presets/starcoderdata.ts";
import { theStack } from "../../../stages/read/presets/the-stack.ts";
import { readSource } from "../../helpers/a-builder.ts";

const folder = mkdtempSync(join(tmpdir(), "kijil-presets-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Preset = (name: "a", options: { files: string; metadata?: string[] }) => Source;

async function firstOf(preset: Preset, file: string, bytes: Uint8Array | string) {
  writeFileSync(join(folder, file), bytes);
  const source = preset("a", { files: file });
  expect(source.problems).toEqual([]);
  const { records, error } = await readSource(source, folder);
  expect(error).toBeUndefined();
  const [{ meta = "{}", ...first } = { offset: -1 }] = records;
  return { ...first, meta: JSON.parse(meta), records: records.length };
}

/** A Parquet file of one row. */
function aRow(row: Readonly<Record<string, unknown>>): Uint8Array {
  const columnData = Object.entries(row).map(([name, value]): ColumnSource => {
    const type = typeof value === "bigint" ? "INT64" : "STRING";
    if (Array.isArray(value)) return { name, data: [value] };
    return { name, data: [value], type: typeof value === "number" ? "DOUBLE" : type };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

const PAGE = { text: "지어낸 글이다.", id: "<urn:uuid:0>", url: "https://example.com/a", date: "2026-01-01T00:00:00Z" };
const CRAWL = { dump: "CC-MAIN-2026-01", file_path: "s3://example/a.warc.gz", language: "kor", language_score: 0.99 };

it("FineWeb2", async () => {
  const more = { ...CRAWL, language_script: "Hang", minhash_cluster_size: 3n, top_langs: "{}" };
  expect(await firstOf(fineweb2, "a.parquet", aRow({ ...PAGE, ...more }))).toEqual({
    offset: 0,
    ...{ text: PAGE.text, id: PAGE.id, url: PAGE.url },
    meta: { date: PAGE.date, url: PAGE.url, ...more, minhash_cluster_size: 3 },
    records: 1,
  });
});

it("FineWeb and FineWeb-Edu", async () => {
  const more = { ...CRAWL, token_count: 7n, score: 3.2, int_score: 3n };
  const { meta } = await firstOf(fineweb, "a.parquet", aRow({ ...PAGE, ...more }));
  expect(meta).toEqual({ date: PAGE.date, url: PAGE.url, ...more, token_count: 7, int_score: 3 });
});

it("Dolma", async () => {
  const document = {
    id: "0",
    text: "지어낸 글이다.",
    source: "common-crawl",
    added: "2026-02-02T00:00:00.000Z",
    created: "2020-01-01T00:00:00.000Z",
    version: "v0",
    metadata: { url: "https://example.com/a", license: "CC0" },
  };
  expect(await firstOf(dolma, "a.jsonl.gz", gzipSync(`${JSON.stringify(document)}\n`))).toEqual({
    offset: 0,
    text: document.text,
    id: "0",
    url: "https://example.com/a",
    meta: {
      license: "CC0",
      date: document.created,
      url: "https://example.com/a",
      source: "common-crawl",
      version: "v0",
      added: document.added,
      metadata: document.metadata,
    },
    records: 1,
  });
});

it("datatrove", async () => {
  const metadata = { url: "https://example.com/a", date: "2026-01-01", dump: "CC-MAIN-2026-01", token_count: 5 };
  const { id, url, meta } = await firstOf(datatrove, "a.jsonl.gz", gzipSync(JSON.stringify({ text: "글", id: "x/0", metadata })));
  expect([id, url, meta]).toEqual(["x/0", metadata.url, { date: metadata.date, url: metadata.url, metadata }]);
});

it("The Stack", async () => {
  const row = {
    hexsha: "0".repeat(40),
    size: 12n,
    ext: "ts",
    lang: "TypeScript",
    max_stars_repo_path: "a.ts",
    max_stars_repo_name: "example/example",
    max_stars_count: 2n,
    max_stars_repo_licenses: ["Apache-2.0"],
    content: "export {};\n",
    alphanum_fraction: 0.5,
  };
  const { text, id, meta } = await firstOf(theStack, "a.parquet", aRow(row));
  expect([text, id]).toEqual([row.content, row.hexsha]);
  const { content: _, hexsha: __, max_stars_repo_licenses: license, ...rest } = row;
  expect(meta).toEqual({ license, ...rest, size: 12, max_stars_count: 2 });
});

it("StarCoderData", async () => {
  const row = {
    max_stars_repo_path: "a.py",
    max_stars_repo_name: "example/example",
    max_stars_count: 2n,
    id: "7",
    content: "x = 1\n",
  };
  expect(await firstOf(starcoderdata, "a.parquet", aRow(row))).toMatchObject({
    text: "x = 1\n",
    id: "7",
    meta: { max_stars_count: 2 },
  });
});

it("모두의 말뭉치: written, spoken and annotated", async () => {
  const corpus = (document: unknown) => JSON.stringify({ id: "NWRW", metadata: { title: "말뭉치" }, document: [document] });
  const metadata = { title: "제목", author: "지은이", publisher: "펴낸이", date: "20260101", topic: "생활" };
  const written = {
    id: "NWRW.1",
    metadata,
    paragraph: [
      { id: "1", form: "첫째 문단." },
      { id: "2", form: "둘째 문단." },
    ],
  };
  expect(await firstOf(modu, "a.json", corpus(written))).toEqual({
    offset: 0,
    id: "NWRW.1",
    text: "첫째 문단.\n둘째 문단.",
    meta: { date: "20260101", title: "제목", author: "지은이", publisher: "펴낸이", topic: "생활" },
    records: 1,
  });
  const spoken = {
    id: "S",
    metadata,
    utterance: [
      { speaker_id: "1", form: "안녕하세요." },
      { speaker_id: "2", form: "네." },
    ],
  };
  expect(await firstOf(modu, "a.json", corpus(spoken))).toMatchObject({ text: "안녕하세요.\n네." });
  const annotated = { id: "N", metadata, sentence: [{ id: "1", form: "한 문장.", word: [] }] };
  expect(await firstOf(modu, "a.json", corpus(annotated))).toMatchObject({ text: "한 문장." });
});

it("AI-Hub: web and colloquial texts, documents, passages", async () => {
  const title = [{ sentence: "제목" }];
  const web = { title, content: [{ sentence: "첫 문장." }, { sentence: "둘째 문장." }] };
  expect(await firstOf(aihubWeb, "a.json", JSON.stringify({ SJML: {}, named_entity: [web] }))).toMatchObject({
    text: "첫 문장.\n둘째 문장.",
    meta: { title },
  });
  const text = [[{ index: 0, sentence: "첫 문장." }], [], [{ index: 1, sentence: "둘째 문장." }]];
  const documents = [{ id: "7", title: "제목", category: "생활", publish_date: "2026-01-01", text }];
  expect(await firstOf(aihubDocuments, "a.json", JSON.stringify({ name: "", documents }))).toMatchObject({
    text: "첫 문장.\n둘째 문장.",
    id: "7",
    meta: { date: "2026-01-01", title: "제목", category: "생활" },
  });
  const data = [
    {
      title: "제목",
      paragraphs: [
        { context: "지문 하나.", qas: [] },
        { context: "지문 둘.", qas: [] },
      ],
    },
  ];
  expect(await firstOf(aihubReading, "a.json", JSON.stringify({ version: "1", data }))).toMatchObject({
    text: "지문 하나.",
    records: 2,
  });
});

it("lets its user say otherwise, and complains of him where he called", async () => {
  writeFileSync(join(folder, "b.parquet"), aRow({ ...PAGE, ...CRAWL }));
  const source = fineweb2("a", { files: "b.parquet", metadata: ["dump"], date: [] });
  const { records } = await readSource(source, folder);
  expect(JSON.parse(records[0]?.meta ?? "{}")).toEqual({ url: PAGE.url, dump: CRAWL.dump });
  const [problem] = fineweb2("a", { files: "b.parquet", text: "" }).problems;
  expect(problem?.at).toMatch(/presets\.test\.ts:\d+$/);
});
