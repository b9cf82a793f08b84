import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readLabelledRows } from "../../../classifiers/training/labelled-rows.ts";
import { InputError } from "../../../engine/errors.ts";
import { compressFrame } from "../../../engine/zstd.ts";
import { scratchFolders } from "../../helpers/scratch.ts";

const line = (record: object): string =>
  `${JSON.stringify({ id: "a", text: "물은 섭씨 0도에서 언다.", lang: "ko", source: "s", score: 3, ...record })}\n`;

describe("labelled rows", () => {
  const scratch = scratchFolders();
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(scratch(), name);
    writeFileSync(path, content);
    return path;
  };

  it("are read plain, from gzip and from zstd", () => {
    const text = line({}) + line({ id: "b", score: 0.5, annotator: "llm", rubric: "edu-rubric/1", subject: "science" });
    const long = text + line({ id: "c", text: "가".repeat(900_000) });
    const plain = readLabelledRows([write("rows.jsonl", long)]);
    expect(plain.slice(0, 2)).toEqual([
      { id: "a", text: "물은 섭씨 0도에서 언다.", lang: "ko", source: "s", score: 3, annotator: "unknown", rubric: "unknown" },
      expect.objectContaining({ id: "b", score: 0.5, annotator: "llm", rubric: "edu-rubric/1", subject: "science" }),
    ]);
    expect(readLabelledRows([write("rows.jsonl.gz", gzipSync(long))])).toEqual(plain);
    const frames = Buffer.concat([compressFrame(Buffer.from(text), 3), compressFrame(Buffer.from(long.slice(text.length)), 3)]);
    expect(readLabelledRows([write("rows.jsonl.zst", frames)])).toEqual(plain);
  });

  it("lose the mark of a cut, which tells long documents", () => {
    expect(readLabelledRows([write("cut.jsonl", line({ text: "앞\n[…]\n뒤" }))])[0]?.text).toBe("앞\n뒤");
  });

  it("take a score from where samples of FineWeb-Edu's annotations keep it, on a scale of its own", () => {
    const [row] = readLabelledRows([write("fw.jsonl", line({ score: undefined, lang: "en", meta: { edu_score: 4 } }))]);
    expect(row).toMatchObject({ score: 4, rubric: "fineweb-edu" });
  });

  it("take a text from a reference", () => {
    const reference = write(
      "reference.json",
      JSON.stringify({ data: [{ paragraphs: [{ context: "첫째" }, { context: "둘째" }] }] }),
    );
    const path = write("refer.jsonl", line({ id: "quiz:0:1", text: undefined }));
    expect(readLabelledRows([path], { quiz: reference })[0]?.text).toBe("둘째");
    expect(() => readLabelledRows([path])).toThrow(/refer\.jsonl:1: text: got nothing.*--texts/);
  });

  it.each([
    [line({ score: 6 }), /rows\.jsonl:1: score: got 6, wanted a number from 0 to 5/],
    [line({ lang: "fr" }), /lang: got another text, wanted ko or en/],
    [line({ source: undefined }), /source: got nothing/],
    ["{", /rows\.jsonl:1: not JSON/],
  ])("say where a row is none", (content, message) => {
    const path = write("rows.jsonl", content);
    expect(() => readLabelledRows([path])).toThrow(message);
    expect(() => readLabelledRows([path])).toThrow(InputError);
  });
});
