import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { compressFrame } from "../../engine/zstd.ts";
import { manifestText, readManifest } from "../../manifests/manifest.ts";
import { verify } from "../../manifests/verify.ts";
import { writeRun } from "../helpers/a-finished-run.ts";
import { scratchFolders } from "../helpers/scratch.ts";

const folder = scratchFolders();

function newRun() {
  const run = folder();
  writeRun(run);
  const mix = join(run, "stage1");
  const shard = (index: number) => join(mix, `shard-0000${index}.jsonl.zst`);
  const alter = (sql: string) => {
    const database = new Database(join(run, "lineage.db"));
    database.pragma("foreign_keys = OFF");
    database.exec(sql);
    database.close();
  };
  const places = () => verify(run).findings.map(({ where }) => where);
  return { run, mix, shard, alter, places };
}

describe("verify", () => {
  it("finds a good run good, by its folder, its mix and its manifest, and a mix without lineage", () => {
    const { run, mix } = newRun();
    const { bytes } = readManifest(mix).totals;
    const good = { findings: [], moreFindings: 0, mixes: ["stage1"], shards: 2, documents: 5, bytes, lineage: true };
    for (const path of [run, mix, join(mix, "manifest.json")]) expect(verify(path)).toEqual(good);
    rmSync(join(run, "lineage.db"));
    expect(verify(run)).toEqual({ ...good, lineage: false });
  });

  it("finds every single flipped byte of a shard", () => {
    const { run, shard } = newRun();
    const whole = readFileSync(shard(1));
    for (let at = 0; at < whole.length; at++) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
      writeFileSync(shard(1), flipped);
      const { findings } = verify(run);
      expect(findings.map(({ where }) => where)).toContain("stage1/shard-00001.jsonl.zst, sha256");
      expect(findings.every(({ where }) => where.startsWith("stage1/shard-00001"))).toBe(true);
    }
  });

  it("finds a shard that is missing, truncated, empty or swapped with another", () => {
    const { run, mix, shard } = newRun();
    const whole = readFileSync(shard(0));
    rmSync(shard(0));
    expect(verify(run).findings).toEqual([
      { where: "stage1/shard-00000.jsonl.zst", got: "no file", wanted: `${whole.length} bytes` },
    ]);
    writeFileSync(shard(0), whole);
    for (const length of [0, 3, 20, whole.length - 1]) {
      truncateSync(shard(0), length);
      const { findings } = verify(run);
      expect(findings[0]).toEqual({ where: "stage1/shard-00000.jsonl.zst, bytes", got: `${length}`, wanted: `${whole.length}` });
      writeFileSync(shard(0), whole);
    }
    renameSync(shard(0), join(mix, "aside"));
    renameSync(shard(1), shard(0));
    renameSync(join(mix, "aside"), shard(1));
    expect(verify(run).findings.filter(({ where }) => /sha256$/.test(where))).toHaveLength(2);
  });

  it("finds files that do not belong to a mix", () => {
    const { run, mix, shard, places } = newRun();
    copyFileSync(shard(0), join(mix, "shard-00002.jsonl.zst"));
    writeFileSync(join(mix, "shard-00003.jsonl.zst.partial"), "");
    expect(places()).toEqual(["stage1/shard-00002.jsonl.zst", "stage1/shard-00003.jsonl.zst.partial"]);
    mkdirSync(join(run, "pool"));
    expect(places()).toHaveLength(2);
  });

  it("finds rows that are not where lineage says, even with digests made to fit", () => {
    const { alter, places } = newRun();
    alter(`UPDATE placements SET document = CASE document WHEN 0 THEN 2 ELSE 0 END WHERE place IN (1, 2)`);
    expect(places()).toEqual(["stage1/shard-00000.jsonl.zst, row 1, id", "stage1/shard-00000.jsonl.zst, row 2, id"]);
  });

  it.each([
    ["DELETE FROM documents WHERE document = 1", /part 0, (documents|kept)/],
    ["INSERT INTO documents VALUES (77, 'x', NULL, 0, 0, NULL, NULL, 0, 1)", /part 0, documents/],
    ["INSERT INTO documents VALUES (77 << 32, 'x', NULL, 0, 0, NULL, NULL, 0, 1)", /parts that are not there/],
    ["UPDATE documents SET state = 5 WHERE document = 0", /not kept/],
    ["UPDATE documents SET text_bytes = 7 WHERE document = 1", /text bytes of state 5/],
    ["UPDATE documents SET edits = 0 WHERE document = 3", /documents of state 7/],
    ["UPDATE parts SET rows = 5 WHERE part = 1", /part 1, kept/],
    ["UPDATE outcomes SET documents = 9 WHERE state = 5", /part 0, kept/],
    ["DELETE FROM reasons WHERE reason_index = 3", /unknown reason/],
    ["DELETE FROM quarantine", /without a reason/],
    ["UPDATE shards SET tokens = 1", /tokens against lineage/],
    ["UPDATE shards SET documents = 9", /places of stage1/],
    ["DELETE FROM placements WHERE place = 1", /documents in lineage/],
    ["UPDATE placements SET bucket = 1 - bucket WHERE place = 0", /byBucket.korean/],
    ["DELETE FROM signals WHERE attribute = 'lang' AND part = 0", /byLanguage in lineage.ko/],
    ["UPDATE signals SET divisor = 2 WHERE attribute = 'tokens'", /tokens in lineage/],
    ["INSERT INTO mixes VALUES (9, 'stage2', '{}', '{}')", /^stage2\/manifest.json/],
    ["DELETE FROM mixes", /manifest.json, mix/],
  ])("finds lineage changed by %s", (sql, wanted) => {
    const { alter, places } = newRun();
    alter(sql);
    expect(places().join("\n")).toMatch(wanted);
  });

  it("finds a manifest that does not add up, or is none", () => {
    const { run, mix, places } = newRun();
    const manifest = readManifest(mix);
    writeFileSync(join(mix, "manifest.json"), manifestText({ ...manifest, totals: { ...manifest.totals, tokens: 1 } }));
    expect(verify(run).findings).toEqual([{ where: "stage1/manifest.json, totals.tokens", got: "1", wanted: "80" }]);
    writeFileSync(join(mix, "manifest.json"), "{}");
    expect(places()).toEqual(["stage1/manifest.json", "stage1/manifest.json"]);
  });

  it("finds lines that are no records, and names more findings than it lists", () => {
    const { run, shard } = newRun();
    const bad = `${'{"id":1}\n'.repeat(100)}not JSON\n`;
    writeFileSync(shard(0), compressFrame(new TextEncoder().encode(bad), 3));
    const { findings, moreFindings } = verify(run);
    expect(findings).toHaveLength(100);
    expect(moreFindings).toBeGreaterThan(100);
    expect(findings.some(({ where, got }) => where.endsWith("row 0") && got === "something else")).toBe(true);
  });

  it("finds a run without any finished mix wanting", () => {
    const { run, mix, alter } = newRun();
    rmSync(join(mix, "manifest.json"));
    alter("DELETE FROM placements; DELETE FROM shards; DELETE FROM mixes");
    const none = { where: basename(run), got: "no mix with a manifest", wanted: "at least one finished mix" };
    expect(verify(run)).toMatchObject({ findings: [none], mixes: [], shards: 0, lineage: true });
  });

  it("refuses a path that is neither", () => {
    expect(() => verify(folder())).toThrow(/neither a run nor a mix/);
    expect(() => verify(join(folder(), "absent"))).toThrow(/nothing is there/);
  });
});
