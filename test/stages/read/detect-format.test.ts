import { describe, expect, it } from "vitest";
import { detectFormat, formatByName } from "../../../stages/read/detect-format.ts";

const detect = (content: string | Uint8Array, name = "x", whole = true) => {
  const { format, words } = detectFormat(typeof content === "string" ? Buffer.from(content) : content, name, whole);
  return format ?? words;
};
const latin = (text: string) => Buffer.from(text, "latin1");
const tar = Buffer.alloc(512);
tar.write("ustar", 257);
const notebook = JSON.stringify(
  { cells: [{ cell_type: "markdown", source: ["# 제목"] }], nbformat: 4, nbformat_minor: 5 },
  null,
  1,
);

describe("a file is what its content says", () => {
  it.each([
    ["PAR1\x15\x04\x15", "a.jsonl", "parquet"],
    ["ARROW1\0\0", "a.parquet", "arrow"],
    [latin("\xff\xff\xff\xff\x10\0\0\0"), "a", "arrow"],
    ["WARC/1.0\r\nWARC-Type: warcinfo\r\n", "a.txt", "warc"],
    ["filedesc://a.arc 0.0.0.0 20010101000000 text/plain 76\n1 0 x\n", "a", "warc"],
    ["PK\x03\x04", "a.json", "zip"],
    [tar, "a.json", "tar"],
    ['{"text":"a"}\n{"text":"b"}\n', "a.json", "jsonl"],
    ['{"text":"a"}', "a.txt", "jsonl"],
    ['{"data":[{"text":"a"}]}', "a.json", "json"],
    ['{"data":[{"text":"a"}]}', "a.jsonl", "jsonl"],
    ['{"broken\n{"text":"a"}\n{"text":"b"}\n', "a.csv", "jsonl"],
    ['[\n{"text":"a"},\n{"text":"b"}\n]', "a.jsonl", "json"],
    ['{\n "data": [\n  {"text":"a"}\n ]\n}', "a.jsonl", "json"],
    [notebook, "a.json", "notebook"],
    ["<!DOCTYPE html>\n<p>안녕", "a.txt", "html"],
    ["\ufeff<html><body>", "a.csv", "html"],
    ["<?xml version='1.0'?>\n<!-- c -->\n<html xmlns='x'>", "a", "html"],
  ])("%j in %s is %s", (content, name, format) => expect(detect(content, name)).toBe(format));
});

describe("of text the name decides", () => {
  it.each([
    ["a,b\n1,2\n", "a.csv", "csv"],
    ["a\tb\n1\t2\n", "a.tsv.gz", "csv"],
    ["# 제목\n\n글", "a.md", "markdown"],
    ["<p>a fragment", "a.html", "html"],
    ["just words", "a.txt", "text"],
    ["just words", "LICENSE", "text"],
    ["just words", "a.jsonl", "text"],
    ["just words", "a.parquet", "text"],
    ["[주의] 이 글은 글이다", "a.txt", "text"],
    ["{curly} words", "a.txt", "text"],
    ["PAREN and PAR1 are words, and ARROW1 is one", "a.txt", "text"],
    ["PK is what a text may begin with", "a.txt", "text"],
    [latin("\xb0\xa1\xb3\xaa\xb4\xd9 in CP949\n"), "a.txt", "text"],
    [latin("\xff\xfe\x48\0\x69\0"), "a.txt", "text"],
    [latin('\xfe\xff\0{\0"\0a\0"\0:\0"\0b\0"\0}'), "a.txt", "jsonl"],
  ])("%j in %s is %s", (content, name, format) => expect(detect(content, name)).toBe(format));
});

describe("what is no input is named", () => {
  it.each([
    ["%PDF-1.7", "a PDF document"],
    ["PARE\x18\0", "an encrypted Parquet file"],
    [latin("\xfd7zXZ\0"), "an xz file"],
    [latin("\0\x01\x02\x03\0\0\0\0"), "binary data"],
    [" \n ", "nothing but white space"],
  ])("%j: %s", (content, words) => expect(detect(content, "a")).toBe(words));

  it("and an empty file is what its name says", () => expect(detect("", "a.parquet")).toBe("parquet"));
});

it("a beginning that is cut off is judged by its whole lines", () => {
  expect(detect('{"text":"a"}\n{"text":"b', "a", false)).toBe("jsonl");
  expect(detect('[{"text":"a"},{"te', "a", false)).toBe("json");
});

it("names speak for formats, compressed or not", () => {
  expect(["a.JSONL.zst", "b.wet.gz", "c.tar.gz", "d.tgz", "e.ipynb", "f.JSON", "g", "h.gz", "i.xyz"].map(formatByName)).toEqual([
    "jsonl",
    "warc",
    "tar",
    "tar",
    "notebook",
    "json",
    undefined,
    undefined,
    undefined,
  ]);
});
