import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Batch } from "../../engine/batch.ts";
import { loadKernels } from "../../engine/kernels/kernels.ts";
import { SegmentWriter } from "../../engine/segment-writer.ts";
import { SegmentReader } from "../../engine/segments.ts";
import { aliveRows, loadDocuments, writeDocuments } from "../../engine/spool.ts";
import { aBatch } from "../helpers/a-batch.ts";
import { scratchFolders } from "../helpers/scratch.ts";

const scratch = scratchFolders();
const kernels = loadKernels();
const records = Array.from({ length: 200 }, (_, number) => ({
  id: `문서-${number}`,
  text: `${number}번째 글 ${"가나다 ".repeat(number % 7)}`,
  url: number % 3 === 0 ? `https://site.example/${number}` : "",
  meta: { number },
  attributes: { lang: number % 2 === 0 ? "ko" : "en", size: number },
}));

const contentsOf = (batch: Batch) =>
  Array.from({ length: batch.count }, (_, row) => {
    const { id, text, meta, attributes } = batch.document(row);
    return { row: batch.row[row], id, text, meta, attributes };
  });

function emptyBatch(): Batch {
  const batch = aBatch(records, { kernels });
  batch.reset();
  return batch;
}

/** Writes the alive documents of a batch and calls `next` with what is read back. */
function throughFile(path: string, write: (writer: SegmentWriter) => void, next: (reader: SegmentReader) => void): void {
  const writer = new SegmentWriter(path, kernels, true);
  write(writer);
  writer.finish({});
  const reader = new SegmentReader(path, kernels);
  next(reader);
  reader.close();
}

describe("documents between passes", () => {
  it("come back as they were, and go on undecoded without those that left", () => {
    const folder = scratch();
    const given = aBatch(records, { kernels });
    const whole = contentsOf(given);
    throughFile(
      join(folder, "first"),
      (writer) => writeDocuments(writer, given, aliveRows(given)),
      (reader) => {
        const batch = emptyBatch();
        const texts = loadDocuments(reader, batch);
        batch.alive[3] = 0;
        batch.alive[199] = 0;
        expect(texts?.worthKeeping(batch, aliveRows(batch))).toBe(true);
        throughFile(
          join(folder, "second"),
          (writer) => writeDocuments(writer, batch, aliveRows(batch), texts),
          (second) => {
            const again = emptyBatch();
            loadDocuments(second, again)?.open(again);
            expect(contentsOf(again)).toEqual(whole.filter(({ row }) => row !== 3 && row !== 199));
            expect(loadDocuments(second, again)).toBeUndefined();
          },
        );
        for (let row = 0; row < 40; row++) batch.alive[row] = 0;
        expect(texts?.worthKeeping(batch, aliveRows(batch))).toBe(false);
      },
    );
  });

  it("may all have left", () => {
    const given = aBatch(["a", "b"], { kernels });
    given.alive.fill(0);
    throughFile(
      join(scratch(), "none"),
      (writer) => writeDocuments(writer, given, aliveRows(given)),
      (reader) => {
        const batch = emptyBatch();
        loadDocuments(reader, batch)?.open(batch);
        expect(batch.count).toBe(0);
      },
    );
  });
});
