import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inspect } from "../../manifests/inspect.ts";
import { inspectRun } from "../../manifests/inspect-run.ts";
import { inspectShard, sampleShard } from "../../manifests/inspect-shard.ts";
import { openLineage } from "../../manifests/lineage-db.ts";
import { writeRun } from "../helpers/a-finished-run.ts";
import { scratchFolders } from "../helpers/scratch.ts";
import { header, partOf } from "../helpers/synthetic-lineage.ts";

const folder = scratchFolders();
const newRun = () => {
  const run = folder();
  writeRun(run);
  return run;
};

describe("inspect", () => {
  it("sums up a run", () => {
    const summary = inspectRun(newRun());
    expect(summary).toMatchObject({
      kind: "run",
      name: "synthetic",
      finished: true,
      documents: { read: 7, kept: 4, removed: 2, quarantined: 1 },
      tokens: 70,
      keptBytes: 4000,
      sources: [
        { source: "news", read: 4, kept: 2, keptShare: 0.5, tokens: 40, languages: { ko: 1, en: 1 } },
        { source: "wiki", read: 3, kept: 2, quarantined: 1, tokens: 30, languages: { ko: 1, en: 1 } },
      ],
      unreadable: [],
      mixes: [{ mix: "stage1", totals: { documents: 5, tokens: 80 } }],
    });
    expect(summary.funnel.map(({ stage, entered, left }) => [stage, entered, left])).toContainEqual(["length", 6, 5]);
    expect(summary.reasons.map(({ documents }) => documents)).toEqual([2, 1, 0, 1, 0, 1, 1]);
  });

  it("sums up a run that has not ended and has neither tokens nor languages", () => {
    const run = folder();
    const lineage = openLineage(join(run, "lineage.db"));
    lineage.begin(header());
    lineage.part([partOf({ index: 0, unreadable: "gzip: cut off" }, [{}])]);
    lineage.close();
    expect(inspectRun(run)).toMatchObject({
      finished: false,
      tokens: 0,
      sources: [{ languages: { unknown: 1 } }, { read: 0, keptShare: 0, languages: {} }],
      unreadable: [{ file: "a.jsonl", reason: "gzip: cut off" }],
      mixes: [],
    });
  });

  it("sums up a shard out of its own lines", () => {
    const path = join(folder(), "shard.jsonl");
    const records = [
      { id: "a", text: "", source: "news", attributes: { lang: "ko" } },
      { id: "b", text: "가", source: "news", attributes: { lang: "en" } },
      { id: "c", text: "four", source: "wiki" },
      { id: "d" },
    ];
    const text = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    writeFileSync(path, text);
    expect(inspectShard(path)).toEqual({
      kind: "shard",
      documents: 4,
      bytes: Buffer.byteLength(text),
      rawBytes: Buffer.byteLength(text),
      textBytes: 7,
      bySource: { news: 2, unknown: 1, wiki: 1 },
      byLanguage: { en: 1, ko: 1, unknown: 2 },
      lengths: [2, 0, 1, 1],
    });
    writeFileSync(path, `${text}not JSON\n`);
    expect(() => inspectShard(path)).toThrow(/row 4: not a record/);
    writeFileSync(path, text.trimEnd());
    expect(() => inspectShard(path)).toThrow(/cannot be decoded, the last line has no end/);
  });

  it("tells runs, manifests and shards apart", () => {
    const run = newRun();
    const kinds = ["", "stage1", "stage1/manifest.json", "stage1/shard-00000.jsonl.zst"].map(
      (path) => inspect(join(run, path)).kind,
    );
    expect(kinds).toEqual(["run", "manifest", "manifest", "shard"]);
    expect(() => inspect(folder())).toThrow(/neither a run nor a mix/);
    expect(() => inspect(join(run, "absent"))).toThrow(/nothing is there/);
  });
});

describe("a sample of a shard", () => {
  const path = () => {
    const file = join(folder(), "shard.jsonl");
    writeFileSync(file, Array.from({ length: 200 }, (_, row) => `{"row":${row}}\n`).join(""));
    return file;
  };

  it("is the same for the same seed, without repeats, in the order of the file", () => {
    const file = path();
    const sample = sampleShard(file, 20, 7);
    expect(sampleShard(file, 20, 7)).toEqual(sample);
    expect(sampleShard(file, 20, 8)).not.toEqual(sample);
    const rows = sample.map(({ row }) => row);
    expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
    expect(sample.every(({ row, record }) => (record as { row: number }).row === row)).toBe(true);
    expect(sampleShard(file, 500, 1)).toHaveLength(200);
    expect(sampleShard(file, 0, 1)).toEqual([]);
  });

  it("takes every row about equally often", () => {
    const file = path();
    const taken = new Float64Array(200);
    for (let seed = 0; seed < 400; seed++)
      for (const { row } of sampleShard(file, 20, seed)) taken[row] = (taken[row] as number) + 1;
    // 40 wanted of each, with a standard deviation of 6.
    expect(Math.min(...taken)).toBeGreaterThan(15);
    expect(Math.max(...taken)).toBeLessThan(70);
  });
});
