import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compressFrame } from "../../engine/zstd.ts";
import { readLines } from "../../manifests/shard-lines.ts";
import { scratchFolders } from "../helpers/scratch.ts";

const folder = scratchFolders();
const linesOf = (bytes: Uint8Array): string[] => {
  const path = join(folder(), "shard");
  writeFileSync(path, bytes);
  return Array.from(readLines(path), (line) => line.toString("utf8"));
};
const encode = (text: string) => new TextEncoder().encode(text);
const zstd = (...frames: string[]) => Buffer.concat(frames.map((text) => compressFrame(encode(text), 3)));

describe("lines of a shard", () => {
  it("come out of plain files and of one or many frames, wherever these are cut", () => {
    const lines = ["키질", "", "a".repeat(3_000_000), "끝"];
    const text = `${lines.join("\n")}\n`;
    expect(linesOf(encode(text))).toEqual(lines);
    expect(linesOf(zstd(text))).toEqual(lines);
    expect(linesOf(zstd(text.slice(0, 1), text.slice(1, 999), "", text.slice(999)))).toEqual(lines);
  });

  it("are none in an empty file", () => {
    expect(linesOf(new Uint8Array(0))).toEqual([]);
    expect(linesOf(zstd(""))).toEqual([]);
  });

  it("end with an error where the file is cut off or spoilt", () => {
    const whole = zstd("one\n", "two\n");
    for (const length of [5, whole.length / 2 + 3, whole.length - 1])
      expect(() => linesOf(whole.subarray(0, length))).toThrow(/cut off|zstd/);
    expect(() => linesOf(encode("one\ntwo"))).toThrow(/last line has no end/);
    expect(() => linesOf(Buffer.concat([whole, encode("more")]))).toThrow(/zstd/);
  });
});
