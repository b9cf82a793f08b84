import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CommandModules } from "../../cli/command.ts";
import { dispatch } from "../../cli/dispatch.ts";
import { writeRun } from "../helpers/a-finished-run.ts";
import { aTerminal } from "../helpers/a-terminal.ts";
import { scratchFolders } from "../helpers/scratch.ts";

const scratch = scratchFolders();
const absent = () => Promise.reject(new Error("not needed here"));
const modules: CommandModules = {
  run: absent,
  plan: absent,
  mix: absent,
  inspect: () => import("../../cli/inspect.ts"),
  trace: () => import("../../cli/trace.ts"),
  verify: () => import("../../cli/verify.ts"),
  dedup: absent,
  filter: absent,
  redact: absent,
  score: absent,
  evaluate: absent,
  train: absent,
};

/** Carries out a command line in a folder and hides the folder in what it says. */
async function say(folder: string, line: string) {
  const stdout = aTerminal();
  const stderr = aTerminal();
  const interrupted = () => new AbortController().signal;
  const exit = await dispatch(line.split(" "), modules, { stdout, stderr, environment: {}, folder, interrupted });
  return { exit, stdout: stdout.text().replaceAll(folder, "DIR"), stderr: stderr.text().replaceAll(folder, "DIR") };
}

/** Hides what another version of zstd may change: sizes of shards, and of nothing else. */
const hideSizes = (text: string) => text.replaceAll(/\b\d{3} B(?= in |\n)/g, "### B").replace(/^ {2}bytes .*$/m, "  bytes …");

function aRun(): string {
  const folder = scratch();
  mkdirSync(join(folder, "out"));
  writeRun(join(folder, "out"));
  return folder;
}

describe("kijil trace", () => {
  it("tells the life of a document that stands in shards", async () => {
    const { exit, stdout } = await say(aRun(), "trace 0:0 --run out");
    expect(exit).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "0:0  kept
        from    news: a.jsonl, byte 0 (part 0, row 0)
        url     https://example.org/0
        text    1.00 kB
        lang    ko
        tokens  10
        stage1  shard-00000.jsonl.zst, row 1, bucket korean
        stage1  shard-00001.jsonl.zst, row 0, bucket korean, copy 2

        stage  did   reason          value  threshold  which means
        clean  edit  markup-removed                    Sentence about markup-removed.
      "
    `);
  });

  it("tells of a twin, and of a threshold", async () => {
    const folder = aRun();
    expect((await say(folder, "trace 0:3 --run out")).stdout).toMatchInlineSnapshot(`
      "0:3  removed
        from           news: a.jsonl, byte 300 (part 0, row 3)
        text           1.00 kB
        lang           ko
        tokens         40
        stands for it  0:0, kept

        stage             did   reason          value  threshold  which means
        clean             edit  markup-removed                    Sentence about markup-removed.
        exact-duplicates  drop  same-text                         Sentence about same-text.
      "
    `);
    expect((await say(folder, "trace 0:1 --run out")).stdout).toMatchInlineSnapshot(`
      "0:1  removed
        from    news: a.jsonl, byte 100 (part 0, row 1)
        text    1.00 kB
        lang    ko
        tokens  20

        stage   did   reason     value  threshold  which means
        length  drop  too-short     12        200  Sentence about too-short.
      "
    `);
  });

  it("finds documents by url, and prints the contract's object", async () => {
    const { stdout } = await say(aRun(), "trace https://example.org/0 --run out --json");
    const { format, document, decisions, twin, shards } = JSON.parse(stdout);
    expect(format).toBe("kijil-trace/1");
    expect(document).toMatchObject({ id: "0:0", outcome: "kept" });
    expect(Object.keys(decisions[0])).toEqual(expect.arrayContaining(["stage", "action", "reason", "value", "threshold"]));
    expect(twin).toBeNull();
    expect(shards).toEqual([
      expect.objectContaining({ mix: "stage1", row: 1 }),
      expect.objectContaining({ mix: "stage1", row: 0 }),
    ]);
  });

  it("says where there is no such document or run", async () => {
    const folder = aRun();
    expect(await say(folder, "trace 9:9 --run out")).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining("no document of DIR/out"),
    });
    expect(await say(folder, "trace 0:0")).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining("DIR is not the folder of a run"),
    });
  });
});

describe("kijil verify", () => {
  it("passes a good run and tells what it held", async () => {
    const { exit, stdout } = await say(aRun(), "verify out");
    expect({ exit, stdout }).toEqual({
      exit: 0,
      stdout: expect.stringMatching(/^✔ out: 2 shards of 1 mix, 5 documents, \d+ B agree with manifest and lineage\n$/),
    });
  });

  it("finds one flipped byte, and answers 4", async () => {
    const folder = aRun();
    const shard = join(folder, "out/stage1/shard-00000.jsonl.zst");
    const bytes = readFileSync(shard);
    bytes[40] = (bytes[40] as number) ^ 1;
    writeFileSync(shard, bytes);
    const { exit, stdout } = await say(folder, "verify out");
    expect(exit).toBe(4);
    expect(stdout).toMatch(/^✖ stage1\/shard-00000\.jsonl\.zst.*: got .*, wanted /);
    const json = await say(folder, "verify out --json");
    expect(json.exit).toBe(4);
    expect(JSON.parse(json.stdout)).toMatchObject({ format: "kijil-verify/1", good: false });
  });

  it("answers 4 for a run without a finished mix, as an object too", async () => {
    const folder = aRun();
    rmSync(join(folder, "out/stage1/manifest.json"));
    const { exit, stdout } = await say(folder, "verify out");
    expect(exit).toBe(4);
    expect(stdout).toContain("✖ out: got no mix with a manifest, wanted at least one finished mix\n");
    expect(stdout).toContain("Give the run's command again to finish it.\n");
    const json = await say(folder, "verify out --json");
    expect(json.exit).toBe(4);
    expect(JSON.parse(json.stdout)).toMatchObject({ good: false, mixes: [], findings: [{ where: "out" }, {}] });
  });

  it("answers 3 where there is nothing", async () => {
    expect(await say(scratch(), "verify out")).toMatchObject({ exit: 3, stderr: expect.stringContaining("nothing is there") });
  });
});

describe("kijil inspect", () => {
  it("sums up a run", async () => {
    expect(hideSizes((await say(aRun(), "inspect out")).stdout)).toMatchInlineSnapshot(`
      "synthetic  7 read = 4 kept + 2 removed + 1 quarantined
        4.00 kB of text kept, 70 tokens
        plan ffffffffffff, kijil 0.0.0

        stage             entered  removed  edited  left  reasons
        read                    7        1             6  quarantined 1
        clean                   6                3     6  markup-removed 2, spaces-tidied 1
        language                6                      6
        length                  6        1             5  too-short 1
        exact-duplicates        5        1             4  same-text 1
        redact                  4                1     4  phone-number 1

        source  read  kept   share     text  tokens  en  ko
        news       4     2  50.0 %  2.00 kB      40   1   1
        wiki       3     2  66.7 %  2.00 kB      30   1   1

        mix     documents  tokens   size
        stage1          5      80  ### B
      "
    `);
  });

  it("sums up a mix, and samples it", async () => {
    const { stdout } = await say(aRun(), "inspect out/stage1 --sample 3");
    expect(hideSizes(stdout)).toMatchInlineSnapshot(`
      "stage1  200 tokens of 200 asked, 5 documents, 2 shards
        bucket   asked  available  taken  documents  repeats  short  of mix
        korean     100        100    100          5        –      –  50.0 %
        english    100        100    100          5        –      –  50.0 %
        ### B in 2 shards, 359 B of records, from 2 files
        plan ffffffffffff, seed 7, kijil 0.0.0, tokens counted with synthetic
        set mixes.stage1.tokens = 1000

        source  documents   share
        news            3  60.0 %
        wiki            2  40.0 %

        language  documents   share
        ko                3  60.0 %
        en                2  40.0 %

      0:0  news  shard-00000.jsonl.zst row 1
        문서 0 0

      0:0  news  shard-00001.jsonl.zst row 0
        문서 0 0

      1:2  wiki  shard-00001.jsonl.zst row 1
        문서 1 2
        xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      "
    `);
  });

  it("sums up a shard", async () => {
    const { stdout } = await say(aRun(), "inspect out/stage1/shard-00000.jsonl.zst");
    expect(stdout.replace(/\d+ B, /, "# B, ")).toMatchInlineSnapshot(`
      "3 documents, # B, 205 B of records, 85 B of text

        source  documents   share
        news            2  66.7 %
        wiki            1  33.3 %

        language  documents    share
        unknown           3  100.0 %

        text from  documents
            8 B …          2  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇
           16 B …          0
           32 B …          1  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇
      "
    `);
  });

  it("compares two", async () => {
    const folder = aRun();
    const shards = ["out/stage1/shard-00000.jsonl.zst", "out/stage1/shard-00001.jsonl.zst"];
    expect(hideSizes((await say(folder, `inspect ${shards.join(" ")}`)).stdout)).toMatchInlineSnapshot(`
      "left   out/stage1/shard-00000.jsonl.zst
      right  out/stage1/shard-00001.jsonl.zst

        total        left  right  difference
        bytes …
        documents       3      2          −1
        raw bytes   205 B  154 B         −51
        text bytes   85 B   74 B         −11

        language  left  right  difference     left    right
        unknown      3      2          −1  100.0 %  100.0 %

        source  left  right  difference    left   right
        news       2      1          −1  66.7 %  50.0 %
        1 the same
      "
    `);
    expect((await say(folder, "inspect out out")).stdout).toContain("✔ no difference between these two runs");
    expect(await say(folder, "inspect out out/stage1")).toMatchObject({ exit: 2 });
  });

  it("gives it all as JSON", async () => {
    const folder = aRun();
    expect(JSON.parse((await say(folder, "inspect out --json")).stdout)).toMatchObject({
      format: "kijil-inspect/1",
      kind: "run",
    });
    const sampled = JSON.parse((await say(folder, "inspect out/stage1 --sample 4 --json")).stdout);
    expect(sampled.sample).toHaveLength(4);
    expect(JSON.parse((await say(folder, "inspect out out --json")).stdout)).toMatchObject({
      format: "kijil-compare/1",
      equal: true,
    });
  });

  it("refuses a sample of a run or of two", async () => {
    const folder = aRun();
    expect(await say(folder, "inspect out --sample 2")).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining("DIR/out/stage1"),
    });
    expect(await say(folder, "inspect out out --sample 2")).toMatchObject({ exit: 2 });
  });
});
