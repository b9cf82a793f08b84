import { describe, expect, it } from "vitest";
import { funnelOf, sourceLines } from "../../cli/funnel.ts";
import type { RunOutcome } from "../../cli/outcome.ts";
import { mixesJson, printMixes } from "../../cli/print-mixes.ts";
import { printRun, runJson } from "../../cli/print-run.ts";
import { aTerminal } from "../helpers/a-terminal.ts";
import { anOutcome, plan } from "../helpers/an-outcome.ts";

const folder = "/project";
const printed = (outcome: RunOutcome, options = {}, isTTY = false) => {
  const terminal = aTerminal({ isTTY });
  printRun(outcome, terminal, { NO_COLOR: "1" }, { folder, ...options });
  return terminal.text();
};
const refused = anOutcome({
  mixes: [],
  badSources: [{ source: "web-en", read: 800, quarantined: 30, maxBadShare: 0.01 }],
  unreadable: [
    { source: "web-en", file: "web/b.gz", reason: "the last member is cut off, got 12 bytes, wanted more. Copy it again." },
  ],
  refusals: [
    ...["text-missing", "text-not-a-string", "too-deep", "made-up", "another"].map((reason, index) => ({
      source: "web-en",
      reason,
      records: 14 - 4 * Math.min(index, 3),
    })),
    { source: "위키", reason: "invalid-utf8", records: 3 },
  ],
  notes: ["web/empty.jsonl: holds no record (0 B)"],
});

describe("a run", () => {
  it("is told as funnel, sources, mixes and places", () => {
    expect(printed(anOutcome())).toMatchInlineSnapshot(`
      "표본  2 000 read = 1 700 kept + 297 removed + 3 quarantined
        6.00 MB in 2 files read, 5.50 MB of text kept, 1.33 M tokens
        tokens counted with o200k_base

        stage   entered  removed  edited   left  reasons
        read      2 000        3          1 997  quarantined 3
        tidy      1 997              345  1 997  tidied 340, composed 5
        length    1 997      197          1 800  too-short 170, too-long 25
                                                 not-a-text-at-all 2
        twins     1 800      100          1 700  same-text 100
        tokens    1 700                   1 700

        source   read   kept   share     text  tokens
        위키    1 200  1 060  88.3 %  3.50 MB   900 k
        web-en    800    640  80.0 %  2.00 MB   430 k

      stage1  1.80 M tokens of 2.00 M asked, 2 120 documents, 2 shards
        bucket   asked  available   taken  documents  repeats  short   of mix
        한국어  2.00 M      900 k  1.80 M      2 120      2.0  200 k  100.0 %
        ! bucket 한국어 is repeated 2.0 times

        lineage     out/표본/lineage.db
        pool        out/표본/pool
        stage1      out/표본/stage1
        quarantine  out/표본/quarantine.jsonl
      "
    `);
  });

  it("is told without a clock where nobody watches, so that the same run gives the same bytes", () => {
    expect(printed(anOutcome({ seconds: 1 }))).toBe(printed(anOutcome({ seconds: 99 })));
    expect(printed(anOutcome(), {}, true)).toContain("2.5 s, 2.40 MB/s\n");
    expect(printed(anOutcome(), { timings: true })).toContain("2.5 s, 2.40 MB/s\n");
    expect(printed(anOutcome(), { timings: false }, true)).not.toContain("MB/s");
  });

  it("that was refused says why, and what to do", () => {
    expect(printed(refused).split("\n\n").slice(3).join("\n\n")).toMatchInlineSnapshot(`
      "  quarantined of  records  reason               which means
        web-en               14  text-missing         The record has no text field, or it is null.
                             10  text-not-a-string    The text field holds something else than a string.
                              6  too-deep             The record nests deeper than maxDepth; raise it if that is as it should be.
                              4  for 2 other reasons
        위키                  3  invalid-utf8         The record is not valid UTF-8.

        lineage     out/표본/lineage.db
        pool        out/표본/pool
        quarantine  out/표본/quarantine.jsonl

      ! web/empty.jsonl: holds no record (0 B)

      ✖ source web-en: too many bad records, got 30 of 800 (3.8 %), wanted at most 1.0 %. quarantine.jsonl names them; mend them, or raise the source's maxBadShare.
      ✖ web/b.gz: the last member is cut off, got 12 bytes, wanted more. Copy it again.
      ✖ no mix was drawn, as a part of the input is missing. What was read is kept: mend what is named and run the same command again.
      "
    `);
  });

  it("without a tokenizer speaks of no tokens, and of estimates as such", () => {
    expect(printed(anOutcome({ tokenizer: null, mixes: [] }))).not.toMatch(/\d tokens|tokens counted|tokens\n/);
    expect(printed(anOutcome({ tokenizer: { name: "estimate", exact: false } }))).toContain("1.33 M tokens (estimated)");
  });
});

describe("the funnel", () => {
  it("loses nothing from stage to stage", () => {
    const { read, quarantined, kept, stages } = funnelOf(plan, anOutcome().curated);
    let left = read - quarantined;
    for (const stage of stages) {
      expect(stage.entered).toBe(left);
      expect(stage.left).toBe(stage.entered - stage.removed);
      left = stage.left;
    }
    expect(left).toBe(kept);
  });

  it("agrees with its sources", () => {
    const { curated } = anOutcome();
    const { read, quarantined, kept } = funnelOf(plan, curated);
    const lines = sourceLines(plan, curated);
    const sum = (key: "read" | "quarantined" | "kept") => lines.reduce((total, line) => total + line[key], 0);
    expect({ read: sum("read"), quarantined: sum("quarantined"), kept: sum("kept") }).toEqual({ read, quarantined, kept });
  });
});

describe("JSON", () => {
  it("of a run is the contract's, and conserves counts", () => {
    const json = runJson(anOutcome()) as { documents: { read: number; kept: number; quarantined: number; removed: object } };
    expect(json).toEqual({
      format: "kijil-run/1",
      documents: {
        read: 2000,
        kept: 1700,
        quarantined: 3,
        removed: { "length:too-short": 170, "length:too-long": 25, "length:not-a-text-at-all": 2, "twins:same-text": 100 },
      },
      tokens: 1_330_000,
      bytes: 5_500_000,
      seconds: 2.5,
      mixes: { stage1: { documents: 2120, tokens: 1_800_000, shards: 2 } },
      sources: {
        위키: { read: 1200, kept: 1060, quarantined: 0 },
        "web-en": { read: 800, kept: 640, quarantined: 3 },
      },
    });
    const { read, kept, quarantined, removed } = json.documents;
    expect(read).toBe(kept + quarantined + Object.values(removed).reduce((sum, documents) => sum + documents, 0));
  });

  it("of a refused run says why", () => {
    expect(runJson(refused)).toMatchObject({
      mixes: {},
      quarantine: {
        "web-en": { "text-missing": 14, "text-not-a-string": 10, "too-deep": 6, "made-up": 2, another: 2 },
        위키: { "invalid-utf8": 3 },
      },
      unreadable: [{ source: "web-en", file: "web/b.gz", reason: expect.stringContaining("cut off") }],
      notes: ["web/empty.jsonl: holds no record (0 B)"],
      problems: [/web-en/, /b\.gz/, /no mix/].map((part) => expect.stringMatching(part)),
    });
  });

  it("of mixes gives every bucket", () => {
    const { mixes } = anOutcome();
    expect(mixesJson(mixes)).toMatchObject({
      format: "kijil-mix/1",
      mixes: { stage1: { documents: 2120, shards: 2, budget: 2_000_000, buckets: [{ name: "한국어", shortfall: 200_000 }] } },
    });
  });
});

it("prints mixes alone", () => {
  const terminal = aTerminal();
  const { mixes } = anOutcome();
  printMixes([...mixes, ...mixes], terminal, {});
  expect(terminal.text()).toMatchInlineSnapshot(`
    "stage1  1.80 M tokens of 2.00 M asked, 2 120 documents, 2 shards
      bucket   asked  available   taken  documents  repeats  short   of mix
      한국어  2.00 M      900 k  1.80 M      2 120      2.0  200 k  100.0 %
      ! bucket 한국어 is repeated 2.0 times

    stage1  1.80 M tokens of 2.00 M asked, 2 120 documents, 2 shards
      bucket   asked  available   taken  documents  repeats  short   of mix
      한국어  2.00 M      900 k  1.80 M      2 120      2.0  200 k  100.0 %
      ! bucket 한국어 is repeated 2.0 times
    "
  `);
});
