import { loadKernels } from "../engine/kernels/kernels.ts";
import { KEPT } from "../engine/sketch-table.ts";
import type { BarrierStage } from "../engine/stage.ts";
import { nearDuplicates } from "../stages/dedup/near.ts";
import { simhashDuplicates } from "../stages/dedup/simhash.ts";
import { aSketchTable, sketchParts } from "../test/helpers/a-sketch-table.ts";
import { type TruthSet, truthSets } from "../test/helpers/near-truth.ts";

/**
 * MinHash, SimHash and the fingerprints of `simhash-js` against every pair of the shared truth files with up to 10,000 documents (SimHash
 * compares ever more pairs by chance as documents grow more): `npm run bench:simhash -- [part of a set's name]`.
 */
const SIMILARITY = 0.8;
const MOST_DOCUMENTS = 10_000;
const sets = truthSets().filter((set) => set.name.includes(process.argv[2] ?? "") && set.documents().length <= MOST_DOCUMENTS);

/** What a stage makes of a set: pairs of twins both kept, documents removed, and those of them with another keeper than a true twin. */
async function against(set: TruthSet, stage: BarrierStage) {
  const kernels = loadKernels();
  const documents = set.documents();
  const parts = await sketchParts(stage, documents, [], kernels);
  const { keeper } = await stage.solve(aSketchTable(stage.sketchWords, parts), { seed: 1, kernels });
  const isKept = new Set(documents.filter((_, index) => keeper[index] === KEPT).map(({ id }) => id));
  const pairs = set.pairs().filter(({ jaccard }) => jaccard >= SIMILARITY);
  const isTrue = new Set(pairs.flatMap(({ a, b }) => [`${a}\n${b}`, `${b}\n${a}`]));
  const removed = documents.flatMap(({ id }, index) => {
    const stands = keeper[index] as number;
    return stands === KEPT ? [] : [`${id}\n${documents[stands]?.id}`];
  });
  return {
    pairs: pairs.length,
    bothKept: pairs.filter(({ a, b }) => isKept.has(a) && isKept.has(b)).length,
    removed: removed.length,
    wrong: removed.filter((pair) => !isTrue.has(pair)).length,
  };
}

const methods: readonly (readonly [name: string, stageFor: (set: TruthSet) => BarrierStage])[] = [
  ["MinHash", ({ shingle }) => nearDuplicates({ shingle })],
  ...[3, 6].map(
    (distance) =>
      [`SimHash, distance ${distance} of 64`, ({ shingle }: TruthSet) => simhashDuplicates({ distance, shingle })] as const,
  ),
  ...[0, 2, 4].map(
    (distance) =>
      [`simhash-js, distance ${distance} of 32`, () => simhashDuplicates({ distance, implementation: "simhash-js" })] as const,
  ),
];
console.log("| method | pairs ≥ 0.8 | both kept | removed | of these with another keeper than a true twin |");
console.log("| --- | --- | --- | --- | --- |");
for (const [name, stageFor] of methods) {
  const all = { pairs: 0, bothKept: 0, removed: 0, wrong: 0 };
  for (const set of sets) {
    const found = await against(set, stageFor(set));
    for (const key of Object.keys(all) as (keyof typeof all)[]) all[key] += found[key];
  }
  const { pairs, bothKept, removed, wrong } = all;
  const share = (count: number, of: number) => (of === 0 ? "–" : `${((100 * count) / of).toFixed(1)} %`);
  console.log(
    `| ${name} | ${pairs} | ${bothKept} (${share(bothKept, pairs)}) | ${removed} | ${wrong} (${share(wrong, removed)}) |`,
  );
}
