import { expect, it } from "vitest";
import { notesOf } from "../../cli/notes.ts";
import type { PoolPart } from "../../engine/curate.ts";

const part = (names: string, records: number, unreadable: readonly string[] = []): PoolPart =>
  ({
    part: { ranges: names.split(" ").map((name) => ({ file: { name, bytes: name.length - 1 } })) },
    source: "news",
    records,
    unreadable: unreadable.map((file) => ({ file, reason: "cut off" })),
  }) as unknown as PoolPart;
const all = Number.POSITIVE_INFINITY;

it("files without a record are named, a file of several parts once, and many are counted", () => {
  const parts = [part("aa", 1), part("bb", 0), part("bb", 3), part("cc", 0), part("cc", 0), part("dd", 0, ["dd"])];
  expect(notesOf({ parts }, all)).toEqual(["cc: holds no record (1 B)"]);
  expect(notesOf({ parts }, 10)).toEqual([]);
  expect(notesOf({ parts: [part("e ff g gg", 3)] }, all)).toEqual(["e: holds no record (0 B)", "g: holds no record (0 B)"]);
  const many = Array.from({ length: 8 }, (_, index) => part(`e${index}`, 0));
  expect(notesOf({ parts: many }, all).slice(-2)).toEqual(["e4: holds no record (1 B)", "and 3 more files without a record"]);
});
