import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { KEPT } from "../engine/sketch-table.ts";
import { bandRecall } from "../stages/dedup/band-shape.ts";
import { nearDuplicates } from "../stages/dedup/near.ts";
import { simhashDuplicates } from "../stages/dedup/simhash.ts";
import { aBatch } from "../test/helpers/a-batch.ts";
import { aSketchTable, sketchParts } from "../test/helpers/a-sketch-table.ts";
import { againstTruth, revisionSets, type TruthSet, truthSets } from "../test/helpers/near-truth.ts";
import { SHARED } from "./corpus.ts";

/**
 * Near-duplicates against every pair of the shared truth files, and the speed of signatures: `[KIJIL_PYTHON=…] npm run
 * bench:near-duplicates -- [part of a set's name]`. With a Python that has datatrove and rensa the peers' program runs on the same sets in the same run.
 */
const SIMILARITY = 0.8;
const BATCH = 500;
const ROUNDS = 5;
const BINS = [0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;
const sets = truthSets().filter(({ name }) => name.includes(process.argv[2] ?? ""));
const percent = (share: number): string => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`);

/** MB of text a CPU second through sketching alone: text for shingles, shingles, MinHash 112, keys of 14 bands, evidence. */
async function signatureSpeed(set: TruthSet): Promise<number> {
  const stage = nearDuplicates({ shingle: set.shingle, bands: 14, rows: 8, keep: "first" });
  const kernels = loadKernels();
  const sketcher = await stage.openSketch({ seed: 1, kernels });
  const documents = set.documents();
  const evidence = new Uint32Array(16e6).fill(1);
  let bytes = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    let seconds = 0;
    bytes = 0;
    for (let from = 0; from < documents.length; from += BATCH) {
      const mark = kernels.mark();
      const batch = aBatch(documents.slice(from, from + BATCH), { kernels });
      const into = new Uint32Array(batch.count * stage.sketchWords);
      let next = 0;
      const append = (words: Uint32Array) => {
        evidence.set(words, next);
        next += words.length;
        return next - words.length;
      };
      const start = process.cpuUsage();
      sketcher.sketchBatch(batch, into, 0, { append });
      const { user, system } = process.cpuUsage(start);
      seconds += (user + system) / 1e6;
      for (let row = 0; row < batch.count; row++) bytes += batch.textBytes[row] as number;
      kernels.release(mark);
    }
    best = Math.min(best, seconds);
  }
  return bytes / 1e6 / best;
}

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

interface PeerLine {
  readonly set: string;
  readonly kind: string;
  readonly method: string;
  readonly mbps_sig?: number;
  readonly bins?: Readonly<Record<string, readonly [number, number]>>;
  readonly clustered?: number;
  readonly no_pair_08?: number;
  readonly error?: string;
}

function peers(python: string): readonly PeerLine[] {
  const folder = mkdtempSync(join(tmpdir(), "kijil-bench-"));
  const out = join(folder, "out.jsonl");
  const program = join(SHARED, "../peers/datatrove/dedup.py");
  const { status, stderr } = spawnSync(
    python,
    [
      program,
      "--data",
      SHARED,
      "--out",
      out,
      "--methods",
      "dt14x8_matched,rensaR_matched",
      "--sets",
      sets.map(({ name }) => name).join(","),
    ],
    { encoding: "utf8", maxBuffer: 2 ** 27 },
  );
  if (status !== 0) throw new Error(`${program}: exit ${status}\n${stderr.slice(-2000)}`);
  const lines = readFileSync(out, "utf8").split("\n").filter(Boolean);
  rmSync(folder, { recursive: true, force: true });
  return lines.map((line) => JSON.parse(line) as PeerLine);
}

const python = process.env["KIJIL_PYTHON"];
const others = python === undefined ? [] : peers(python);
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
  console.log(
    `| ${set.name} | ${set.shingle} | ${documents} | ${close.length} | ${bothKept} | ${twins.length} | ${wrong} | ${largest} | ${(await signatureSpeed(set)).toFixed(0)} |`,
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
if (others.length > 0) {
  console.log("\n| set | method | signatures MB/s | ours ÷ theirs | recall ≥ 0.8 | clustered without a true pair |");
  for (const {
    set: name,
    kind,
    method,
    mbps_sig: speed,
    bins: recalled = {},
    clustered = 0,
    no_pair_08: alone = 0,
    error,
  } of others) {
    const set = sets.find((each) => each.name === name && each.shingle === kind);
    if (!set || speed === undefined) {
      console.log(`| ${name} | ${method} | failed: ${error} |`);
      continue;
    }
    const ours = await signatureSpeed(set);
    const counts = Object.entries(recalled).flatMap(([bin, count]) => (/^(\[0\.[89]|1\.0)/.test(bin) ? [count] : []));
    const [found, all] = counts.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0] as readonly [number, number]);
    console.log(
      `| ${name} | ${method} | ${speed} | ${(ours / speed).toFixed(0)} | ${percent(found / all)} | ${alone} of ${clustered} |`,
    );
  }
}
