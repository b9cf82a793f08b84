import { appendFileSync, mkdirSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PipelineConfig } from "../../engine/config.ts";
import { InputError } from "../../engine/errors.ts";
import { firstLetters, type LineRun, lines, runLine } from "../helpers/a-line.ts";
import { memoryRecorder } from "../helpers/memory-recorder.ts";
import { scratchFolders } from "../helpers/scratch.ts";

const scratch = scratchFolders();

function corpus() {
  const folder = scratch();
  mkdirSync(join(folder, "in"));
  const files = [
    ["a", "apple\nbanana\ncherry\ndate\nelder\n"],
    ["b", "fig\ngrape\n"],
  ].map(([name, content]) => {
    writeFileSync(join(folder, "in", name as string), content as string);
    return join(folder, "in", name as string);
  });
  return { a: files[0] as string, b: files[1] as string, files, out: join(folder, "out") };
}
const config = (files: readonly string[], trouble?: (record: string) => void): PipelineConfig => ({
  name: "test",
  sources: [lines("fruit", files, trouble)],
  stages: [firstLetters()],
  mixes: {},
  // So small that every file is a part of its own.
  partBytes: 1024,
});
/** What is left of each part: why it ends early, and how many of its documents entered and were kept. */
const partsOf = ({ curated }: LineRun) =>
  curated.parts.map(({ part, unreadable, tally }) => [part.ranges[0]?.file.name, unreadable[0]?.reason ?? null, tally.kept]);
const diskFault = (record: string, when: string) => {
  if (record === when) throw new InputError("a: cannot be read (EIO). Check that the file exists and may be read.");
};

describe("a fault of the disk", () => {
  it("keeps what was read before it, and lets the other parts go on; nothing of it is taken for the file", async () => {
    const { files, out } = corpus();
    const recorder = memoryRecorder();
    const broken = await runLine(
      config(files, (record) => diskFault(record, "date")),
      out,
      recorder,
    );
    expect(partsOf(broken)).toEqual([
      ["a", "a: cannot be read (EIO). Check that the file exists and may be read.", 3],
      ["b", null, 2],
    ]);
    expect(broken.curated.passes[0]).toMatchObject({ entered: 5, kept: 5 });
    expect(recorder.record.parts.get(0)?.[0]?.unreadable[0]?.reason).toContain("EIO");
    const sound = await runLine(config(files), out, recorder);
    expect(partsOf(sound).map(([, unreadable, kept]) => [unreadable, kept])).toEqual([
      [null, 5],
      [null, 2],
    ]);
    expect(sound.done).toEqual(["pass 0", "solve", "pass 1"]);
    expect(recorder.record.parts.get(0)?.[0]?.unreadable).toEqual([]);
    expect(recorder.countStates().kept).toBe(7);
  });

  it("that moves is followed to the records that can be read twice", async () => {
    const { files, out } = corpus();
    let met = 0;
    const moving = (record: string) => {
      const when = ["elder", "cherry", "apple"][met] ?? "";
      if (record === when) met++;
      diskFault(record, when);
    };
    const run = await runLine(config(files, moving), out, memoryRecorder());
    expect(partsOf(run).map(([, , kept]) => kept)).toEqual([0, 2]);
    expect(met).toBe(3);
  });

  it("counts against a limit like any other end", async () => {
    const { files, out } = corpus();
    const run = await runLine(
      config(files, (record) => diskFault(record, "cherry")),
      out,
      memoryRecorder(),
      3,
    );
    expect(partsOf(run).map(([, , kept]) => kept)).toEqual([2, 1]);
  });
});

describe("a file that changes while it is read", () => {
  const change = (how: (path: string) => void) => {
    let done = false;
    return (path: string) => (record: string) => {
      if (record !== "cherry" || done) return;
      done = true;
      how(path);
    };
  };

  it.each([
    [
      "shrinks",
      (path: string) => truncateSync(path, 10),
      "it changed while it was read, got 10 bytes, wanted the 31 that were listed",
    ],
    ["grows", (path: string) => appendFileSync(path, "fig\n"), "it changed while it was read, got 35 bytes"],
    [
      "is written again with as many bytes",
      (path: string) => writeFileSync(path, "APPLE\nbanana\ncherry\ndate\nelder\n"),
      "it changed while it was read",
    ],
    ["goes away", (path: string) => rmSync(path), "it went away while it was read"],
  ])("gives nothing: %s", async (_, how, message) => {
    const { a, files, out } = corpus();
    const run = await runLine(config(files, change(how)(a)), out, memoryRecorder());
    expect(partsOf(run)).toEqual([
      ["a", expect.stringContaining(message), 0],
      ["b", null, 2],
    ]);
    if (_ === "goes away") return;
    const again = await runLine(config(files), out, memoryRecorder());
    expect(again.curated.parts.map(({ unreadable }) => unreadable)).toEqual([[], []]);
  });

  it("is read as it is where it was only touched", async () => {
    const { a, files, out } = corpus();
    const run = await runLine(config(files, change((path) => utimesSync(path, 1, 1))(a)), out, memoryRecorder());
    expect(partsOf(run).map(([, unreadable, kept]) => [unreadable, kept])).toEqual([
      [null, 5],
      [null, 2],
    ]);
  });
});

describe("a file that cannot be hashed", () => {
  it("is a part without records that says why, and is read when it can be", async () => {
    const { a, files, out } = corpus();
    const source = lines("fruit", files);
    const listed = await source.list("");
    rmSync(a);
    const broken = { ...config(files), sources: [{ ...source, list: async () => listed }] };
    const run = await runLine(broken, out, memoryRecorder());
    expect(partsOf(run)).toEqual([
      ["a", "a: it cannot be read, got ENOENT. Check the file and its permissions.", 0],
      ["b", null, 2],
    ]);
    expect(run.curated.inputs).toMatchObject([
      { name: "a", bytes: 31, sha256: "" },
      { name: "b", bytes: 10, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    mkdirSync(a);
    expect(partsOf(await runLine(broken, out, memoryRecorder()))[0]?.[1]).toContain("is none now");
    rmSync(a, { recursive: true });
    writeFileSync(a, "apple\nbanana\n");
    const mended = await runLine(config(files), out, memoryRecorder());
    expect(partsOf(mended).map(([, unreadable, kept]) => [unreadable, kept])).toEqual([
      [null, 2],
      [null, 2],
    ]);
    expect(readdirSync(join(out, "pool")).length).toBeGreaterThan(0);
  });

  it("or listed, or cut into parts, is told in the same way", async () => {
    const { a, files, out } = corpus();
    const sound = lines("fruit", files);
    const source = {
      ...sound,
      list: async (base: string) => [
        { path: "/nowhere/in", name: "in", bytes: 0, modifiedMs: 0, fault: "in: the folder may not be read (EACCES)." },
        ...(await sound.list(base)),
      ],
      split: async (file: { readonly path: string; readonly bytes: number }) => {
        if (file.path === a) throw new InputError("a: its footer is damaged.", "INPUT_CORRUPT");
        return [{ start: 0, end: file.bytes, decodedStart: 0 }];
      },
    };
    const run = await runLine({ ...config(files), sources: [source] }, out, memoryRecorder());
    expect(partsOf(run)).toEqual([
      ["in", "in: the folder may not be read (EACCES).", 0],
      ["a", "a: its footer is damaged.", 0],
      ["b", null, 2],
    ]);
  });
});
