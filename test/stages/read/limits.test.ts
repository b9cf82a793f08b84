import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { Source } from "../../../engine/source.ts";
import { compressFrame } from "../../../engine/zstd.ts";
import { json } from "../../../stages/read/json.ts";
import { jsonl } from "../../../stages/read/jsonl.ts";
import { readSource } from "../../helpers/a-builder.ts";

const base = mkdtempSync(join(tmpdir(), "kijil-limits-"));
afterAll(() => rmSync(base, { recursive: true }));
function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(base, name), content);
  return name;
}
/** What came of reading, refusals by reason beside the texts. */
async function read(source: Source) {
  expect(source.problems).toEqual([]);
  const { records, error } = await readSource(source, base);
  return { records: records.map(({ refused, text }) => refused ?? `text ${text?.length}`), error: error as Error | undefined };
}
const MEBIBYTE = 2 ** 20;
const record = (text: string) => `${JSON.stringify({ text })}\n`;

describe("maxExpansion", () => {
  const bomb = Buffer.concat([
    Buffer.from(record("first")),
    Buffer.alloc(70 * MEBIBYTE, 0x20),
    Buffer.from(`\n${record("last")}`),
  ]);
  const packed: Record<string, Uint8Array> = { "bomb.jsonl.gz": gzipSync(bomb), "bomb.jsonl.zst": compressFrame(bomb, 1) };

  it.each(Object.keys(packed))("ends the reading of %s behind 64 MiB and its share, with what came before", async (name) => {
    write(name, packed[name] as Uint8Array);
    const { records, error } = await read(jsonl("bomb", { files: name, maxRecordBytes: MEBIBYTE }));
    expect(records).toEqual(["text 5", "record-too-long"]);
    expect(error).toMatchObject({
      name: "InputError",
      code: "INPUT_EXPANSION",
      message: expect.stringMatching(
        new RegExp(
          `^${name}: its \\d+ bytes decode to more than ${64 * MEBIBYTE}, wanted at most 200 for each byte \\(maxExpansion\\)\\..+raise`,
        ),
      ),
    });
    const raised = await read(jsonl("bomb", { files: name, maxRecordBytes: MEBIBYTE, maxExpansion: 100_000 }));
    expect(raised).toEqual({ records: ["text 5", "record-too-long", "text 4"], error: undefined });
  });

  it("leaves small files alone, and counts from the beginning of a file in parts", async () => {
    const frames = Buffer.concat([1, 2, 3].map((frame) => compressFrame(Buffer.from(record("x".repeat(frame * MEBIBYTE))), 3)));
    const source = jsonl("small", { files: write("small.jsonl.zst", frames), maxExpansion: 1 });
    expect(await read(source)).toEqual({ records: [1, 2, 3].map((each) => `text ${each * MEBIBYTE}`), error: undefined });
    const parts = await readSource(source, base, MEBIBYTE);
    expect(parts.error).toBeUndefined();
    expect(parts.records.map(({ text }) => text?.length)).toEqual([1, 2, 3].map((each) => each * MEBIBYTE));
  });
});

describe("maxDepth", () => {
  const nested = (levels: number) => `{"text":"deep","x":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
  const lines = [512, 513, 2000, 100_000].map(nested);

  it("refuses deeper records of lines and documents, and can be raised or lowered", async () => {
    const jsonLines = write("deep.jsonl", lines.join("\n"));
    const document = write("deep.json", `{"data":[${lines.join(",")}]}`);
    for (const [maxDepth, deep] of [
      [undefined, 3],
      [2000, 1],
      [4096, 1],
      [3, 4],
    ] as const) {
      const options = maxDepth === undefined ? {} : { maxDepth };
      const wanted = lines.map((_, index) => (index < lines.length - deep ? "text 4" : "too-deep"));
      for (const source of [
        jsonl("lines", { files: jsonLines, ...options }),
        json("document", { files: document, records: "data", ...options }),
      ])
        expect(await read(source)).toEqual({ records: wanted, error: undefined });
    }
  });

  it("cannot be raised above what the kernel has room for", () => {
    expect(jsonl("lines", { files: "x", maxDepth: 5000 }).problems[0]?.message).toBe(
      'jsonl("lines").maxDepth must be at most 4096, got 5000',
    );
  });

  it("ends a document that nests too deep outside of its records, with the records before", async () => {
    const files = write("outside.json", `{"data":[{"text":"one"}],"x":${"[".repeat(1_000_000)}`);
    const { records, error } = await read(json("document", { files, records: "data" }));
    expect(records).toEqual(["text 3"]);
    expect(error).toMatchObject({
      code: "INPUT_DEEP",
      message:
        "outside.json: nests deeper than 512 levels (maxDepth) outside of its records. Raise the source's maxDepth, or repair the file.",
    });
  });

  it("ends a document whose record nests without end", async () => {
    const files = write("endless.json", `[{"text":"one"},${"[".repeat(1_200_000)}`);
    const { records, error } = await read(json("document", { files }));
    expect(records).toEqual(["text 3"]);
    expect(error).toMatchObject({ code: "INPUT_DEEP", message: expect.stringContaining("more than any maxDepth allows") });
  });
});

it("maxFiles refuses a pattern that matches more files, before any is read", async () => {
  for (const name of ["many-1.jsonl", "many-2.jsonl", "many-3.jsonl"]) write(name, record("a"));
  const error = await jsonl("many", { files: "many-*.jsonl", maxFiles: 2 })
    .list(base)
    .catch((error: unknown) => error);
  expect(error).toMatchObject({
    name: "ConfigError",
    code: "INPUT_FILES",
    message: 'jsonl("many").files: 3 files match, wanted at most 2 (maxFiles). Name fewer, or raise the source\'s maxFiles.',
  });
  expect(await jsonl("many", { files: "many-*.jsonl", maxFiles: 3 }).list(base)).toHaveLength(3);
});
