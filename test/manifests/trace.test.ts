import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLineage } from "../../manifests/lineage-db.ts";
import { trace } from "../../manifests/trace.ts";
import { writeRun } from "../helpers/a-finished-run.ts";
import { scratchFolders } from "../helpers/scratch.ts";
import { header, partOf } from "../helpers/synthetic-lineage.ts";

const folder = scratchFolders();

describe("trace", () => {
  it("tells the life of a kept document by its id and by its url", () => {
    const run = folder();
    writeRun(run);
    const path = join(run, "lineage.db");
    const wanted = {
      format: "kijil-trace/1",
      document: {
        id: "0:0",
        url: "https://example.org/0",
        source: "news",
        file: "a.jsonl",
        offset: 0,
        part: 0,
        row: 0,
        document: 0,
        textBytes: 1000,
        outcome: "kept",
        reason: null,
        attributes: { lang: "ko", tokens: 10 },
      },
      decisions: [
        {
          stage: "clean",
          action: "edit",
          reason: "markup-removed",
          description: "Sentence about markup-removed.",
          value: null,
          threshold: null,
        },
      ],
      twin: null,
      twinChain: [],
      shards: [
        { mix: "stage1", shard: "shard-00000.jsonl.zst", row: 1, bucket: "korean", copy: 0 },
        { mix: "stage1", shard: "shard-00001.jsonl.zst", row: 0, bucket: "korean", copy: 1 },
      ],
    };
    expect(trace(path, "0:0")).toEqual([wanted]);
    expect(trace(path, "https://example.org/0")).toEqual([wanted]);
    expect(trace(path, "nobody")).toEqual([]);
  });

  it("tells why a document was removed, and which one stands for it", () => {
    const run = folder();
    writeRun(run);
    const [short] = trace(join(run, "lineage.db"), "0:1");
    expect(short?.decisions).toMatchObject([{ stage: "length", action: "drop", reason: "too-short", value: 12, threshold: 200 }]);
    const [copy] = trace(join(run, "lineage.db"), "0:3");
    expect(copy?.decisions.map(({ action, reason }) => `${action} ${reason}`)).toEqual(["edit markup-removed", "drop same-text"]);
    expect(copy?.twin).toEqual({ id: "0:0", source: "news", document: 0, outcome: "kept" });
    expect(copy?.document.outcome).toBe("removed");
    expect(copy?.shards).toEqual([]);
  });

  it("follows twins to the last one, once round, in a run that has not ended; equal ids of two sources are two lives", () => {
    const path = join(folder(), "lineage.db");
    const lineage = openLineage(path);
    lineage.begin(header());
    lineage.part([
      partOf({ index: 0 }, [
        { id: "first", state: 7, twin: { part: 0, row: 1 } },
        { id: "second", state: 7, twin: { part: 1, row: 0 } },
        { id: "round", state: 7, twin: { part: 0, row: 3 } },
        { id: "about", state: 7, twin: { part: 0, row: 2 } },
        { id: "lost", state: 7, twin: { part: 9, row: 9 } },
      ]),
    ]);
    lineage.part([partOf({ index: 1, source: 1 }, [{ id: "third", state: 5 }, { id: "first" }])]);
    const chain = (id: string) => trace(path, id)[0]?.twinChain.map((twin) => `${twin.id} ${twin.outcome}`);
    expect(chain("first")).toEqual(["second removed", "third removed"]);
    expect(chain("round")).toEqual(["about removed", "round removed"]);
    expect(chain("lost")).toEqual([]);
    expect(trace(path, "first").map(({ document }) => document.source)).toEqual(["news", "wiki"]);
    lineage.close();
  });
});
