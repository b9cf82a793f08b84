import { describe, expect, it } from "vitest";
import { KEPT, type Solution } from "../../../engine/sketch-table.ts";
import { exactDuplicates } from "../../../stages/dedup/exact.ts";
import { aSketchTable, sketchParts } from "../../helpers/a-sketch-table.ts";
import { describeBarrier } from "../../helpers/barrier-contract.ts";

const page = (id: string, text: string, url?: string, source = "web") => ({
  id,
  text,
  source,
  ...(url === undefined ? {} : { url }),
});

describeBarrier(exactDuplicates(), {
  documents: [
    page("a", "첫 글", "https://a.example/1"),
    page("b", "첫 글, 더 긴 판", "https://a.example/1#top"),
    page("c", "  첫\n글,   더 긴 판 ", "https://b.example/9"),
    page("d", "First TEXT", "https://a.example/#!/one"),
    page("e", "first   text and one blank more than d", "https://a.example/#!/two"),
    page("f", "first\n\ntext"),
    page("g", "홀로 선 글"),
    page("h", "first text!"),
  ],
  // c is longest by its white space and takes the text group; a points at c, though b took its address.
  removed: { a: ["duplicate-url", "c"], b: ["duplicate-text", "c"], d: ["duplicate-text", "f"] },
});

describeBarrier(exactDuplicates({ keep: "first", fold: false }), {
  documents: [
    page("a", "one", "https://u.example"),
    page("b", "ONE", "https://u.example#x"),
    page("c", "one"),
    page("d", "one "),
  ],
  removed: { b: ["duplicate-url", "a"], c: ["duplicate-text", "a"] },
  orderMatters: true,
});

describeBarrier(exactDuplicates({ keep: "sources", sources: ["books", "wiki"] }), {
  documents: [
    page("a", "같은 글", "https://u.example", "web"),
    page("b", "같은 글", "https://v.example", "wiki"),
    page("c", "같은 글", "https://w.example", "books"),
    page("d", "다른 글", "https://v.example", "other"),
  ],
  removed: { a: ["duplicate-text", "c"], b: ["duplicate-text", "c"], d: ["duplicate-url", "c"] },
});

describe("exactDuplicates: options", () => {
  it("compares only what it is told to", async () => {
    const documents = [page("a", "x", "https://u.example"), page("b", "y", "https://u.example"), page("c", "x")];
    const solve = async (by: readonly ("url" | "text")[]) => {
      const stage = exactDuplicates({ by });
      return (await stage.solve(aSketchTable(stage.sketchWords, await sketchParts(stage, documents)), context)).keeper;
    };
    expect([...(await solve(["url"]))]).toEqual([KEPT, 0, KEPT]);
    expect([...(await solve(["text"]))]).toEqual([KEPT, KEPT, 0]);
    expect([...(await solve(["text", "url"]))]).toEqual([KEPT, 0, 0]);
  });

  it("takes a path for no address", async () => {
    const documents = [
      page("a", "x", "books/isaiah.json"),
      page("b", "y", "books/isaiah.json"),
      page("c", "z", "http:relative"),
      page("d", "w", "http:relative"),
    ];
    const stage = exactDuplicates();
    const { keeper } = await stage.solve(aSketchTable(stage.sketchWords, await sketchParts(stage, documents)), context);
    expect([...keeper]).toEqual([KEPT, KEPT, KEPT, KEPT]);
  });

  it("tells chapters under one address apart by their first line when told to", async () => {
    const documents = [
      page("a", "1장\n가", "https://u.example"),
      page("b", "2장\n나", "https://u.example"),
      page("c", "1장\n다", "https://u.example#x"),
      page("d", "1장\n다 라", "https://v.example"),
    ];
    const stage = exactDuplicates({ sameFirstLine: true, keep: "first" });
    const { keeper } = await stage.solve(aSketchTable(stage.sketchWords, await sketchParts(stage, documents)), context);
    expect([...keeper]).toEqual([KEPT, KEPT, 0, KEPT]);
  });

  it("complains about options that make no sense together", () => {
    expect(exactDuplicates({ by: [] }).problems).toHaveLength(1);
    expect(exactDuplicates({ keep: "sources" }).problems[0]?.message).toContain("sources names none");
  });
});

// biome-ignore lint/suspicious/noExplicitAny: the solver needs no kernels
const context = { seed: 7, kernels: undefined as any };

/** Small numbers from a linear congruential generator, the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const DOCUMENTS = 20_000;
const WORDS = 9;

/** Sketches of random documents: about half have an address, one text in ten is the same boilerplate. */
function randomSketches(seed: number): Uint32Array {
  const next = numbers(seed);
  const sketches = new Uint32Array(DOCUMENTS * WORDS);
  const key = (at: number, name: number) => {
    const spread = numbers(name + 1);
    for (let word = 0; word < 4; word++) sketches[at + word] = spread(2 ** 32);
  };
  for (let document = 0; document < DOCUMENTS; document++) {
    const at = document * WORDS;
    if (next(2)) key(at, next(DOCUMENTS / 2));
    key(at + 4, 1_000_000 + (next(10) ? next(DOCUMENTS) : 0));
    sketches[at + 8] = next(5);
  }
  return sketches;
}

/** The same by maps over joined keys, as plainly as it can be said. */
function oracle(sketches: Uint32Array): Solution {
  const keeper = new Uint32Array(DOCUMENTS).fill(KEPT);
  const code = new Uint8Array(DOCUMENTS);
  for (const [step, keyAt] of [0, 4].entries()) {
    const groups = new Map<string, number[]>();
    for (let document = 0; document < DOCUMENTS; document++) {
      const key = sketches.subarray(document * WORDS + keyAt, document * WORDS + keyAt + 4).join();
      if (keeper[document] === KEPT && key !== "0,0,0,0") groups.set(key, [...(groups.get(key) ?? []), document]);
    }
    const rank = (document: number) => sketches[document * WORDS + 8] as number;
    for (const group of groups.values()) {
      const [best, ...rest] = group.toSorted((a, b) => rank(a) - rank(b) || a - b) as [number, ...number[]];
      for (const document of rest) {
        keeper[document] = best;
        code[document] = step;
      }
    }
  }
  return { keeper: keeper.map((twin) => (twin === KEPT || keeper[twin] === KEPT ? twin : (keeper[twin] as number))), code };
}

function cutAt(sketches: Uint32Array, cuts: readonly number[]) {
  const bounds = [0, ...cuts, DOCUMENTS];
  return bounds
    .slice(1)
    .map((end, index) => ({ sketches: sketches.subarray((bounds[index] as number) * WORDS, end * WORDS), source: 0 }));
}

describe("exactDuplicates: solve", () => {
  const stage = exactDuplicates();
  it.each([1, 2, 3])("equals the oracle in any cut and any memory, seed %i", async (seed) => {
    const sketches = randomSketches(seed);
    const wanted = oracle(sketches);
    const next = numbers(seed + 50);
    const cuts = Array.from({ length: 40 }, () => next(DOCUMENTS)).sort((a, b) => a - b);
    for (const [memoryBytes, parts] of [
      [1 << 30, cutAt(sketches, [])],
      [1 << 30, cutAt(sketches, cuts)],
      [200_000, cutAt(sketches, cuts)],
      [1, cutAt(sketches, cuts)],
    ] as const) {
      const table = aSketchTable(WORDS, parts, memoryBytes);
      expect(await stage.solve(table, context)).toEqual(wanted);
      if (memoryBytes === 1 << 30) expect(table.reads).toBe(parts.length * 2);
      if (memoryBytes === 1) expect(table.reads).toBeGreaterThan(parts.length * 100);
    }
  });

  it("grows where one bucket alone holds more keys than the memory allows", async () => {
    const sketches = randomSketches(9);
    for (let at = 0; at < sketches.length; at += WORDS) {
      if (sketches[at]) sketches[at + 3] = 1;
      sketches[at + 7] = 1;
    }
    const table = aSketchTable(WORDS, cutAt(sketches, []), 1);
    expect(await stage.solve(table, context)).toEqual(oracle(sketches));
  });

  it("solves an empty table", async () => {
    expect(await stage.solve(aSketchTable(WORDS, []), context)).toEqual({ keeper: new Uint32Array(0), code: new Uint8Array(0) });
  });
});
