import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { writeTransformer } from "../helpers/a-transformer.ts";
import { runCli, scratchFolder } from "../helpers/run-cli.ts";

const TEXTS = ["어제 한나린에게 편지를 썼다. 010-2345-6781", "편지를 썼다", "Hana Lee wrote"];
const LINES = TEXTS.map((text, id) => JSON.stringify({ id: `d${id}`, text }));

function aFolder(): string {
  const folder = scratchFolder();
  writeFileSync(join(folder, "in.jsonl"), LINES.join("\n"));
  writeTransformer(join(folder, "names"), {
    head: "token",
    labels: ["O", "B-PS", "I-PS"],
    words: ["한", "##나", "##린", "##에게", "편지", "hana", "lee"],
    labelOf: { 한: "B-PS", "##나": "I-PS", "##린": "I-PS", "##에게": "I-PS", hana: "B-PS", lee: "I-PS" },
    tokens: 16,
  });
  return folder;
}

const redact = (folder: string, ...words: readonly string[]) => runCli(["redact", "in.jsonl", ...words], { cwd: folder });

describe("kijil redact --model", () => {
  it("adds a model's names to what rules find, without their particles", async () => {
    const { code, stdout } = await redact(aFolder(), "--model", "names", "--spans", "--quiet");
    expect(code).toBe(0);
    const spans = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: string; spans: { start: number; end: number; rule: string }[] });
    expect(spans.map(({ id, spans: of }) => [id, of.map(({ start, end, rule }) => [start, end, rule])])).toEqual([
      [
        "d0",
        [
          [3, 6, "model-person"],
          [17, 30, "phone-mobile"],
        ],
      ],
      ["d1", []],
      ["d2", [[0, 8, "model-person"]]],
    ]);
  });

  it("writes the texts redacted, and others as they were", async () => {
    const { stdout, stderr } = await redact(aFolder(), "--model", "names");
    const [first, second, third] = stdout.trimEnd().split("\n");
    expect(JSON.parse(first as string).text).toBe("어제 [이름]에게 편지를 썼다. [전화번호]");
    expect(second).toBe(LINES[1]);
    expect(JSON.parse(third as string).text).toBe("[PERSON] wrote");
    expect(stderr).toContain("3 documents read, 2 changed.");
  });

  it("refuses a path that holds no model, with 3, before anything is written", async () => {
    const { code, stdout, stderr } = await redact(aFolder(), "--model", "in.jsonl");
    expect(code).toBe(3);
    expect(stdout).toBe("");
    expect(stderr).toContain("in.jsonl");
  });

  const real = fileURLToPath(new URL("../../../shared/models/ko-ner-klue-e5small", import.meta.url));
  it.skipIf(!existsSync(real))("runs a real Korean model", async () => {
    const text = "홍길동 대표는 이영희 교수에게 편지를 썼다.";
    const folder = scratchFolder();
    writeFileSync(join(folder, "in.jsonl"), JSON.stringify({ id: "a", text }));
    const { stdout } = await redact(folder, "--model", real, "--spans", "--quiet");
    const { spans } = JSON.parse(stdout) as { spans: { start: number; end: number }[] };
    expect(spans.map(({ start, end }) => text.slice(start, end))).toContain("홍길동");
  });
});
