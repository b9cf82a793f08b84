import { describe, expect, it } from "vitest";
import type { BenchmarkItem } from "../../../stages/filter/benchmark-items.ts";
import { OverlapIndex } from "../../../stages/filter/overlap-index.ts";
import { randomFrom } from "../../helpers/random-from.ts";

const WHOLE = 10;
const LEAST = 8;
const encoder = new TextEncoder();

/** The same by comparing every run of every item with every place of the text, as strings. */
function plainly(items: readonly BenchmarkItem[], text: string): readonly [number, number][] {
  const cut = (string: string) => string.split(" ");
  const words = cut(text);
  return items.flatMap(({ strings }, item): [number, number][] => {
    const runs = strings.flatMap((string) => {
      const own = cut(string);
      const length = Math.min(WHOLE, own.length);
      if (length < LEAST) return [];
      return Array.from({ length: own.length - length + 1 }, (_, at) => own.slice(at, at + length));
    });
    const held = runs.filter((run) => words.some((_, at) => run.every((word, index) => words[at + index] === word)));
    return held.length === 0 ? [] : [[item, held.length / runs.length]];
  });
}

describe("OverlapIndex", () => {
  it("finds what plain comparison finds, in texts of few words that recur", () => {
    const random = randomFrom(5);
    const words = (count: number) => Array.from({ length: count }, () => "abc"[random(3)]).join(" ");
    let found = 0;
    for (let round = 0; round < 300; round++) {
      const items = Array.from({ length: 6 }, (_, item): BenchmarkItem => {
        return { benchmark: "b", item: String(item), strings: [words(4 + random(12)), words(9)] };
      });
      const some = items[0]?.strings[0] as string;
      const text = `${words(30)} ${some} ${words(400)}`;
      const index = new OverlapIndex("words", items, { whole: WHOLE, least: LEAST }, 1000);
      const { overlaps } = index.find(encoder.encode(text));
      const sorted = [...plainly(items, text)].sort(([a, x], [b, y]) => y - x || a - b);
      expect(overlaps.map(({ item, share }) => [item, share])).toEqual(sorted);
      found += overlaps.length;
    }
    expect(found).toBeGreaterThan(200);
  });
});
