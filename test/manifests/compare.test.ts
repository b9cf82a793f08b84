import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../engine/errors.ts";
import { compare } from "../../manifests/compare.ts";
import { openLineage } from "../../manifests/lineage-db.ts";
import { manifestText, readManifest } from "../../manifests/manifest.ts";
import { writeRun } from "../helpers/a-finished-run.ts";
import { scratchFolders } from "../helpers/scratch.ts";
import { header, partOf } from "../helpers/synthetic-lineage.ts";

const folder = scratchFolders();
const newRun = () => {
  const run = folder();
  writeRun(run);
  return run;
};

describe("compare", () => {
  it("finds two equal runs, manifests and shards equal", () => {
    const [left, right] = [newRun(), newRun()];
    for (const path of ["", "stage1", "stage1/shard-00000.jsonl.zst"]) {
      const comparison = compare(join(left, path), join(right, path));
      expect([path, comparison.equal]).toEqual([path, true]);
    }
    expect(compare(join(left, "stage1"), join(right, "stage1")).shards).toEqual({ equal: 2, different: [] });
  });

  it("gives both sides and both shares of every number, and names shards and fields that differ", () => {
    const [left, right] = [newRun(), newRun()];
    const manifest = readManifest(join(right, "stage1"));
    const [first] = manifest.shards;
    const totals = { ...manifest.totals, tokens: 60, bySource: { news: 1, law: 1 } };
    writeFileSync(
      join(right, "stage1/manifest.json"),
      manifestText({ ...manifest, seed: 8, totals, shards: [{ ...first, sha256: "0" } as typeof first & object] }),
    );
    const { equal, totals: sums, tables, shards, fields } = compare(join(left, "stage1"), join(right, "stage1"));
    expect(equal).toBe(false);
    expect(sums["tokens"]).toEqual({ left: 80, right: 60 });
    expect(tables["bySource"]).toEqual({
      law: { left: 0, right: 1, leftShare: 0, rightShare: 0.5 },
      news: { left: 3, right: 1, leftShare: 0.6, rightShare: 0.5 },
      wiki: { left: 2, right: 0, leftShare: 0.4, rightShare: 0 },
    });
    expect(shards).toEqual({ equal: 0, different: ["shard-00000.jsonl.zst", "shard-00001.jsonl.zst"] });
    expect(fields).toEqual(["seed"]);
  });

  it("compares runs by source, language, reason and mix", () => {
    const [left, right] = [newRun(), newRun()];
    const lineage = openLineage(join(right, "lineage.db"));
    lineage.begin(header({ startedMs: 3000 }));
    lineage.part([partOf({ index: 0 }, [{ state: 6 }])]);
    lineage.close();
    const { equal, totals, tables } = compare(left, right);
    expect(equal).toBe(false);
    expect(totals["read"]).toEqual({ left: 7, right: 4 });
    expect(tables["byReason"]?.["length:too-long"]).toMatchObject({ left: 0, right: 1 });
    expect(tables["bySource"]?.["news"]).toMatchObject({ left: 2, right: 0 });
    expect(tables["mixTokens"]?.["stage1"]).toMatchObject({ left: 80, right: 80 });
  });

  it("refuses two of different kinds", () => {
    const run = newRun();
    expect(() => compare(run, join(run, "stage1"))).toThrow(ConfigError);
    expect(() => compare(run, join(run, "stage1"))).toThrow(/got a run and a manifest/);
  });
});
