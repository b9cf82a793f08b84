import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLineageReader } from "../../manifests/lineage-read.ts";
import { projectRoot, runJson, scratchFolder } from "../helpers/run-cli.ts";

const blocks = (page: string, language: string): string[] =>
  [...readFileSync(join(projectRoot, page), "utf8").matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    (match) => match[1] as string,
  );

describe("the pages' queries", () => {
  it("answer over the bundled sample", async () => {
    const out = join(scratchFolder(), "out");
    await runJson(["run", "--out", out]);
    const { database, close } = openLineageReader(join(out, "lineage.db"));
    const queries = ["README.md", "docs/lineage.md"]
      .flatMap((page) => blocks(page, "sql"))
      .flatMap((block) => block.split(/;\s*\n/).filter((query) => query.trim() !== ""));
    expect(queries.length).toBeGreaterThanOrEqual(9);
    for (const query of queries) expect(database.prepare(query.replace(/;\s*$/, "")).all().length, query).toBeGreaterThan(0);
    close();
  });
});
