import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLineage } from "../../manifests/lineage-db.ts";
import { openLineageForReading, openLineageForWriting } from "../../manifests/lineage-file.ts";
import { openLineageReader } from "../../manifests/lineage-read.ts";
import { describeRecorder } from "../helpers/recorder-contract.ts";
import { scratchFolders } from "../helpers/scratch.ts";
import { header, mixOf, partOf } from "../helpers/synthetic-lineage.ts";

const folder = scratchFolders();
const databasePath = () => join(folder(), "lineage.db");

describeRecorder("the recorder in SQLite", () => {
  const path = databasePath();
  const recorder = openLineage(path);
  return {
    recorder,
    reopen: () => {
      recorder.close();
      return openLineage(path);
    },
  };
});

const rowsOf = (path: string, sql: string): unknown[] => {
  const database = openLineageForReading(path);
  const rows = database.prepare(sql).safeIntegers(sql.includes("edits")).raw().all();
  database.close();
  return rows;
};

describe("rows of a part", () => {
  it("come back as they were, 63 edit bits, missing values and words of other scripts among them", () => {
    const path = databasePath();
    const lineage = openLineage(path);
    lineage.begin(header());
    const all = (1n << 63n) - 1n;
    lineage.part([
      partOf({ index: 5, source: 1, unreadable: "zstd: cut off", quarantine: [{ row: 2, offset: 70, reason: "not JSON" }] }, [
        { id: "위키/문서@1", url: "https://example.org/키질", offset: 2 ** 40, edits: all, textBytes: 2 ** 32 - 1, value: -0.25 },
        { id: "plain", state: 65_535, value: 1e300, twin: { part: 2 ** 20, row: 2 ** 32 - 1 }, edits: 1n << 62n },
        { id: "", state: 1, offset: 70, textBytes: 0, edits: 5n },
      ]),
    ]);
    lineage.close();
    const first = 5n * 2n ** 32n;
    expect(
      rowsOf(path, 'SELECT document, id, url, "offset", state, value, twin, edits, text_bytes, part, "row" FROM documents'),
    ).toEqual([
      [first, "위키/문서@1", "https://example.org/키질", 2n ** 40n, 0n, -0.25, null, all, 2n ** 32n - 1n, 5n, 0n],
      [first + 1n, "plain", null, 100n, 65_535n, 1e300, 2n ** 52n + 2n ** 32n - 1n, 1n << 62n, 1000n, 5n, 1n],
      [first + 2n, null, null, 70n, 1n, null, null, 5n, 0n, 5n, 2n],
    ]);
    expect(rowsOf(path, "SELECT * FROM parts")).toEqual([[5, 1, "b.jsonl", 1, 0, 10, 0, "a".repeat(64), 3, "key-5"]]);
    expect(rowsOf(path, "SELECT * FROM unreadable")).toEqual([[5, "b.jsonl", "zstd: cut off"]]);
    expect(rowsOf(path, "SELECT * FROM quarantine")).toEqual([[Number(first) + 2, 70, "not JSON"]]);
  });

  it("name the file, member and encoding of every document of a part that has several", () => {
    const path = databasePath();
    const lineage = openLineage(path);
    lineage.begin(header());
    const places = [
      { row: 0, file: "a.jsonl" },
      { row: 2, file: "b.tar", member: "가/나.txt", encoding: "cp949, declared" },
    ];
    const refused = { row: 4, offset: 7, reason: "invalid-encoding", file: "c.txt" };
    lineage.part([
      partOf({ index: 0, places }, [{}, {}, {}]),
      partOf({ index: 0, firstRow: 3, places: [{ row: 4, file: "c.txt" }], quarantine: [refused] }, [{}, { state: 1 }]),
    ]);
    lineage.part([partOf({ index: 1, source: 1 }, [{}])]);
    lineage.close();
    expect(rowsOf(path, "SELECT file, encoding FROM document_files ORDER BY document")).toEqual([
      ["a.jsonl", "utf-8"],
      ["a.jsonl", "utf-8"],
      ["b.tar!가/나.txt", "cp949, declared"],
      ["b.tar!가/나.txt", "cp949, declared"],
      ["c.txt", "utf-8"],
      ["b.jsonl", "utf-8"],
    ]);
    expect(rowsOf(path, "SELECT file, outcome FROM documents_readable WHERE document IN (3, 4)")).toEqual([
      ["b.tar!가/나.txt", "kept"],
      ["c.txt", "quarantined"],
    ]);
    const again = openLineage(path);
    again.forgetPartsFrom(0);
    again.close();
    expect(rowsOf(path, "SELECT * FROM places")).toEqual([]);
  });

  it("come back in attribute columns over segments that number their labels each in their own way", () => {
    const path = databasePath();
    const lineage = openLineage(path);
    lineage.begin(header());
    const numbers = (values: number[]) => ({
      name: "words",
      kind: "number" as const,
      values: Float64Array.from(values),
      labels: [],
    });
    const words = (values: number[], labels: string[]) => ({
      name: "lang",
      kind: "label" as const,
      values: Float64Array.from(values),
      labels,
    });
    lineage.part([
      partOf({ index: 0, attributes: [numbers([1, Number.NaN, 0.1]), words([2, Number.NaN, 0], ["en", "unused", "ko"])] }, [
        {},
        {},
        { state: 4 },
      ]),
      partOf({ index: 0, firstRow: 3, attributes: [words([1, 0], ["ko", "기타"]), numbers([7, 8])] }, [{}, {}]),
    ]);
    lineage.close();
    const reader = openLineageReader(path);
    expect(reader.attribute(0, "words")?.values).toEqual(Float64Array.from([1, Number.NaN, 0.1, 7, 8]));
    const language = reader.attribute(0, "lang");
    expect(Array.from(language?.values ?? [], (label) => language?.labels[label])).toEqual(["ko", undefined, "en", "기타", "ko"]);
    expect(reader.attribute(0, "absent")).toBeUndefined();
    expect(reader.attributeNames()).toEqual(["lang", "words"]);
    expect(Array.from(reader.states(0))).toEqual([0, 0, 4, 0, 0]);
    expect(reader.parts().map(({ source, file, rows }) => [source, file, rows])).toEqual([["news", "a.jsonl", 5]]);
    reader.close();
  });

  it("leave nothing behind when the part is written again or forgotten", () => {
    const path = databasePath();
    const lineage = openLineage(path);
    lineage.begin(header());
    const attributes = [{ name: "words", kind: "number" as const, values: Float64Array.from([1, 2]), labels: [] }];
    const quarantine = [{ row: 1, offset: 5, reason: "not JSON" }];
    lineage.part([partOf({ index: 1, attributes, quarantine }, [{}, { state: 1 }])]);
    lineage.part([partOf({ index: 2, attributes, quarantine }, [{}, { state: 1 }])]);
    lineage.part([partOf({ index: 1 }, [{ id: "new" }])]);
    lineage.forgetPartsFrom(2);
    lineage.close();
    const counts = ["documents", "parts", "signals", "quarantine", "outcomes"].map((table) =>
      rowsOf(path, `SELECT count(*) FROM ${table}`),
    );
    expect(counts).toEqual([[[1]], [[1]], [[0]], [[0]], [[1]]]);
  });
});

describe("a run", () => {
  const indexes = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
  const all = [["documents_id"], ["documents_url"], ["placements_document"]];

  it("has its indexes when it ended, not while parts are loaded, nor when it was interrupted", () => {
    const path = databasePath();
    const lineage = openLineage(path);
    lineage.begin(header());
    lineage.part([partOf({ index: 0 }, [{}])]);
    lineage.end({ finishedMs: 1, exit: 130 });
    expect(rowsOf(path, indexes)).toEqual([]);
    lineage.end({ finishedMs: 2, exit: 0 });
    expect(rowsOf(path, indexes)).toEqual(all);
    lineage.begin(header());
    lineage.mix(mixOf("stage1", [[{ part: 0, row: 0 }]]));
    expect(rowsOf(path, indexes)).toEqual(all);
    lineage.part([partOf({ index: 0 }, [{}])]);
    expect(rowsOf(path, indexes)).toEqual([["placements_document"]]);
    lineage.close();
  });

  it("is one row each time it was started, with its settings", () => {
    const path = databasePath();
    const lineage = openLineage(path);
    lineage.begin(header());
    lineage.begin(header());
    lineage.end({ finishedMs: 1500, exit: 130 });
    lineage.begin(header({ startedMs: 2000, settings: [] }));
    lineage.end({ finishedMs: 2500, exit: 0 });
    lineage.close();
    expect(rowsOf(path, "SELECT run, started_ms, finished_ms, exit FROM runs")).toEqual([
      [1, 1000, 1500, 130],
      [2, 2000, 2500, 0],
    ]);
    expect(rowsOf(path, "SELECT * FROM settings")).toEqual([[1, "mixes.stage1.tokens", "1000"]]);
    expect(rowsOf(path, "SELECT source, name, bytes FROM inputs")).toEqual([
      [0, "a.jsonl", 10],
      [1, "b.jsonl", 20],
    ]);
  });

  it("closes to one file, which others may have read meanwhile", () => {
    const path = databasePath();
    const lineage = openLineage(path);
    lineage.begin(header());
    lineage.part([partOf({ index: 0 }, [{}])]);
    expect(rowsOf(path, "SELECT count(*) FROM documents")).toEqual([[1]]);
    lineage.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(existsSync(`${path}-shm`)).toBe(false);
  });
});

describe("a mix", () => {
  it("is replaced as a whole, next to others", () => {
    const path = databasePath();
    const lineage = openLineage(path);
    lineage.begin(header());
    const documents = [0, 1, 2].map((row) => ({ part: 0, row, bucket: row % 2, copy: row }));
    lineage.mix(mixOf("stage1", [documents, documents.slice(0, 1)]));
    lineage.mix(mixOf("stage2", [documents.slice(1)]));
    lineage.mix(mixOf("stage1", [documents.slice(2)]));
    lineage.close();
    expect(rowsOf(path, 'SELECT mix, shard, "row", document, bucket, copy FROM placements')).toEqual([
      [0, 0, 0, 2, 0, 2],
      [1, 0, 0, 1, 1, 1],
      [1, 0, 1, 2, 0, 2],
    ]);
    expect(rowsOf(path, 'SELECT mix, shard, "row", bucket FROM placements_readable WHERE document = 2')).toEqual([
      ["stage1", "shard-00000.jsonl.zst", 0, "korean"],
      ["stage2", "shard-00000.jsonl.zst", 1, "korean"],
    ]);
    expect(rowsOf(path, "SELECT mix, shard, documents FROM shards")).toEqual([
      [0, 0, 1],
      [1, 0, 2],
    ]);
  });
});

describe("a file that is not lineage", () => {
  it("is refused with a word on what to do", () => {
    const path = databasePath();
    writeFileSync(
      path,
      "something else entirely, long enough to be looked at as a database header would be, 100 bytes or more".repeat(2),
    );
    expect(() => openLineage(path)).toThrow(/not a lineage database\. Name the lineage\.db/);
    expect(() => openLineageForReading(join(folder(), "absent.db"))).toThrow(/cannot be opened/);
  });

  it("is refused where another version wrote it", () => {
    const path = databasePath();
    const database = openLineageForWriting(path);
    database.pragma("user_version = 99");
    database.close();
    expect(() => openLineage(path)).toThrow(/got lineage format 99, wanted 2. Run again with --fresh/);
  });
});
