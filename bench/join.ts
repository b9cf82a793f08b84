import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { SegmentWriter } from "../engine/segment-writer.ts";
import { openSketchTable, type SketchSegment } from "../engine/sketch-file.ts";
import { KEPT } from "../engine/sketch-table.ts";
import { nearDuplicates } from "../stages/dedup/near.ts";
import { timed } from "./timed-command.ts";

/**
 * Joins synthetic signatures: `npm run bench:join -- [millions]`. One in ten copies an earlier one with some bands and bytes changed. The
 * same table is solved with unlike ceilings in a process each; the clusters must be the same.
 */
const stage = nearDuplicates({ verify: "sketch" });
const WORDS = stage.sketchWords;
const KEYS = 18 * 2;
const SEGMENT = 16_384;
const [mode = "", ...rest] = process.argv.slice(2);

/** The 32-bit finaliser of MurmurHash3 over a counter: the same numbers in every run. */
function scrambled(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function write(path: string, documents: number): void {
  const writer = new SegmentWriter(path, loadKernels());
  const segments: SketchSegment[] = [];
  const fill = (document: number, into: Uint32Array, at: number) => {
    const base = Math.imul(document, 0x9e3779b1);
    for (let word = 4; word < WORDS; word++) into[at + word] = scrambled(base + Math.imul(word, 0x632be5ab));
  };
  for (let first = 0; first < documents; first += SEGMENT) {
    const count = Math.min(SEGMENT, documents - first);
    const sketch = new Uint32Array(count * WORDS);
    const row = Uint32Array.from({ length: count }, (_, index) => first + index);
    for (let index = 0; index < count; index++) {
      const document = first + index;
      const at = index * WORDS;
      if (document % 10 !== 9) {
        fill(document, sketch, at);
        continue;
      }
      fill(scrambled(document) % (document - (document % 10)), sketch, at);
      // A quarter of the bands and one byte of sixteen differ.
      for (let word = 4; word < 4 + KEYS; word += 2)
        if (scrambled(document + word) % 4 === 0) sketch[at + word] = scrambled(document * 3 + word);
      for (let word = 4 + KEYS; word < WORDS; word++)
        if (scrambled(document + word) % 4 === 0) sketch[at + word] = ((sketch[at + word] as number) ^ 0xff) >>> 0;
    }
    segments.push({ offset: writer.bytes, documents: count });
    writer.append([
      { name: "row", data: row },
      { name: "sketch", data: sketch },
    ]);
  }
  writer.finish({ segments });
}

async function solve(path: string, memoryBytes: number): Promise<void> {
  const kernels = loadKernels();
  const table = openSketchTable([{ path, part: 0, source: 0 }], WORDS, memoryBytes, kernels, `${path}.scratch`);
  const { keeper } = await stage.solve(table, { seed: 1, kernels });
  table.close();
  const removed = keeper.reduce((sum, stands) => sum + Number(stands !== KEPT), 0);
  process.stderr.write(
    `## ${removed} ${createHash("sha256").update(new Uint8Array(keeper.buffer)).digest("hex").slice(0, 16)}\n`,
  );
}

if (mode === "solve") await solve(rest[0] as string, Number(rest[1]));
else {
  const documents = Number(mode || 10) * 1e6;
  const folder = join(tmpdir(), "kijil-bench-join");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${documents}.sketches`);
  if (!existsSync(path)) write(path, documents);
  console.log(`${documents} signatures of ${WORDS * 4} bytes, 18 bands of 6`);
  const answers = new Set<string>();
  for (const [name, memoryBytes] of [
    ["2.5 GB", 2.5e9],
    ["512 MiB", 2 ** 29],
  ] as const) {
    const { wallSeconds, cpuSeconds, peakMegabytes, stderr } = timed([
      process.execPath,
      "--import",
      "jiti/register",
      import.meta.filename,
      "solve",
      path,
      String(memoryBytes),
    ]);
    const [, removed, digest] = /## (\d+) (\w+)/.exec(stderr) ?? [];
    answers.add(`${removed} ${digest}`);
    console.log(
      `ceiling ${name}: ${cpuSeconds.toFixed(1)} s CPU, ${wallSeconds.toFixed(1)} s wall, peak ${peakMegabytes.toFixed(0)} MB, ${removed} removed, clusters ${digest}`,
    );
  }
  if (answers.size !== 1) throw new Error("the clusters differ");
  rmSync(folder, { recursive: true, force: true });
}
