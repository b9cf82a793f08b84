import { loadKernels } from "../engine/kernels/kernels.ts";
import { KEPT } from "../engine/sketch-table.ts";
import { bandRecall } from "../stages/dedup/band-shape.ts";
import { simhashDuplicates } from "../stages/dedup/simhash.ts";
import { aSketchTable, sketchParts } from "../test/helpers/a-sketch-table.ts";
import { againstTruth, revisionSets, type TruthSet, truthSets } from "../test/helpers/near-truth.ts";
import { signatureCost } from "./signature-speed.ts";

/**
 * Near-duplicates against every pair of the shared truth files, the speed of signatures, and SimHash over the same sets: `npm run
 * bench:near-duplicates -- [part of a set's name]`.
 */
const SIMILARITY = 0.8;
const BINS = [0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;
const sets = truthSets().filter(({ name }) => name.includes(process.argv[2] ?? ""));
const percent = (share: number): string => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`);

/** What SimHash makes of a set: pairs of twins both kept, documents removed, and those of them without a true twin for a keeper. */
async function bySimhash(set: TruthSet, implementation: "kijil" | "simhash-js", distance: number) {
  const stage = simhashDuplicates({ implementation, distance, shingle: set.shingle });
  const kernels = loadKernels();
  const documents = set.documents();
  const start = process.cpuUsage();
  const parts = await sketchParts(stage, documents, [], kernels);
  const { user, system } = process.cpuUsage(start);
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
    bytes: documents.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    seconds: (user + system) / 1e6,
  };
}

const bins = BINS.map((from) => ({ from, pairs: 0, found: 0, expected: 0, datatrove: 0, bothKept: 0 }));
console.log(
  "| set | shingle | documents | pairs ≥ 0.8 | both kept | removed | of these without a true twin | largest cluster | signatures MB/s |",
);
for (const set of sets) {
  const { documents, pairs, twins, largest } = await againstTruth(set);
  const truth = new Map(pairs.map(({ a, b, jaccard }) => [[a, b].sort().join("\n"), jaccard]));
  const wrong = twins.filter(({ id, keeper }) => (truth.get([id, keeper].sort().join("\n")) ?? 0) < SIMILARITY - 1e-6).length;
  const close = pairs.filter(({ jaccard }) => jaccard >= SIMILARITY);
  const bothKept = close.filter(({ areBothKept }) => areBothKept).length;
  const { bytes, seconds } = await signatureCost(set);
  console.log(
    `| ${set.name} | ${set.shingle} | ${documents} | ${close.length} | ${bothKept} | ${twins.length} | ${wrong} | ${largest} | ${(bytes / 1e6 / seconds).toFixed(0)} |`,
  );
  for (const pair of pairs) {
    const bin = bins.findLast(({ from }) => pair.jaccard >= from);
    if (!bin) continue;
    bin.pairs++;
    bin.found += Number(pair.isFound);
    bin.bothKept += Number(pair.areBothKept);
    bin.expected += bandRecall(pair.jaccard, { bands: 18, rows: 6 });
    bin.datatrove += bandRecall(pair.jaccard, { bands: 14, rows: 8 });
  }
}
console.log("\n| Jaccard | pairs | share a band | theory of 18 × 6 | theory of 14 × 8 | both kept |");
for (const { from, pairs, found, expected, datatrove, bothKept } of bins)
  console.log(
    `| from ${from} | ${pairs} | ${percent(found / pairs)} | ${percent(expected / pairs)} | ${percent(datatrove / pairs)} | ${percent(bothKept / pairs)} |`,
  );
console.log("\n| revisions | shingle | pairs | ≥ 0.8 | both kept of these | both kept of all |");
for (const set of revisionSets()) {
  const { pairs } = await againstTruth(set);
  const close = pairs.filter(({ jaccard }) => jaccard >= SIMILARITY);
  console.log(
    `| ${set.name} | ${set.shingle} | ${pairs.length} | ${close.length} | ${close.filter(({ areBothKept }) => areBothKept).length} | ${pairs.filter(({ areBothKept }) => areBothKept).length} |`,
  );
}
console.log(
  "\n| SimHash over all sets | pairs ≥ 0.8 | both kept | removed | of these with another keeper than a true twin | MB/s |",
);
for (const [implementation, distance] of [
  ["kijil", 3],
  ["kijil", 6],
  ["kijil", 10],
  ["simhash-js", 0],
  ["simhash-js", 2],
  ["simhash-js", 4],
] as const) {
  const all = { pairs: 0, bothKept: 0, removed: 0, wrong: 0, bytes: 0, seconds: 0 };
  for (const set of sets) {
    const found = await bySimhash(set, implementation, distance);
    for (const key of Object.keys(all) as (keyof typeof all)[]) all[key] += found[key];
  }
  const { pairs, bothKept, removed, wrong, bytes, seconds } = all;
  console.log(
    `| ${implementation}, distance ${distance} | ${pairs} | ${bothKept} (${percent(bothKept / pairs)}) | ${removed} | ${wrong} | ${(bytes / 1e6 / seconds).toFixed(1)} |`,
  );
}
