import { beforeAll, describe, expect, it } from "vitest";
import { loadKernels } from "../../engine/kernels/kernels.ts";
import { KEPT, type Solution } from "../../engine/sketch-table.ts";
import type { BarrierStage } from "../../engine/stage.ts";
import type { ARecord } from "./a-batch.ts";
import { aSketchTable, sketchParts } from "./a-sketch-table.ts";

type Identified = ARecord & { readonly id: string };

/** Documents with a planted answer. */
export interface BarrierExamples {
  /** In the order they travel; those of one source stand together. */
  readonly documents: readonly Identified[];
  /** Id of a removed document → its reason and the id of the document kept in its place; all others are kept. */
  readonly removed: Readonly<Record<string, readonly [reason: string, keeper: string]>>;
  /** Set where the policy itself goes by the order of documents, so that another order may keep others. */
  readonly orderMatters?: boolean;
}

/** Holds a barrier stage to what every barrier promises, and to its own example. */
export function describeBarrier(stage: BarrierStage, { documents, removed, orderMatters = false }: BarrierExamples): void {
  async function solve(order: readonly Identified[], cuts: readonly number[] = [], memoryBytes = 1 << 30): Promise<Solution> {
    const parts = await sketchParts(stage, order, cuts);
    return stage.solve(aSketchTable(stage.sketchWords, parts, memoryBytes), {
      seed: 7,
      kernels: loadKernels(),
    });
  }
  const inWords = (order: readonly Identified[], { keeper, code }: Solution) =>
    Object.fromEntries(
      order.flatMap(({ id }, index) => {
        const twin = keeper[index] as number;
        return twin === KEPT ? [] : [[id, [stage.codes[code[index] as number], order[twin]?.id]]];
      }),
    );

  describe(`${stage.name}: contract`, () => {
    let solution: Solution;
    beforeAll(async () => {
      expect(stage.problems).toEqual([]);
      solution = await solve(documents);
    });

    it("has an example for every reason", () => {
      expect(new Set(stage.codes)).toEqual(new Set(Object.keys(stage.reasons)));
      expect(new Set(Object.values(removed).map(([reason]) => reason))).toEqual(new Set(stage.codes));
    });

    it("removes what its example says, and names who stands for it", () => {
      expect(inWords(documents, solution)).toEqual(removed);
    });

    it("keeps every keeper", () => {
      for (const twin of solution.keeper) if (twin !== KEPT) expect(solution.keeper[twin]).toBe(KEPT);
    });

    it("solves the same again, in any cut into parts and with hardly any memory", async () => {
      const each = documents.map((_, index) => index);
      expect(await solve(documents)).toEqual(solution);
      for (const cuts of [each, each.filter((index) => index % 3 === 1), each.slice(0, 2)]) {
        expect(await solve(documents, cuts)).toEqual(solution);
        expect(await solve(documents, cuts, 1)).toEqual(solution);
      }
    });

    if (orderMatters) return;
    it("decides the same in another order of documents", async () => {
      const backwards = [...documents].reverse();
      expect(inWords(backwards, await solve(backwards))).toEqual(removed);
    });
  });
}
