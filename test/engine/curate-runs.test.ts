import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PipelineConfig } from "../../engine/config.ts";
import { InputError } from "../../engine/errors.ts";
import type { Source } from "../../engine/source.ts";
import { firstLetters, lines, runLine } from "../helpers/a-line.ts";
import { memoryRecorder } from "../helpers/memory-recorder.ts";
import { scratchFolders } from "../helpers/scratch.ts";

const scratch = scratchFolders();
const LETTERS = "abcdefghij";

function corpus(folder: string, count = 10): string[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, index) => {
    const path = join(folder, `${String(index).padStart(5, "0")}.txt`);
    writeFileSync(path, `${LETTERS[index % 10]}${index} first\n!bad\n${LETTERS[index % 10]}${index} last\n`);
    return path;
  });
}

const config = (files: readonly string[], changes: Partial<PipelineConfig> = {}): PipelineConfig => ({
  name: "test",
  sources: [lines("small", files)],
  stages: [firstLetters()],
  mixes: {},
  ...changes,
});

const strings = ({ bytes, ends }: { readonly bytes: Uint8Array; readonly ends: Uint32Array }) =>
  [...ends].map((end, row) => new TextDecoder().decode(bytes.slice(row === 0 ? 0 : ends[row - 1], end)));

describe("small files", () => {
  it("share a part, and each record is named by its own file", async () => {
    const folder = scratch();
    const recorder = memoryRecorder();
    const { curated, done } = await runLine(config(corpus(join(folder, "in"), 3)), join(folder, "out"), recorder);
    expect(done).toEqual(["digest", "pass 0", "solve", "pass 1"]);
    expect(curated.parts.map(({ part }) => part.ranges.map(({ file }) => file.name))).toEqual([
      ["00000.txt", "00001.txt", "00002.txt"],
    ]);
    const segments = recorder.record.parts.get(0) ?? [];
    expect(segments.flatMap(({ id }) => strings(id))).toEqual([
      "small/00000.txt@0",
      "",
      "small/00000.txt@2",
      "small/00001.txt@0",
      "",
      "small/00001.txt@2",
      "small/00002.txt@0",
      "",
      "small/00002.txt@2",
    ]);
    expect(segments.flatMap(({ places }) => places)).toEqual([
      { row: 0, file: "00000.txt" },
      { row: 3, file: "00001.txt" },
      { row: 6, file: "00002.txt" },
    ]);
    expect(segments.flatMap(({ quarantine }) => quarantine)).toEqual([
      { row: 1, offset: 1, reason: "bad-line", file: "00000.txt" },
      { row: 4, offset: 1, reason: "bad-line", file: "00001.txt" },
      { row: 7, offset: 1, reason: "bad-line", file: "00002.txt" },
    ]);
    expect(segments[0]?.twinRow[2]).toBe(0);
  });

  it("pass over an empty file and go on behind one that breaks off", async () => {
    const folder = scratch();
    const files = corpus(join(folder, "in"), 4);
    writeFileSync(files[0] as string, "");
    writeFileSync(files[2] as string, "cut\n#\nlost\n");
    const recorder = memoryRecorder();
    const { curated } = await runLine(config(files), join(folder, "out"), recorder);
    expect(curated.parts[0]?.unreadable).toEqual([{ file: "00002.txt", reason: "00002.txt: it ends too early" }]);
    expect(recorder.record.parts.get(0)?.flatMap(({ places }) => places)).toEqual([
      { row: 0, file: "00001.txt" },
      { row: 3, file: "00002.txt" },
      { row: 4, file: "00003.txt" },
    ]);
    expect(curated.read.get("small")).toMatchObject({ entered: 7, quarantined: 2 });
  });

  it("lose nothing to a neighbour that the disk gives up on or that goes away meanwhile", async () => {
    const folder = scratch();
    const files = corpus(join(folder, "in"), 5);
    const trouble = (record: string) => {
      if (record === "b1 last") throw new InputError("00001.txt: cannot be read (EIO).");
      if (record === "d3 first") rmSync(files[3] as string, { force: true });
    };
    const recorder = memoryRecorder();
    const source = lines("small", files, trouble);
    const run = await runLine(config(files, { sources: [source] }), join(folder, "out"), recorder);
    expect(run.done).toEqual(["digest", "pass 0", "pass 0", "pass 0", "solve", "pass 1"]);
    expect(run.curated.parts[0]?.unreadable).toEqual([
      { file: "00001.txt", reason: "00001.txt: cannot be read (EIO)." },
      { file: "00003.txt", reason: expect.stringContaining("it went away while it was read") },
    ]);
    expect(recorder.record.parts.get(0)?.flatMap(({ places }) => places)).toEqual([
      { row: 0, file: "00000.txt" },
      { row: 3, file: "00001.txt" },
      { row: 5, file: "00002.txt" },
      { row: 8, file: "00004.txt" },
    ]);
    expect(run.curated.read.get("small")).toMatchObject({ entered: 11, quarantined: 4 });
  });

  it("are read up to a limit over all of them", async () => {
    const folder = scratch();
    const { curated } = await runLine(config(corpus(join(folder, "in"))), join(folder, "out"), memoryRecorder(), 7);
    expect(curated.read.get("small")).toMatchObject({ entered: 7, quarantined: 2 });
  });

  it("do not cost a part each, and a changed one has only its own part done again", async () => {
    const folder = scratch();
    const files = corpus(join(folder, "in"), 5000);
    const out = join(folder, "out");
    const one: Source = lines("small", files);
    const first = await runLine(config(files, { sources: [one] }), out, memoryRecorder());
    const parts = first.curated.parts.length;
    expect(parts).toBeGreaterThan(1);
    expect(parts).toBeLessThan(20);
    expect(readdirSync(join(out, "pool")).length).toBe(2 * parts);
    expect(first.curated.read.get("small")).toMatchObject({ entered: 15_000, quarantined: 5000 });
    writeFileSync(files[4321] as string, "zebra\n");
    const again = await runLine(config(files, { sources: [one] }), out, memoryRecorder());
    expect(again.done.filter((task) => task === "pass 0")).toHaveLength(1);
    expect(again.curated.read.get("small")?.entered).toBe(14_998);
  });
});
