import { expect, it } from "vitest";
import { sharedKeys } from "../../../stages/mix/shared-keys.ts";

it("counts the documents behind the first that bear its key, by source", () => {
  const rows = [
    [1, 1, 0],
    [2, 0xffff_ffff, 1],
    [1, 1, 0],
    [1, 2, 0],
    [1, 1, 0],
    [2, 0xffff_ffff, 1],
    [0xffff_ffff, 2, 1],
  ] as const;
  const pool = (from: readonly (readonly [number, number, number])[]) => ({
    documents: from.length,
    keyHigh: Uint32Array.from(from, ([high]) => high),
    keyLow: Uint32Array.from(from, ([, low]) => low),
    source: Uint16Array.from(from, ([, , source]) => source),
    sources: ["news", "wiki"],
  });
  expect([...sharedKeys(pool(rows))]).toEqual([
    ["news", 2],
    ["wiki", 1],
  ]);
  expect(sharedKeys(pool(rows.slice(0, 2))).size).toBe(0);
  expect(sharedKeys(pool([])).size).toBe(0);
});
