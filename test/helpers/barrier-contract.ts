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
  /** Id of a removed document → its reason and the id of the document kept in its place, its own where none of the run is; all others are kept. */
  readonly removed: Readonly<Record<string, readonly [reason: string, keeper: string]>>;
  /** Id of a document that is kept → what its text becomes; all other texts stay. */
  readonly edited?: Readonly<Record<string, string>>;
  /** Labels that are set, by attribute and id. */
  readonly labels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Reasons that another example of the same stage shows. */
  readonly elsewhere?: readonly string[];
  /** Set where the policy itself goes by the order of documents, so that another order may keep others. */
  readonly orderMatters?: boolean;
}

/** A solution with all that is asked of it by document. */
type Solved = Pick<Solution, "keeper" | "code"> & {
  readonly columns: Readonly<Record<string, readonly number[]>>;
  readonly labels: Readonly<Record<string, readonly (string | undefined)[]>>;
  readonly cuts: readonly (Uint32Array | undefined)[];
};

function spelledOut({ keeper, code, value, attributes = {}, labels = {}, cuts }: Solution): Solved {
  const each = [...keeper.keys()];
  const columns = { ...attributes, ...(value ? { value } : {}) };
  return {
    keeper,
    code,
    columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, [...column.slice(0, each.length)]])),
    labels: Object.fromEntries(Object.entries(labels).map(([name, label]) => [name, each.map(label)])),
    cuts: each.map((document) => (keeper[document] === KEPT ? cuts?.(document) : undefined)),
  };
}

/** A text without some ranges of its bytes; throws where they cut a character in two. */
export function without(text: string, cuts: Uint32Array): string {
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  for (let cut = 0; cut <= cuts.length; cut += 2)
    pieces.push(bytes.subarray(cut === 0 ? 0 : cuts[cut - 1], cut === cuts.length ? bytes.length : cuts[cut]));
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(pieces));
}

/** Holds a barrier stage to what every barrier promises, and to its own example. */
export function describeBarrier(
  stage: BarrierStage,
  { documents, removed, edited = {}, labels = {}, elsewhere = [], orderMatters = false }: BarrierExamples,
): void {
  async function solve(order: readonly Identified[], cuts: readonly number[] = [], memoryBytes = 1 << 30): Promise<Solved> {
    const parts = await sketchParts(stage, order, cuts);
    const table = aSketchTable(stage.sketchWords, parts, memoryBytes);
    return spelledOut(await stage.solve(table, { seed: 7, kernels: loadKernels() }));
  }
  const inWords = (order: readonly Identified[], { keeper, code }: Solved) =>
    Object.fromEntries(
      order.flatMap(({ id }, index) => {
        const twin = keeper[index] as number;
        return twin === KEPT ? [] : [[id, [stage.codes[code[index] as number], order[twin]?.id]]];
      }),
    );

  describe(`${stage.name}: contract`, () => {
    let solution: Solved;
    beforeAll(async () => {
      expect(stage.problems).toEqual([]);
      solution = await solve(documents);
    });

    it("has an example for every reason", () => {
      expect(new Set([...stage.codes, ...stage.edits])).toEqual(new Set(Object.keys(stage.reasons)));
      expect(Object.keys(edited).length > 0).toBe(stage.edits.length > 0);
      expect(new Set([...Object.values(removed).map(([reason]) => reason), ...elsewhere])).toEqual(new Set(stage.codes));
    });

    it("removes what its example says, and names who stands for it", () => {
      expect(inWords(documents, solution)).toEqual(removed);
    });

    it("sets the labels that its example says", () => {
      for (const [name, kind] of Object.entries(stage.writes)) {
        const set = documents.flatMap(({ id }, document) => {
          const label = solution.labels[name]?.[document];
          return label === undefined ? [] : [[id, label]];
        });
        if (kind === "label") expect(Object.fromEntries(set)).toEqual(labels[name] ?? {});
      }
    });

    it("changes the texts that its example says", () => {
      const changed = documents.flatMap(({ id, text }, document) => {
        const cuts = solution.cuts[document];
        return cuts ? [[id, without(text, cuts)]] : [];
      });
      expect(Object.fromEntries(changed)).toEqual(edited);
    });

    it("keeps every keeper", () => {
      for (const [document, twin] of solution.keeper.entries())
        if (twin !== KEPT && twin !== document) expect(solution.keeper[twin]).toBe(KEPT);
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
