import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { SegmentReader } from "../../../engine/segments.ts";
import { writeChoices } from "../../../stages/write/choices.ts";
import { scratchFolders } from "../../helpers/scratch.ts";

const scratch = scratchFolders();

describe("writeChoices", () => {
  it("sorts a selection by part and row, and remembers shard and rank", () => {
    const path = join(scratch(), "choices");
    const kernels = loadKernels();
    const selection = {
      mix: "stage1",
      documents: 5,
      part: Uint32Array.of(7, 0, 7, 0, 7),
      row: Uint32Array.of(9, 4, 2, 4_000_000_000, 9),
      bucket: new Uint16Array(5),
      copy: Uint16Array.of(0, 0, 0, 0, 1),
      shardStart: Uint32Array.of(0, 2, 5),
    };
    const parts = writeChoices(path, selection, kernels);
    expect(parts.map(({ part, documents }) => [part, documents])).toEqual([
      [0, 2],
      [7, 3],
    ]);
    const reader = new SegmentReader(path, kernels);
    const read = parts.map(({ offset }) => {
      reader.seek(offset);
      const segment = reader.next();
      return ["row", "shard", "rank"].map((name) => [...(segment?.u32(name) ?? [])]);
    });
    reader.close();
    expect(read).toEqual([
      [
        [4, 4_000_000_000],
        [0, 1],
        [1, 1],
      ],
      [
        [2, 9, 9],
        [1, 0, 1],
        [0, 0, 2],
      ],
    ]);
    const moved = writeChoices(path, { ...selection, shardStart: Uint32Array.of(0, 3, 5) }, kernels);
    expect(moved[0]?.digest).not.toBe(parts[0]?.digest);
  });
});
