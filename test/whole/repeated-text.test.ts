import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLineageReader } from "../../manifests/lineage-read.ts";
import { outputDigests, runJson, scratchFolder } from "../helpers/run-cli.ts";
import { shardLines } from "../helpers/shard-lines.ts";

const CONFIG = `
import { defineConfig } from "kijil";
import { repeatedPassages } from "kijil/stages/dedup/repeated-passages";
import { repeatedUnits } from "kijil/stages/dedup/repeated-units";
import { textLength } from "kijil/stages/filter/text-length";
import { jsonl } from "kijil/stages/read/jsonl";

export default defineConfig({
  name: "repeats",
  partBytes: 2048,
  sources: [jsonl("pages", { files: "pages.jsonl" })],
  stages: [repeatedUnits(), repeatedPassages({ characters: 60 }), textLength({ minCharacters: 40, minCharactersKorean: 40 })] as const,
  mixes: { all: { buckets: [{ name: "all", where: {}, repeat: 1 }] } },
});
`;

const NOTICE =
  "이 글은 누구나 옮겨 실을 수 있습니다. 다만 글쓴이와 나온 곳을 밝혀 주시기 바라며, 고친 곳이 있으면 그것도 적어 주십시오.";
const STORY = "A farmer lived in a village by the sea. Every morning he went out to the field. He came back when it was dark.";
const own = (number: number) => `This is page ${number} of many, and it says so in ${number + 3} words of its own.`;

describe("repeated text in a line", () => {
  it("is taken out of every document but the first, recorded, and the same with any number of workers and any memory", async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "one.config.ts"), CONFIG);
    writeFileSync(join(folder, "two.config.ts"), CONFIG.replace("partBytes: 2048", "partBytes: 1024, memoryBytes: 2 ** 20"));
    const pages = Array.from({ length: 40 }, (_, number) => ({
      id: `p${number}`,
      text: `${own(number)}\n\n${NOTICE}${number % 4 === 1 ? `\n\nSeen ${number}. ${STORY} End of ${number}.` : ""}`,
    }));
    pages.push({ id: "bare", text: `${NOTICE}\n\n${NOTICE}` }, { id: "story", text: STORY });
    writeFileSync(join(folder, "pages.jsonl"), pages.map((page) => JSON.stringify(page)).join("\n"));
    const run = (config: string, workers: string) =>
      runJson(["run", "--config", `${config}.config.ts`, "--out", config, "--workers", workers], 0, { cwd: folder });
    const { documents } = await run("one", "1");
    expect(documents).toEqual({
      read: 42,
      kept: 40,
      quarantined: 0,
      removed: {
        "repeated-units:only-repeated": 1,
        "repeated-passages:only-passages": 1,
        "text-length:too-short-korean": 0,
        "text-length:too-short": 0,
        "text-length:too-long": 0,
      },
    });
    await run("two", "2");
    expect(outputDigests(join(folder, "two"))).toEqual(outputDigests(join(folder, "one")));

    const texts = new Map(
      shardLines(join(folder, "one"), "all").map((line) => {
        const { id, text } = JSON.parse(line) as { id: string; text: string };
        return [id, text];
      }),
    );
    expect(texts.get("p0")).toBe(pages[0]?.text);
    expect(texts.get("p1")).toBe(`${own(1)}\n\nSeen 1. ${STORY} End of 1.`);
    expect(texts.get("p2")).toBe(own(2));
    expect(texts.get("p5")).toBe(`${own(5)}\n\nSeen 5. End of 5.`);

    const lineage = openLineageReader(join(folder, "one/lineage.db"));
    const rows = lineage.database
      .prepare(
        `SELECT d.id, c.reason, k.id AS keeper FROM decisions c JOIN documents d USING (document)
         LEFT JOIN documents k ON k.document = c.twin WHERE d.id IN ('p5', 'bare', 'story') ORDER BY d.document, c.reason_index`,
      )
      .all();
    expect(rows).toEqual([
      { id: "p5", reason: "repeated-unit", keeper: null },
      { id: "p5", reason: "repeated-passage", keeper: null },
      { id: "bare", reason: "only-repeated", keeper: "p0" },
      { id: "story", reason: "only-passages", keeper: "p1" },
    ]);
    lineage.close();
  });
});
