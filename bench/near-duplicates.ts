import { bandRecall } from "../stages/dedup/band-shape.ts";
import { againstTruth, revisionSets, truthSets } from "../test/helpers/near-truth.ts";
import { signatureCost } from "./signature-speed.ts";

/**
 * Near-duplicates against every pair of the shared truth files, the speed of signatures, and SimHash over the same sets: `npm run
 * bench:near-duplicates -- [part of a set's name]`.
 */
const SIMILARITY = 0.8;
const BINS = [0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;
const sets = truthSets().filter(({ name }) => name.includes(process.argv[2] ?? ""));
const percent = (share: number): string => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`);

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
