import { mkdirSync, readdirSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PipelineConfig } from "../../engine/config.ts";
import { drop, edit, keep, keepWith } from "../../engine/decision.ts";
import { StageError } from "../../engine/errors.ts";
import { number } from "../../engine/options.ts";
import { type BatchJudge, defineStage } from "../../engine/stage.ts";
import { firstLetters, lines, runLine } from "../helpers/a-line.ts";
import { memoryRecorder } from "../helpers/memory-recorder.ts";
import { scratchFolders } from "../helpers/scratch.ts";

const scratch = scratchFolders();

const short = defineStage({
  name: "short",
  version: 1,
  options: { least: number(3) },
  reasons: { "too-short": "fewer characters than `least`" },
  thresholds: ({ least }) => ({ "too-short": least }),
  writes: { length: "number", kind: "label" },
  open:
    ({ least }) =>
    (document) => {
      const set = { length: document.text.length, kind: document.text.length % 2 === 0 ? "even" : "odd" };
      return document.text.length < least ? drop("too-short", document.text.length, set) : keepWith(set);
    },
});
const shout = defineStage({
  name: "shout",
  version: 1,
  options: { mark: number(1) },
  reasons: { raised: "was in lower case" },
  edits: ["raised"],
  open: () => (document) => (document.text === document.text.toUpperCase() ? keep : edit(document.text.toUpperCase(), "raised")),
});

function corpus(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  return [write("a", "apple\n!bad\nbanana\nan ant\ncherry\nno\n"), write("b", "avocado\nDATE\n")];
}

const config = (files: readonly string[], changes: Partial<PipelineConfig> = {}): PipelineConfig => ({
  name: "test",
  sources: [lines("fruit", files)],
  stages: [short(), firstLetters(), shout()],
  mixes: {},
  // So small that every file is a part of its own.
  partBytes: 1024,
  ...changes,
});

describe("curate", () => {
  it("records the id of every document where one pass is all there is", async () => {
    const folder = scratch();
    const recorder = memoryRecorder();
    await runLine(config(corpus(join(folder, "in")), { stages: [short()] }), join(folder, "out"), recorder);
    const segments = recorder.record.parts.get(0) ?? [];
    const ids = segments.flatMap(({ id }) =>
      [...id.ends].map((end, row) => end - (row === 0 ? 0 : (id.ends[row - 1] as number))),
    );
    // "!bad" in row 1 is refused; "no" in row 5 is dropped.
    expect(ids.map((bytes) => bytes > 0)).toEqual([true, false, true, true, true, true]);
  });

  it("carries every record from file to pool or to a reason", async () => {
    const folder = scratch();
    const recorder = memoryRecorder();
    const { curated, plan } = await runLine(config(corpus(join(folder, "in"))), join(folder, "out"), recorder);
    expect(curated.passes.map(({ entered, quarantined, kept }) => [entered, quarantined, kept])).toEqual([
      [8, 1, 6],
      [6, 0, 4],
    ]);
    expect(
      plan.reasons.map(({ reason }, index) => [
        reason,
        curated.passes.map(({ removed, edited }) => [removed[index], edited[index]]),
      ]),
    ).toEqual([
      [
        "too-short",
        [
          [1, 0],
          [0, 0],
        ],
      ],
      [
        "same-letter",
        [
          [0, 0],
          [2, 0],
        ],
      ],
      [
        "raised",
        [
          [0, 0],
          [0, 3],
        ],
      ],
    ]);
    const states = recorder.countStates();
    expect([states.kept, states.quarantined, [...states.removed.values()].reduce((a, b) => a + b)]).toEqual([4, 1, 3]);
    const segments = recorder.record.parts.get(0) ?? [];
    expect(segments.map(({ firstRow, rows }) => [firstRow, rows])).toEqual([
      [0, 2],
      [2, 2],
      [4, 2],
    ]);
    const ids = segments.flatMap(({ id }) =>
      [...id.ends].map((end, row) => new TextDecoder().decode(id.bytes.slice(row === 0 ? 0 : id.ends[row - 1], end))),
    );
    expect(ids).toEqual(["fruit/a@0", "", "fruit/a@2", "fruit/a@3", "fruit/a@4", "fruit/a@5"]);
    // "an ant" begins like "apple", row 0 of part 0; "avocado" of part 1 does too.
    expect([segments[1]?.twinPart[1], segments[1]?.twinRow[1]]).toEqual([0, 0]);
    const other = recorder.record.parts.get(1)?.[0];
    expect([other?.twinPart[0], other?.twinRow[0]]).toEqual([0, 0]);
    expect(segments[2]?.value[1]).toBe(2);
    const length = segments.map(({ attributes }) => [...(attributes.find(({ name }) => name === "length")?.values ?? [])]);
    expect(length.flat()).toEqual([5, Number.NaN, 6, 6, 6, 2]);
    expect(segments[0]?.attributes.find(({ name }) => name === "kind")?.labels).toEqual(["odd"]);
    expect(segments.flatMap(({ quarantine }) => quarantine)).toEqual([{ row: 1, offset: 1, reason: "bad-line" }]);
  });

  it("does again only what a change reaches", async () => {
    const folder = scratch();
    const files = corpus(join(folder, "in"));
    const out = join(folder, "out");
    const recorder = memoryRecorder();
    const first = await runLine(config(files), out, recorder);
    expect(first.done).toEqual(["digest", "pass 0", "pass 0", "solve", "pass 1", "pass 1"]);
    const again = await runLine(config(files), out, recorder);
    expect(again.done).toEqual(["solve"]);
    expect(again.curated.passes).toEqual(first.curated.passes);
    const later = await runLine(config(files, { stages: [short(), firstLetters(), shout({ mark: 2 })] }), out, recorder);
    expect(later.done).toEqual(["solve", "pass 1", "pass 1"]);
    // A new document of a new letter: its own part, and no other part's verdicts change.
    writeFileSync(files[1] as string, "avocado\nDATE\nelder\n");
    const grown = await runLine(config(files), out, recorder);
    expect(grown.done).toEqual(["digest", "pass 0", "solve", "pass 1"]);
    expect(grown.curated.passes.at(-1)?.kept).toBe(5);
  });

  it("takes up where it was stopped, whichever files are missing", async () => {
    const folder = scratch();
    const files = corpus(join(folder, "in"));
    const whole = await runLine(config(files), join(folder, "whole"), memoryRecorder());
    const pool = readdirSync(join(folder, "whole/pool")).sort();
    const out = join(folder, "out");
    await runLine(config(files), out, memoryRecorder());
    for (const room of ["pool", "work", "work/pass-0"]) {
      for (const file of readdirSync(join(out, room), { withFileTypes: true }).filter((entry) => entry.isFile())) {
        unlinkSync(join(out, room, file.name));
        const resumed = await runLine(config(files), out, memoryRecorder());
        expect(resumed.curated.passes, file.name).toEqual(whole.curated.passes);
        expect(readdirSync(join(out, "pool")).sort(), file.name).toEqual(pool);
      }
    }
  });

  it("reads a limited number of documents of each source, the same ones every time", async () => {
    const folder = scratch();
    const files = corpus(join(folder, "in"));
    const limited = await runLine(config(files), join(folder, "out"), memoryRecorder(), 7);
    expect(limited.curated.read.get("fruit")?.entered).toBe(7);
    const fewer = await runLine(config(files), join(folder, "fewer"), memoryRecorder(), 2);
    expect(fewer.curated.read.get("fruit")).toMatchObject({ entered: 2, quarantined: 1 });
  });

  it("keeps what could be read of a file that ends too early", async () => {
    const folder = scratch();
    const files = corpus(join(folder, "in"));
    writeFileSync(files[0] as string, "apple\nbanana\ncherry\n#\n");
    const { curated } = await runLine(config(files), join(folder, "out"), memoryRecorder());
    expect(curated.parts.map(({ unreadable }) => unreadable)).toEqual([[{ file: "a", reason: "a: it ends too early" }], []]);
    expect(curated.passes[0]?.kept).toBe(5);
  });

  it("runs without barriers, and with two next to each other", async () => {
    const folder = scratch();
    const files = corpus(join(folder, "in"));
    const none = await runLine(config(files, { stages: [short()] }), join(folder, "none"), memoryRecorder());
    expect(none.curated.passes.map(({ kept }) => kept)).toEqual([6]);
    const two = await runLine(
      config(files, { stages: [firstLetters("one"), firstLetters("two"), shout()] }),
      join(folder, "two"),
      memoryRecorder(),
    );
    expect(two.curated.passes.map(({ kept }) => kept)).toEqual([7, 5, 5]);
    const nothing = await runLine(config([]), join(folder, "nothing"), memoryRecorder());
    expect(nothing.curated.passes.map(({ kept }) => kept)).toEqual([0, 0]);
  });

  it("names the stage and the document where a judge throws or answers what it did not declare", async () => {
    const folder = scratch();
    const files = corpus(join(folder, "in"));
    const throwing = defineStage({
      name: "throwing",
      version: 1,
      options: {},
      reasons: {},
      open: () => () => {
        throw new TypeError("oops");
      },
    });
    const run = (stage: PipelineConfig["stages"][number]) =>
      runLine(config(files, { stages: [stage] }), join(folder, "out"), memoryRecorder());
    await expect(run(throwing())).rejects.toThrow(StageError);
    await expect(run(throwing())).rejects.toThrow("stage throwing, document fruit/a@0");
    const late = defineStage({ name: "late", version: 1, options: {}, reasons: {}, open: () => (async () => keep) as never });
    await expect(run(late())).rejects.toThrow("stage late, document fruit/a@0: it answered neither keep, drop nor edit");
    const judge = { judgeBatch: (_, verdicts) => verdicts.drop(0, "made-up") } as BatchJudge<string>;
    const undeclared = defineStage({
      name: "undeclared",
      version: 1,
      options: {},
      reasons: {},
      open: () => judge as BatchJudge<never>,
    });
    await expect(run(undeclared())).rejects.toThrow(/stage undeclared: .* "made-up"/);
    expect(readdirSync(join(folder, "out/pool"))).toEqual([]);
  });
});
