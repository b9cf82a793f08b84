import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLineageForReading } from "../../manifests/lineage-file.ts";
import { writeRun } from "../helpers/a-finished-run.ts";
import { scratchFolders } from "../helpers/scratch.ts";

const folder = scratchFolders();

function rowsOf(sql: string): unknown[] {
  const run = folder();
  writeRun(run);
  const database = openLineageForReading(join(run, "lineage.db"));
  const rows = database.prepare(sql).raw().all();
  database.close();
  return rows;
}

describe("the views", () => {
  it("funnel: each stage takes what the one before left", () => {
    expect(rowsOf("SELECT * FROM funnel")).toEqual([
      [0, "clean", 6, 0, 3, 6],
      [1, "language", 6, 0, 0, 6],
      [2, "length", 6, 1, 0, 5],
      [3, "exact-duplicates", 5, 1, 0, 4],
      [4, "redact", 4, 0, 1, 4],
    ]);
  });

  it("by_source: read = kept + removed + quarantined", () => {
    expect(rowsOf("SELECT * FROM by_source")).toEqual([
      [0, "news", 4, 2, 2, 0, 0.5, 2000],
      [1, "wiki", 3, 2, 0, 1, 2 / 3, 2000],
    ]);
  });

  it("by_reason: edits on the first and the last bit, and reasons that nobody met", () => {
    expect(rowsOf("SELECT reason_index, stage, reason, action, documents FROM by_reason")).toEqual([
      [0, "clean", "markup-removed", "edit", 2],
      [1, "clean", "spaces-tidied", "edit", 1],
      [2, "language", "other-language", "drop", 0],
      [3, "length", "too-short", "drop", 1],
      [4, "length", "too-long", "drop", 0],
      [5, "exact-duplicates", "same-text", "drop", 1],
      [6, "redact", "phone-number", "edit", 1],
    ]);
  });

  it("decisions: every removal and every edit", () => {
    const columns = "document, stage, action, reason, value, threshold, twin";
    expect(rowsOf(`SELECT ${columns} FROM decisions ORDER BY document, reason_index`)).toEqual([
      [0, "clean", "edit", "markup-removed", null, null, null],
      [1, "length", "drop", "too-short", 12, 200, null],
      [2, "clean", "edit", "spaces-tidied", null, null, null],
      [2, "redact", "edit", "phone-number", null, null, null],
      [3, "clean", "edit", "markup-removed", null, null, null],
      [3, "exact-duplicates", "drop", "same-text", null, null, 0],
    ]);
  });

  it("documents_readable: places and outcomes in words", () => {
    expect(
      rowsOf('SELECT source, file, "offset", id, outcome, reason FROM documents_readable WHERE document IN (0, 1, 4294967297)'),
    ).toEqual([
      ["news", "a.jsonl", 0, "0:0", "kept", null],
      ["news", "a.jsonl", 100, "0:1", "removed", "length:too-short"],
      ["wiki", "b.jsonl", 100, null, "quarantined", "not JSON"],
    ]);
  });

  it("look a document up by its number, id and url without reading the others", () => {
    for (const [sql, wanted] of [
      ["SELECT * FROM decisions WHERE document = 5", /SEARCH d USING INTEGER PRIMARY KEY/],
      ["SELECT * FROM documents_readable WHERE id = 'x'", /SEARCH d USING INDEX documents_id/],
      ["SELECT * FROM documents_readable WHERE url = 'x'", /SEARCH d USING INDEX documents_url/],
      ["SELECT * FROM placements_readable WHERE document = 5", /SEARCH p USING INDEX placements_document/],
    ] as const) {
      const steps = rowsOf(`EXPLAIN QUERY PLAN ${sql}`).map((row) => String((row as unknown[])[3]));
      expect(steps.join("\n")).toMatch(wanted);
      expect(steps.filter((step) => /^SCAN (d|documents|p|placements)\b/.test(step))).toEqual([]);
    }
  });
});

describe("schema.sql", () => {
  it("says of every table and view what it is for", () => {
    const blocks = readFileSync(new URL("../../manifests/schema.sql", import.meta.url), "utf8").split("\n\n");
    const uncommented = blocks.filter((block) => /^CREATE (TABLE|VIEW)/m.test(block) && !block.startsWith("--"));
    expect(uncommented).toEqual([]);
  });
});
