import { describe, expect, it } from "vitest";
import { bandRecall, bandShape } from "../../../stages/dedup/band-shape.ts";

describe("band shapes", () => {
  it.each([0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1])(
    "at similarity %d find what they are asked for, with the most rows that do",
    (similarity) => {
      for (const recall of [0.5, 0.9, 0.995, 0.9999]) {
        for (const permutations of [16, 112, 256, 1024]) {
          const shape = bandShape(similarity, recall, permutations);
          if (!shape) {
            // Not even single values, as many as there may be, would do.
            expect(bandRecall(similarity, { bands: permutations, rows: 1 })).toBeLessThan(recall);
            continue;
          }
          const { bands, rows } = shape;
          expect(bands * rows).toBeLessThanOrEqual(permutations);
          expect(bandRecall(similarity, shape)).toBeGreaterThanOrEqual(recall - 1e-12);
          if (bands > 1) expect(bandRecall(similarity, { bands: bands - 1, rows })).toBeLessThan(recall);
          expect(bandRecall(similarity, { bands: Math.floor(permutations / (rows + 1)), rows: rows + 1 })).toBeLessThan(recall);
          expect(shape.permutations % 16).toBe(0);
        }
      }
    },
  );
});
