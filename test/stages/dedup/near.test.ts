import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { KEPT, type Solution, type SolutionColumn } from "../../../engine/sketch-table.ts";
import type { BarrierStage } from "../../../engine/stage.ts";
import { nearDuplicates } from "../../../stages/dedup/near.ts";
import type { ARecord } from "../../helpers/a-batch.ts";
import { aSketchTable, sketchParts } from "../../helpers/a-sketch-table.ts";
import { describeBarrier } from "../../helpers/barrier-contract.ts";

/** Words of a sentence that no two seeds have in common. */
const words = (seed: string, count: number): string => Array.from({ length: count }, (_, index) => `${seed}${index}`).join(" ");
const page = (id: string, text: string, more: Partial<ARecord> = {}) => ({ id, text, source: "web", ...more });

const STORY = words("story", 60);
const LONG = `${STORY} ${words("end", 4)}`;

/** The signatures that a run called `first` kept: of two documents, one of which has a twin that went. */
const FOLDER = mkdtempSync(join(tmpdir(), "kijil-test-"));
const EARLIER = join(FOLDER, "near-duplicates.index");
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));
{
  const stage = nearDuplicates({ shingle: "word2", index: "first" });
  const documents = [page("old-story", STORY), page("old-twin", words("story", 59)), page("옛글", words("old", 30))];
  const table = aSketchTable(stage.sketchWords, await sketchParts(stage, documents));
  await stage.solve(table, { seed: 7, kernels: loadKernels(), leavesFolder: FOLDER });
}

describeBarrier(nearDuplicates({ shingle: "word2", against: [EARLIER] }), {
  documents: [
    page("a", LONG),
    page("b", words("other", 60)),
    page("c", words("other", 58)),
    page("d", `${words("old", 30)} more`),
    page("e", words("story", 50)),
    page("f", words("story", 52)),
  ],
  // e has no twin among those kept before, a is none of its own run; f is a twin of both.
  removed: {
    a: ["near-duplicate-of-earlier", "a"],
    c: ["near-duplicate", "b"],
    d: ["near-duplicate-of-earlier", "d"],
    e: ["near-duplicate-of-earlier", "e"],
    f: ["near-duplicate-of-earlier", "f"],
  },
  labels: {
    "earlier.run": { a: "first", d: "first", e: "first", f: "first" },
    "earlier.id": { a: "old-story", d: "옛글", e: "old-story", f: "old-story" },
  },
});

describeBarrier(nearDuplicates({ shingle: "word2" }), {
  elsewhere: ["near-duplicate-of-earlier"],
  documents: [
    page("a", STORY),
    page("b", LONG),
    page("c", `${STORY.toUpperCase()}\n`),
    page("d", words("other", 60)),
    page("e", `${words("story", 30)} ${words("half", 30)}`),
    page("f", "한 두"),
    page("g", " 한\n두 "),
    page("h", "한 세"),
    page("i", ""),
    page("j", " \n"),
    page("k", words("other", 58)),
  ],
  // b is longest and has both twins; e has half of the story only.
  removed: {
    a: ["near-duplicate", "b"],
    c: ["near-duplicate", "b"],
    f: ["near-duplicate", "g"],
    i: ["near-duplicate", "j"],
    k: ["near-duplicate", "d"],
  },
});

describeBarrier(nearDuplicates({ shingle: "char3", clusters: "components", keep: "sources", sources: ["books"] }), {
  elsewhere: ["near-duplicate-of-earlier"],
  documents: [
    page("a", "가나다라마바사아자차카타파하 하나", { source: "web" }),
    page("b", "가나다라마바사아자차카타파하 하나 둘", { source: "books" }),
    page("c", "가나다라마바사아자차카타파하 하나 둘 셋", { source: "web" }),
    page("d", "가나다라마바사아자차카타파하 하나 둘 셋 넷 다", { source: "web" }),
    page("e", "전혀 다른 글", { source: "web" }),
  ],
  removed: { a: ["near-duplicate", "b"], c: ["near-duplicate", "b"], d: ["near-duplicate", "b"] },
});

async function solve(stage: BarrierStage, documents: readonly ARecord[], memoryBytes = 1 << 30): Promise<Solution> {
  return stage.solve(aSketchTable(stage.sketchWords, await sketchParts(stage, documents), memoryBytes), {
    seed: 7,
    kernels: loadKernels(),
  });
}

const all = (column: SolutionColumn | undefined, documents = 3): number[] => [...(column?.slice(0, documents) ?? [])];
const kept = ({ keeper }: Solution): number[] => [...keeper.keys()].filter((document) => keeper[document] === KEPT);

describe("nearDuplicates: keepers", () => {
  const twins = [
    page("a", `${STORY} x`, { source: "web", meta: { date: "2019-05-01", title: "" }, attributes: { quality: 0.2 } }),
    page("b", STORY, { source: "wiki", meta: { date: "2021", title: "t", license: "l" }, attributes: { quality: 0.9 } }),
    page("c", `${STORY} y`, { source: "books", meta: { date: "2021-01-02T00:00:00+09:00" }, attributes: {} }),
  ];
  it.each([
    [{ keep: "longest" }, 0],
    [{ keep: "score", score: "quality" }, 1],
    [{ keep: "newest" }, 2],
    [{ keep: "sources", sources: ["books", "wiki"] }, 2],
    [{ keep: "metadata" }, 1],
    [{ keep: "first" }, 0],
  ] as const)("%j", async (options, keeper) => {
    const solution = await solve(nearDuplicates({ ...options, shingle: "word5" }), twins);
    expect(kept(solution)).toEqual([keeper]);
    expect(all(solution.attributes?.["cluster.size"])).toEqual([3, 3, 3]);
  });

  it("tells similarity, estimate and bands of removed documents, and nothing of kept ones", async () => {
    const documents = [page("a", words("w", 100)), page("b", `${words("w", 97)} x`), page("c", words("v", 9))];
    const { value, attributes } = await solve(nearDuplicates({ shingle: "word1" }), documents);
    // 97 words in common of 101.
    expect(all(value)).toEqual([Number.NaN, Math.fround(97 / 101), Number.NaN]);
    expect(all(attributes?.["cluster.estimate"])[1]).toBeGreaterThan(0.88);
    expect(all(attributes?.["cluster.bands"])[1]).toBeGreaterThan(8);
    expect(all(attributes?.["cluster.size"])).toEqual([2, 2, 1]);
  });
});

describe("nearDuplicates: options", () => {
  it("derives bands and rows from similarity and recall", () => {
    const words = (options: Parameters<typeof nearDuplicates>[0]) => nearDuplicates(options).sketchWords;
    // 18 × 6 of at most 112; 14 × 8 as asked for.
    expect(words({})).toBe(4 + 18 * 2 + 112 / 4);
    expect(words({ bands: 14, rows: 8 })).toBe(4 + 14 * 2 + 112 / 4);
    expect(words({ similarity: 1 })).toBe(4 + 2 + 112 / 4);
  });

  it.each([
    [{ bands: 3 }, "Give both"],
    [{ keep: "score" }, "names no attribute"],
    [{ keep: "sources" }, "names none"],
    [{ similarity: 0.1, recall: 0.9999, permutations: 16 }, "Raise permutations"],
    [{ bands: 200, rows: 64 }, "Give fewer"],
    [{ shingle: "word0" }, "must be word1"],
    [{ shingle: { ko: "char5" } }, "other"],
  ] as const)("complains about %j", (options, complaint) => {
    expect(nearDuplicates(options).problems[0]?.message).toContain(complaint);
  });

  it("cuts each language as it is told, and guesses where there is no label", async () => {
    // As characters the two Korean texts are twins, as words of five they are not.
    const korean = "동해 물과 백두산이 마르고 닳도록 하느님이 보우하사 우리나라 만세";
    const documents = [page("a", korean), page("b", `${korean}!`), page("c", korean, { attributes: { lang: "ko" } })];
    expect(kept(await solve(nearDuplicates({ keep: "first" }), documents))).toEqual([0]);
    expect(kept(await solve(nearDuplicates({ keep: "first", shingle: "word5" }), documents))).toEqual([0, 1]);
  });

  it("signs with datatrove's hashes on demand, and decides the same", async () => {
    const documents = [page("a", LONG), page("b", STORY), page("c", words("other", 50)), page("d", "한 두"), page("e", "한 두")];
    for (const clusters of ["keeper", "components"] as const) {
      const { keeper, value } = await solve(nearDuplicates({ hash: "datatrove", bands: 14, rows: 8, clusters }), documents);
      expect([...keeper]).toEqual([KEPT, 0, KEPT, KEPT, 3]);
      // 56 shingles of 60.
      expect(all(value)[1]).toBe(Math.fround(56 / 60));
    }
  });

  it("can take estimates or bands for proof", async () => {
    const documents = [page("a", words("w", 200)), page("b", `${words("w", 190)} ${words("x", 10)}`)];
    for (const verify of ["sketch", "bands"] as const) {
      const { keeper, value } = await solve(nearDuplicates({ shingle: "word1", verify, keep: "first" }), documents);
      expect([...keeper]).toEqual([KEPT, 0]);
      expect(all(value)[1]).toBeCloseTo(190 / 210, 1);
    }
  });
});
