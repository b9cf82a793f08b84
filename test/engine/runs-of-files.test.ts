import { describe, expect, it } from "vitest";
import { MOST_FILES, RunsOfFiles } from "../../engine/runs-of-files.ts";
import type { FileRange } from "../../engine/source.ts";

const PART_BYTES = 2 ** 20;

const range = (name: string, bytes: number, start = 0): FileRange => ({
  file: { path: `/in/${name}`, name, bytes, modifiedMs: 0 },
  digest: name,
  start,
  end: bytes,
  decodedStart: start,
});

function partsOf(files: readonly (readonly FileRange[])[], partBytes = PART_BYTES): string[][] {
  const parts: string[][] = [];
  const runs = new RunsOfFiles(partBytes, (ranges) => parts.push(ranges.map(({ file, start }) => `${file.name}:${start}`)));
  for (const ranges of files) runs.add(ranges);
  runs.end();
  return parts;
}

const small = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, index) => [range(`${String(index).padStart(6, "0")}.txt`, bytes)]);

describe("runs of files", () => {
  it("hold every file once and in order, whatever their sizes", () => {
    for (const bytes of [0, 1, 300, 8000, 8192, 8193, PART_BYTES]) {
      const files = small(9000, bytes);
      expect(partsOf(files).flat()).toEqual(files.map(([file]) => `${file?.file.name}:0`));
    }
  });

  it("keep to a number of files and of bytes", () => {
    const tiny = partsOf(small(20_000, 1));
    expect(Math.max(...tiny.map((part) => part.length))).toBeLessThanOrEqual(MOST_FILES);
    expect(tiny.length).toBeLessThan(30);
    const larger = partsOf(small(3000, 8000));
    expect(Math.max(...larger.map((part) => part.length * 8000))).toBeLessThanOrEqual(PART_BYTES);
    expect(larger.length).toBeLessThan(80);
  });

  it("leave large files and ranges of files alone", () => {
    const big = [range("big", PART_BYTES / 64)];
    const cut = [range("cut", 100), range("cut", 100, 50)];
    expect(partsOf([[range("a", 1)], big, [range("b", 1)], cut, [range("c", 1)], [range("d", 1)]])).toEqual([
      ["a:0"],
      ["big:0"],
      ["b:0"],
      ["cut:0"],
      ["cut:50"],
      ["c:0", "d:0"],
    ]);
    expect(partsOf([[]])).toEqual([]);
  });

  it("change near a file that comes or goes, and nowhere else", () => {
    const files = small(20_000, 100);
    const before = new Set(partsOf(files).map((part) => part.join()));
    for (const at of [0, 5000, 12_345, 20_000]) {
      const more = [...files.slice(0, at), [range(`${String(at).padStart(6, "0")}-added.txt`, 100)], ...files.slice(at)];
      const after = partsOf(more);
      expect(after.filter((part) => !before.has(part.join())).length).toBeLessThanOrEqual(3);
    }
  });
});
