import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadKernels } from "../../engine/kernels/kernels.ts";
import { SegmentWriter } from "../../engine/segment-writer.ts";
import { SegmentReader } from "../../engine/segments.ts";

const folder = mkdtempSync(join(tmpdir(), "kijil-segments-"));
afterAll(() => rmSync(folder, { recursive: true }));
const kernels = loadKernels();

function writeTwo(path: string): number[] {
  const writer = new SegmentWriter(path, kernels);
  const offsets = [writer.bytes];
  writer.append(
    [
      { name: "row", data: Uint32Array.of(1, 2, 3) },
      { name: "value", data: Float64Array.of(Number.NaN, -0, 1e300) },
      { name: "state", data: Uint16Array.of(0, 65535, 7) },
      { name: "heap", bytes: 5, gather: (into, memory) => memory.set([104, 101, 108, 108, 111], into) },
    ],
    { labels: ["ko", "한국어"] },
  );
  offsets.push(writer.bytes);
  writer.append([{ name: "row", data: new Uint32Array(0) }]);
  expect(existsSync(path)).toBe(false);
  writer.finish({ key: "k" });
  return offsets;
}

describe("segment files", () => {
  it("give back what was written, columns and closing object", () => {
    const path = join(folder, "two");
    const offsets = writeTwo(path);
    const reader = new SegmentReader(path, kernels);
    expect(reader.end).toEqual({ key: "k" });
    const first = reader.next();
    expect([...(first?.u32("row") ?? [])]).toEqual([1, 2, 3]);
    expect([...(first?.f64("value") ?? [])]).toEqual([Number.NaN, -0, 1e300]);
    expect([...(first?.u16("state") ?? [])]).toEqual([0, 65535, 7]);
    expect(new TextDecoder().decode(first?.u8("heap").slice())).toBe("hello");
    expect(first?.extra).toEqual({ labels: ["ko", "한국어"] });
    expect(reader.next()?.u32("row")).toHaveLength(0);
    expect(reader.next()).toBeUndefined();
    reader.seek(offsets[1] as number);
    expect(reader.next()?.u32("row")).toHaveLength(0);
    reader.close();
  });

  it("refuse a column under another type or name", () => {
    const path = join(folder, "typed");
    writeTwo(path);
    const reader = new SegmentReader(path, kernels);
    const segment = reader.next();
    expect(() => segment?.f32("row")).toThrow(/column row is u32/);
    expect(() => segment?.u32("none")).toThrow(/no column none/);
    reader.close();
  });

  it("notice any flipped byte and any cut", () => {
    const path = join(folder, "whole");
    writeTwo(path);
    const whole = readFileSync(path);
    const damaged = join(folder, "damaged");
    const readAll = () => {
      const reader = new SegmentReader(damaged, kernels);
      try {
        const seen = [];
        for (let segment = reader.next(); segment; segment = reader.next())
          seen.push(
            segment.names.map((name) => [name, segment?.at(name)]),
            segment.extra,
          );
        return JSON.stringify([seen.length, reader.end]);
      } finally {
        reader.close();
      }
    };
    writeFileSync(damaged, whole);
    const sound = readAll();
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(damaged, whole.subarray(0, length));
      expect(readAll, `cut at ${length}`).toThrow();
    }
    // Header and body are guarded by their hash, the rest by what it must say.
    const body = whole.indexOf("hello");
    for (const at of [0, 4, 20, 40, 60, body, body + 4, whole.length - 1]) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] as number) ^ 1;
      writeFileSync(damaged, flipped);
      let outcome = "threw";
      try {
        outcome = readAll();
      } catch {
        // expected
      }
      expect(outcome, `flipped at ${at}`).toBe("threw");
    }
    expect(sound).toContain('"k"');
  });

  it("leave nothing behind when abandoned", () => {
    const path = join(folder, "gone");
    const writer = new SegmentWriter(path, kernels);
    writer.append([{ name: "row", data: Uint32Array.of(1) }]);
    writer.abandon();
    expect(existsSync(path)).toBe(false);
    expect(existsSync(`${path}.partial`)).toBe(false);
  });
});
