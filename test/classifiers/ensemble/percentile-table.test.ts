import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PercentileTable, type RankedScore } from "../../../classifiers/ensemble/percentile-table.ts";
import { bucketOf, ensembleBucket } from "../../../classifiers/ensemble/rank-buckets.ts";
import { InputError } from "../../../engine/errors.ts";

const even = (count: number, lang: string, topic?: string, shift = 0): RankedScore[] =>
  Array.from({ length: count }, (_, index) => ({ lang, topic, raw: shift + index / count }));

describe("percentiles", () => {
  it("are shares of the documents of the same language", () => {
    const table = PercentileTable.of("a", [...even(1_000, "ko"), ...even(1_000, "en", undefined, 10)]);
    for (const share of [0.1, 0.5, 0.93]) {
      expect(table.percentile({ lang: "ko" }, share)).toBeCloseTo(share, 2);
      expect(table.percentile({ lang: "en" }, 10 + share)).toBeCloseTo(share, 2);
    }
    expect([table.percentile({ lang: "ko" }, -5), table.percentile({ lang: "ko" }, 5)]).toEqual([0, 1]);
    expect(table.percentile({ lang: "ja" }, 0.5)).toBeNaN();
  });

  it("are taken within a topic that has documents enough, else within the language", () => {
    const table = PercentileTable.of("a", [
      ...even(800, "ko", "law"),
      ...even(800, "ko", "history", 5),
      ...even(50, "ko", "rare", 9),
    ]);
    expect(table.percentile({ lang: "ko", topic: "history" }, 5.5)).toBeCloseTo(0.5, 2);
    expect(table.percentile({ lang: "ko", topic: "law" }, 0.5)).toBeCloseTo(0.5, 2);
    const inLanguage = table.percentile({ lang: "ko" }, 5.5);
    expect(inLanguage).toBeCloseTo(1_200 / 1_650, 2);
    expect(table.percentile({ lang: "ko", topic: "rare" }, 5.5)).toBe(inLanguage);
    expect(table.percentile({ lang: "ko", topic: "unheard of" }, 5.5)).toBe(inLanguage);
  });

  it("are shares of tokens where documents weigh what they have", () => {
    const table = PercentileTable.of("a", [
      { lang: "en", raw: 1, weight: 900 },
      { lang: "en", raw: 2, weight: 100 },
    ]);
    expect(table.percentile({ lang: "en" }, 1.5)).toBeCloseTo(0.9, 2);
  });

  it("rise with the score, lie between 0 and 1, and survive being written down", () => {
    const scores = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -100, max: 100 }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(scores, fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -120, max: 120 })), (known, asked) => {
        const table = PercentileTable.of(
          "a",
          known.map((raw) => ({ lang: "en", raw })),
        );
        const again = PercentileTable.fromJson("file", JSON.parse(JSON.stringify(table)));
        const found = asked.sort((a, b) => a - b).map((raw) => table.percentile({ lang: "en" }, raw));
        for (const [index, percentile] of found.entries()) {
          expect(percentile >= 0 && percentile <= 1 && percentile >= (found[index - 1] ?? 0)).toBe(true);
          expect(again.percentile({ lang: "en" }, asked[index] as number)).toBe(percentile);
        }
      }),
    );
  });

  it("are not read from anything else", () => {
    for (const value of [null, {}, { format: "kijil-percentiles/1", scorer: "a", cells: { ko: [1, 2] } }])
      expect(() => PercentileTable.fromJson("file.json", value)).toThrow(InputError);
  });
});

describe("buckets", () => {
  it("are twenty, and the best of several scorers by Nemotron-CC's rule", () => {
    expect([0, 0.0499, 0.05, 0.5, 0.95, 1].map(bucketOf)).toEqual([0, 0, 1, 10, 19, 19]);
    expect(ensembleBucket([0.3, 0.97])).toBe(19);
    expect(ensembleBucket([0.3, 0.97], "mean")).toBe(12);
    expect(ensembleBucket([Number.NaN, 0.5])).toBe(10);
    expect(ensembleBucket([Number.NaN])).toBe(0);
  });
});
