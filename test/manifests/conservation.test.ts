import { describe, expect, it } from "vitest";
import { IntegrityError } from "../../engine/errors.ts";
import { assertConserved } from "../../manifests/conservation.ts";

const outcome = (kept: number, removed = 0, quarantined = 0) => ({ kept, removed, quarantined });
const states = (kept: number, removed = 0, quarantined = 0) => ({ kept, quarantined, removed: new Map([[3, removed]]) });

describe("conservation", () => {
  it("holds where every document has one outcome", () => {
    const recorded = new Map([
      ["news", outcome(1, 2, 3)],
      ["wiki", outcome(0)],
    ]);
    const read = new Map([
      ["news", 6],
      ["wiki", 0],
    ]);
    expect(() => assertConserved(read, new Map([["news", 1]]), recorded, states(1, 2, 3))).not.toThrow();
    expect(() => assertConserved(new Map(), new Map(), new Map(), states(0))).not.toThrow();
  });

  it.each([
    [
      7,
      outcome(1, 2, 3),
      states(1, 2, 3),
      "source news: got 1 kept + 2 removed + 3 quarantined = 6, wanted 7 read; all sources: got 1 kept",
    ],
    [6, outcome(1, 2, 3), states(1, 2, 4), "twice. all sources: got 1 kept + 2 removed + 4 quarantined = 7, wanted 6 read."],
    [5, outcome(1, 2, 3), states(1, 1, 3), "source news: got 1 kept + 2 removed + 3 quarantined = 6, wanted 5 read."],
  ])("names the sums that do not hold", (read, recorded, counted, message) => {
    const check = () =>
      assertConserved(new Map([["news", read]]), new Map([["news", 1]]), new Map([["news", recorded]]), counted);
    expect(check).toThrow(IntegrityError);
    expect(check).toThrow(message);
  });

  it("knows of sources that only one side has", () => {
    const one = new Map([["news", outcome(2)]]);
    expect(() => assertConserved(new Map([["wiki", 2]]), new Map([["news", 2]]), one, states(2))).toThrow(
      /source wiki: got 0 kept.*wanted 2 read; source news: got 2 kept.*wanted 0 read\./,
    );
  });

  it("notices a document that lineage keeps and the pool does not hold", () => {
    const check = () =>
      assertConserved(new Map([["news", 3]]), new Map([["news", 1]]), new Map([["news", outcome(2, 1)]]), states(2, 1));
    expect(check).toThrow("source news: got 2 kept in lineage, wanted 1 as in the pool");
  });
});
