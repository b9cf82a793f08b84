import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../engine/kernels/kernels.ts";
import { openSketchTable, SketchWriter } from "../../engine/sketch-file.ts";
import { aliveRows } from "../../engine/spool.ts";
import type { Sketcher } from "../../engine/stage.ts";
import { aBatch } from "../helpers/a-batch.ts";
import { scratchFolders } from "../helpers/scratch.ts";

const scratch = scratchFolders();

/** Sketches a text by its bytes, and sets the bytes themselves aside, as many words as there are. */
const sketcher: Sketcher = {
  sketchBatch: (batch, into, at, evidence) => {
    let next = at;
    for (const row of aliveRows(batch)) {
      const bytes = Uint32Array.from(batch.textView(row));
      into[next++] = bytes.length === 0 ? 0 : evidence.append(bytes);
      into[next++] = bytes.length;
    }
  },
};

describe("sketch files", () => {
  it("give back sketches, places and what was set aside, for any file and batch", () => {
    const folder = scratch();
    const kernels = loadKernels();
    const texts = Array.from({ length: 90 }, (_, number) => "x".repeat(number % 5) + String(number).repeat(number % 4));
    const files = Array.from({ length: 80 }, (_, number) => ({
      path: join(folder, `${number}`),
      part: number,
      source: number % 2,
    }));
    for (const { path, part } of files) {
      const writer = new SketchWriter(path, 2, kernels);
      for (const from of [0, 30, 60]) {
        const mark = kernels.mark();
        const batch = aBatch(
          texts.slice(from, from + 30).map((text) => `${text}${part % 3 ? part : ""}`),
          { kernels },
        );
        batch.alive[3] = 0;
        writer.append(batch, aliveRows(batch), sketcher);
        kernels.release(mark);
      }
      const sealed = writer.seal();
      sealed.commit();
    }
    const table = openSketchTable(files, 2, 1 << 20, kernels, join(folder, "scratch"));
    expect([table.documents, table.parts]).toEqual([80 * 87, 240]);
    // Many files, back and forth: more than are kept open at once.
    for (let step = 0; step < 2000; step++) {
      const document = (step * 7919) % table.documents;
      const part = Math.floor(document / 29);
      expect(table.firstDocument(part)).toBe(part * 29);
      const index = document - part * 29;
      const row = index < 3 ? index : index + 1;
      const number = Math.floor(part / 3);
      expect(table.place(document)).toEqual({ part: number, row });
      const text = Buffer.from(`${texts[(part % 3) * 30 + row]}${number % 3 ? number : ""}`);
      const [from, length] = table.read(part).subarray(index * 2) as unknown as [number, number];
      expect(length).toBe(text.length);
      const evidence = new Uint32Array(length);
      if (length > 0) table.readEvidence(document, from, evidence);
      expect([...evidence]).toEqual([...text]);
    }
    table.close();
  });

  it("lend a file to set words aside, which is gone afterwards", () => {
    const folder = scratch();
    const table = openSketchTable([], 2, 1 << 20, loadKernels(), join(folder, "scratch"));
    const file = table.openScratch("kept");
    file.append(Uint32Array.of(1, 2, 3));
    file.append(Uint32Array.of(4, 5));
    const words = new Uint32Array(4);
    expect(file.read(1, words)).toBe(4);
    expect([...words]).toEqual([2, 3, 4, 5]);
    expect(file.read(3, words)).toBe(2);
    expect([...words.subarray(0, 2)]).toEqual([4, 5]);
    expect(existsSync(join(folder, "scratch-kept"))).toBe(true);
    file.close();
    expect(existsSync(join(folder, "scratch-kept"))).toBe(false);
    table.close();
  });
});
