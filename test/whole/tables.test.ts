import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { outputDigests, projectRoot, runCli, runJson, scratchFolder } from "../helpers/run-cli.ts";

const DOCUMENTS = 900;
const text = Array.from(
  { length: DOCUMENTS },
  (_, number) => `${number}번째 이야기이다. 키로 까부른 곡식이 마당에 쌓이고 저녁 연기가 낮게 깔린다. `.repeat(2) + number * 7,
);

describe("tables", () => {
  it("give the same bytes for any number of workers, and what is broken is counted", async () => {
    const folder = scratchFolder();
    const columnData = [
      { name: "id", data: text.map((_, number) => `d${number}`), type: "STRING" as const },
      { name: "text", data: text, type: "STRING" as const },
    ];
    const bytes = Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 50, codec: "SNAPPY" }));
    writeFileSync(join(folder, "sound.parquet"), bytes);
    const broken = Buffer.from(bytes);
    broken.fill(0xff, broken.length >> 1, (broken.length >> 1) + 40);
    writeFileSync(join(folder, "broken.parquet"), broken);
    writeFileSync(join(folder, "lines.csv"), `id,text\n${text.map((value, number) => `c${number},"${value}"`).join("\n")}\n`);
    copyFileSync(join(projectRoot, "test/fixtures/arrow/stream-lz4.arrow"), join(folder, "rows.arrow"));
    const read = 3 * DOCUMENTS + 7;
    writeFileSync(
      join(folder, "pipeline.config.ts"),
      `import { defineConfig } from "kijil";
import { arrow } from "kijil/stages/read/arrow";
import { csv } from "kijil/stages/read/csv";
import { parquet } from "kijil/stages/read/parquet";
import { countTokens } from "kijil/stages/score/count-tokens";
export default defineConfig({
  name: "test",
  output: "out",
  partBytes: 20_000,
  sources: [
    parquet("sound", { files: "sound.parquet" }),
    parquet("broken", { files: "broken.parquet", maxBadShare: 0.2 }),
    csv("lines", { files: "lines.csv", quotedNewlines: false }),
    arrow("rows", { files: "rows.arrow", maxBadShare: 0.2 }),
  ],
  stages: [countTokens({ tokenizer: "estimate" })],
  mixes: { stage1: { buckets: [{ name: "all", where: {}, repeat: 1 }] } },
});
`,
    );
    const outputs = [];
    for (const workers of ["1", "2", "3"]) {
      const { documents } = await runJson(["run", "--out", `out${workers}`, "--workers", workers], 0, { cwd: folder });
      expect(documents.read).toBe(read);
      expect(documents.kept + documents.quarantined).toBe(read);
      expect(documents.quarantined).toBeGreaterThan(0);
      // One row of the Arrow file has no text; the rest is the row group.
      expect(documents.quarantined % 50).toBe(1);
      outputs.push(outputDigests(join(folder, `out${workers}`)));
    }
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[2]).toEqual(outputs[0]);
    expect(await runCli(["verify", "out3"], { cwd: folder })).toMatchObject({ code: 0 });
  });
});
