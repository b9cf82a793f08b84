import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError, InputError } from "../../../engine/errors.ts";
import { guessSources, sourceFor, sourcesFor } from "../../../stages/read/guess.ts";
import { guessText } from "../../../stages/read/guess-text.ts";
import { readSource } from "../../helpers/a-builder.ts";

const base = mkdtempSync(join(tmpdir(), "kijil-guess-"));
afterAll(() => rmSync(base, { recursive: true }));
function write(name: string, content: string | Uint8Array): string {
  mkdirSync(dirname(join(base, name)), { recursive: true });
  writeFileSync(join(base, name), content);
  return name;
}
let files = 0;
async function guess(content: string | Uint8Array | object) {
  const bytes = typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content);
  const source = await sourceFor(write(`${files++}.data`, bytes), base);
  const { records, error } = await readSource(source, base);
  expect(error).toBeUndefined();
  return {
    format: source.format,
    text: source.options["text"],
    records: source.options["records"],
    texts: records.map(({ text }) => text),
  };
}
const long = "a longer piece of text ".repeat(20);

describe("the format", () => {
  it("is lines when lines are objects, even when one is broken or the last has no end", async () => {
    expect(await guess('{"text":"a"}\n{"broken\n\n{"text":"b"}\n{"text":"c"}')).toMatchObject({
      format: "jsonl",
      text: "text",
      texts: ["a", undefined, "b", "c"],
    });
    expect(await guess('\uFEFF{"text":"a"}')).toMatchObject({ format: "jsonl", texts: ["a"] });
    expect(await guess(gzipSync('{"content":"a"}\n{"content":"b"}\n'))).toMatchObject({
      format: "jsonl",
      text: "content",
      texts: ["a", "b"],
    });
  });

  it.each([0, 2])("is a document when the array is inside, indented by %i", async (indent) => {
    const documents = [
      { id: 1, body: "a" },
      { id: 2, body: "b" },
    ];
    for (const [content, records] of [
      [documents, ""],
      [{ info: { authors: [{ name: long }] }, data: { documents } }, "data.documents"],
      [{ version: "1", paragraphs: documents }, "paragraphs"],
    ] as const) {
      expect(await guess(JSON.stringify(content, null, indent))).toEqual({
        format: "json",
        text: "body",
        records,
        texts: ["a", "b"],
      });
    }
  });

  it("is a document when its array has one record a line", async () => {
    expect(await guess('[\n{"text":"a"},\n{"text":"b"}\n]\n')).toMatchObject({ format: "json", records: "", texts: ["a", "b"] });
  });

  it("knows nested texts", async () => {
    const modu = {
      id: "x",
      metadata: { title: long },
      document: [{ id: "d", metadata: { title: long }, paragraph: [{ id: "1", form: "첫" }, { form: "둘" }] }],
    };
    expect(await guess(modu)).toEqual({ format: "json", records: "document", text: "paragraph[].form", texts: ["첫\n둘"] });
    const questions = {
      data: [{ title: long, paragraphs: [{ context: "글", qas: [{ question: long, answers: [{ text: "답" }] }] }] }],
    };
    expect(await guess(questions)).toEqual({ format: "json", records: "data", text: "paragraphs[].context", texts: ["글"] });
  });

  it("is found in the head of a huge document in one line", async () => {
    const data = Array.from({ length: 4000 }, (_, id) => ({ id, article: `${long}${id}` }));
    const { format, records, text, texts } = await guess({ head: { a: [1, 2] }, data });
    expect([format, records, text, texts.length]).toEqual(["json", "data", "article", 4000]);
  });

  it("is lines for a file without records", async () => {
    for (const content of ["", "\n\n"]) expect(await guess(content)).toMatchObject({ format: "jsonl", texts: [] });
  });

  it("is refused with a reason when there is none", async () => {
    const picture = Buffer.from("\x89PNG\r\n\x1a\n\0\0\0", "latin1");
    const format = await sourceFor(write("page.data", picture), base).catch((error: unknown) => error);
    expect(format).toBeInstanceOf(InputError);
    expect(format).toMatchObject({
      code: "INPUT_FORMAT",
      message: expect.stringMatching(
        /^page\.data: it is a PNG picture, wanted JSON lines, .+\. Leave it out, or unpack or convert it\.$/,
      ),
    });
    const text = await sourceFor(write("numbers.jsonl", '{"a":1}\n{"a":2}\n'), base).catch((error: unknown) => error);
    expect(text).toBeInstanceOf(ConfigError);
    expect((text as ConfigError).message).toMatch(/^numbers\.jsonl: no field of its first 2 records looks like text\. /);
    await expect(sourceFor("nowhere.jsonl", base)).rejects.toThrow(`FILES: no file matches "nowhere.jsonl" in ${base}.`);
  });
});

describe("the text field", () => {
  it.each([
    [[{ id: "x", text: "a", content: long }], "text"],
    [[{ raw: long, body: "a" }], "body"],
    [[{ url: long, title: long, answer: "some words" }], "answer"],
    [[{ a: "short", b: "rather longer" }, { a: "x".repeat(50) }], "a"],
    [[{ meta: { content: "deep" }, text: "flat" }], "text"],
    [[{ data: { "a.b": long } }], "data.a\\.b"],
    [[{ text: "", body: "a" }], "body"],
    [[{ text: 12, id: "a" }], undefined],
    [[], undefined],
  ])("of %j is %s", (records, path) => {
    expect(guessText(records)?.path).toBe(path);
  });
});

describe("names", () => {
  it("are base names without endings, numbered when they meet again", async () => {
    const line = '{"text":"a"}\n';
    for (const name of ["in/a.jsonl", "in/b.jsonl.gz", "more/a.ndjson.zst", "my data/뉴 스.v2.jsonl"]) write(name, line);
    const sources = await sourcesFor(
      ["in", "in/a.jsonl", "more/a.ndjson.zst", "in/b.jsonl.gz", "my data/뉴 스.v2.jsonl", "in/*.jsonl", "in/a*"],
      base,
    );
    expect(sources.map(({ name }) => name)).toEqual(["in", "a", "a-2", "b", "뉴-스.v2", "in-2", "a-3"]);
    expect(sources.flatMap(({ problems }) => problems)).toEqual([]);
    expect((await sources[0]!.list(base)).map(({ name }) => name)).toEqual(["in/a.jsonl", "in/b.jsonl.gz"]);
  });

  it("of a folder of documents stand for all of them", async () => {
    write("documents/one.json", '[{"text":"a"}]');
    write("documents/two.json", '[{"text":"b"}]');
    const [documents] = await sourcesFor(["documents"], base);
    expect(documents).toMatchObject({ format: "json", name: "documents" });
    expect((await readSource(documents!, base)).records.map(({ text }) => text)).toEqual(["a", "b"]);
  });

  it("of a folder whose one file has lines under another ending stand for that file", async () => {
    write("endings/only.json", '{"text":"a"}\n{"text":"b"}\n');
    const [source] = await sourcesFor(["endings"], base);
    expect((await readSource(source!, base)).records.map(({ text }) => text)).toEqual(["a", "b"]);
  });
});

describe("no file is lost in silence", () => {
  it.each(["both", "both/*"])("where %s holds files of several kinds: each is a source of its own", async (path) => {
    for (const name of ["both/a.jsonl", "both/b.ndjson.gz"]) write(name, '{"text":"a"}\n');
    write("both/c.json", '[{"body":"b"}]');
    write("both/README.md", "# 자료");
    const { guesses, notes } = await guessSources([path], base);
    expect(guesses.map(({ factory, source, options }) => [factory, source.name, options["text"]])).toEqual([
      ["jsonl", "both-jsonl", "text"],
      ["json", "both-json", "body"],
    ]);
    expect((await Promise.all(guesses.map(({ source }) => source.list(base)))).map((files) => files.length)).toEqual([2, 1]);
    expect(notes).toEqual([
      "both/README.md: stands beside the data and is not read",
      `${path}: holds 2 files of JSON lines, 1 file of JSON document, each kind a source of its own`,
    ]);
  });

  it("where content and name differ, content wins and a note says so", async () => {
    for (const name of ["unlike/a.json", "unlike/b.json"]) write(name, '{"text":"a"}\n{"text":"b"}\n');
    write("unlike/c.jsonl", '{"text":"c"}\n');
    write("unlike/words.jsonl", "no JSON at all\n");
    const { guesses, notes } = await guessSources(["unlike"], base);
    expect(guesses.map(({ factory, source }) => [factory, source.name])).toEqual([["jsonl", "unlike"]]);
    expect(notes).toEqual(["unlike/a.json, unlike/b.json: are JSON lines, whatever the name says"]);
    const { records } = await readSource(guesses[0]!.source, base);
    expect(records.map(({ text, refused }) => text ?? refused)).toEqual(["a", "b", "a", "b", "c", "invalid-json"]);
  });

  it("where there are more files than are looked into, the rest is taken for what most are", async () => {
    for (let file = 100; file < 180; file++) write(`lot/${file}.json`, '{"text":"a"}\n{"text":"b"}\n');
    const { guesses, notes } = await guessSources(["lot"], base);
    expect(guesses.map(({ factory, source }) => [factory, source.name])).toEqual([["jsonl", "lot"]]);
    expect(notes).toEqual(["lot/100.json, lot/101.json, lot/102.json and 77 more: are JSON lines, whatever the name says"]);
  });

  it("where two names differ in their composition only: folder, glob and list", async () => {
    const names = (["NFC", "NFD"] as const).map((form) => write(`twins/${"한글".normalize(form)}.jsonl`, `{"text":"${form}"}\n`));
    for (const paths of [["twins"], ["twins/*.jsonl"], ["twins/한*.jsonl"], names]) {
      const error = await sourcesFor(paths, base).catch((error: unknown) => error);
      expect(error).toMatchObject({ name: "ConfigError", code: "INPUT_NAMES" });
      expect((error as Error).message).toBe(
        "FILES: two files are called twins/한글.jsonl once their names are composed (NFC). Rename one.",
      );
    }
    for (const [index, name] of names.entries()) {
      const [source] = await sourcesFor([name], base);
      expect((await readSource(source!, base)).records.map(({ text }) => text)).toEqual([["NFC", "NFD"][index]]);
    }
  });
});

describe("a first record longer than the head", () => {
  const text = "가나다라 ".repeat(400_000);

  it.each(["", "\n", '\n{"id":"b","본문":"짧다"}\n'])("is read to the end of its line, before %j", async (rest) => {
    const found = await guess(`${JSON.stringify({ id: "a", 본문: text })}${rest}`);
    expect(found).toMatchObject({ format: "jsonl", text: "본문" });
    expect(found.texts.map((each) => each?.length)).toEqual(rest.length > 1 ? [text.length, 2] : [text.length]);
  });

  it("is no document for an array of objects inside it", async () => {
    const record = { id: "a", questions: [{ question: "why" }], text };
    expect(await guess(gzipSync(`${JSON.stringify(record)}\n`))).toMatchObject({ format: "jsonl", text: "text" });
  });
});

const shared = resolve(fileURLToPath(import.meta.url), "../../../../../shared/data");
it.skipIf(!existsSync(shared))("every shared corpus is taken for lines with a text field", async () => {
  const [source] = await sourcesFor(["A_text"], shared);
  expect(source).toMatchObject({ name: "A_text", format: "jsonl", options: { text: "text" } });
  expect((await source!.list(shared)).length).toBeGreaterThan(60);
});
