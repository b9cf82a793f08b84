import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { KEPT } from "../engine/sketch-table.ts";
import { nearDuplicates } from "../stages/dedup/near.ts";
import { aSketchTable, sketchParts } from "../test/helpers/a-sketch-table.ts";
import { type TruthSet, truthSets } from "../test/helpers/near-truth.ts";
import { SHARED } from "./corpus.ts";
import { signatureCost } from "./signature-speed.ts";

/**
 * Near-duplicates beside other tools, one run, one definition for all: a pair is recalled when both documents end in one cluster; precision is
 * the share of documents in clusters of two or more that have a true pair in their cluster. `KIJIL_PYTHON=… [KIJIL_TEXTDEDUP_PYTHON=…]
 * [KIJIL_DATAJUICER_PYTHON=…] npm run bench:dedup-peers -- [part of a set's name, or all] [methods]`: the Pythons have datatrove (with spaCy and Kiwi
 * for its own words), datasketch and rensa; text-dedup; data-juicer. Tools that are not there are left out.
 */
const [
  part = "all",
  methods = "dt14x8,dt14x8_matched,datasketch07_matched,rensaR_matched,rensaC_matched,rensaR_readme,textdedup,dj",
] = process.argv.slice(2);
const CLOSE = 0.8;
const sets = truthSets().filter(({ name }) => part === "all" || name.includes(part));

/** What one tool made of one set; the form of the peers' program. */
interface Line {
  readonly set: string;
  readonly kind: string;
  readonly method: string;
  readonly mb: number;
  readonly cpu_sig: number;
  readonly cpu_cluster: number;
  readonly bins?: Readonly<Record<string, readonly [recalled: number, all: number]>>;
  readonly clustered?: number;
  readonly largest?: number;
  readonly no_pair_08?: number;
  readonly no_pair_07?: number;
  readonly error?: string;
}

function peers(): readonly Line[] {
  const { KIJIL_PYTHON: python, KIJIL_TEXTDEDUP_PYTHON: textDedup, KIJIL_DATAJUICER_PYTHON: dataJuicer } = process.env;
  if (python === undefined) return [];
  const folder = mkdtempSync(join(tmpdir(), "kijil-bench-"));
  const out = join(folder, "out.jsonl");
  const program = join(SHARED, "../peers/datatrove/dedup.py");
  const given = ["--data", SHARED, "--out", out, "--methods", methods, "--sets", sets.map(({ name }) => name).join(",")];
  if (textDedup !== undefined) given.push("--textdedup-python", textDedup);
  if (dataJuicer !== undefined) given.push("--dj-python", dataJuicer);
  const { status, stderr } = spawnSync(python, [program, ...given], { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${program}: exit ${status}\n${stderr.slice(-2000)}`);
  const lines = readFileSync(out, "utf8").split("\n").filter(Boolean);
  rmSync(folder, { recursive: true, force: true });
  return lines.map((line) => JSON.parse(line) as Line);
}

const cpuSeconds = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};

/** The same of ours. */
async function own(set: TruthSet, clusters: "keeper" | "components"): Promise<Line> {
  const stage = nearDuplicates({ shingle: set.shingle, clusters });
  const kernels = loadKernels();
  const documents = set.documents();
  const { bytes, seconds } = await signatureCost(set);
  const parts = await sketchParts(stage, documents, [], kernels);
  const start = process.cpuUsage();
  const { keeper } = await stage.solve(aSketchTable(stage.sketchWords, parts), { seed: 1, kernels });
  const solving = cpuSeconds(start);
  const indexOf = new Map(documents.map(({ id }, index) => [id, index]));
  const clusterOf = (document: number) => (keeper[document] === KEPT ? document : (keeper[document] as number));
  const pairs = set.pairs().flatMap(({ a, b, jaccard }) => {
    const [x, y] = [indexOf.get(a), indexOf.get(b)];
    return x === undefined || y === undefined ? [] : [{ x, y, jaccard, isRecalled: clusterOf(x) === clusterOf(y) }];
  });
  const sizes = new Map<number, number>();
  for (const document of documents.keys()) sizes.set(clusterOf(document), (sizes.get(clusterOf(document)) ?? 0) + 1);
  const clustered = [...documents.keys()].filter((document) => (sizes.get(clusterOf(document)) as number) > 1);
  const alone = (least: number) => {
    const good = new Set(pairs.flatMap(({ x, y, jaccard, isRecalled }) => (jaccard >= least && isRecalled ? [x, y] : [])));
    return clustered.filter((document) => !good.has(document)).length;
  };
  const close = pairs.filter(({ jaccard }) => jaccard >= CLOSE);
  return {
    set: set.name,
    kind: set.shingle,
    method: `kijil, ${clusters}`,
    mb: bytes / 1e6,
    cpu_sig: seconds,
    cpu_cluster: solving,
    bins: { "[0.8,1.1)": [close.filter(({ isRecalled }) => isRecalled).length, close.length] },
    clustered: clustered.length,
    largest: Math.max(...sizes.values()),
    no_pair_08: alone(CLOSE),
    no_pair_07: alone(0.7),
  };
}

const lines: Line[] = [];
for (const set of sets) lines.push(await own(set, "keeper"), await own(set, "components"));
lines.push(...peers().filter(({ set, kind }) => sets.some((each) => each.name === set && each.shingle === kind)));
const sum = (of: readonly Line[], value: (line: Line) => number | undefined) =>
  of.reduce((all, line) => all + (value(line) ?? 0), 0);
const percent = (count: number, all: number) => (all === 0 ? "–" : `${((100 * count) / all).toFixed(1)} %`);

for (const kind of ["char5", "word5"]) {
  const speed = (of: readonly Line[]) => sum(of, ({ mb }) => mb) / sum(of, ({ cpu_sig }) => cpu_sig);
  const ours = speed(lines.filter((line) => line.kind === kind && line.method === "kijil, keeper"));
  console.log(`\n${kind}, ${sets.filter(({ shingle }) => shingle === kind).length} sets together`);
  console.log("| method | recall ≥ 0.8 | precision 0.8 / 0.7 | largest | signatures MB/s | ours ÷ theirs | with clusters MB/s |");
  console.log("|---|---|---|---|---|---|---|");
  for (const method of new Set(lines.map((line) => line.method))) {
    const all = lines.filter((line) => line.kind === kind && line.method === method);
    const of = all.filter(({ bins }) => bins !== undefined);
    for (const { set, error } of all)
      if (error !== undefined) console.log(`| ${method} on ${set} | failed: ${error.slice(0, 80)} |`);
    if (of.length === 0) continue;
    const counts = of.flatMap(({ bins = {} }) =>
      Object.entries(bins).flatMap(([bin, count]) => (/^(\[0\.[89]|1\.0)/.test(bin) ? [count] : [])),
    );
    const [found, pairs] = counts.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0] as readonly [number, number]);
    const clustered = sum(of, (line) => line.clustered);
    const precise = (alone: number) => percent(clustered - alone, clustered);
    const signing = speed(of);
    console.log(
      `| ${method}${of.length < all.length ? ` (${of.length} sets)` : ""} | ${percent(found, pairs)} | ${precise(sum(of, (line) => line.no_pair_08))} / ${precise(sum(of, (line) => line.no_pair_07))} | ${Math.max(...of.map((line) => line.largest ?? 0))} | ${signing.toFixed(2)} | ${(ours / signing).toFixed(1)} | ${(sum(of, ({ mb }) => mb) / sum(of, (line) => line.cpu_sig + line.cpu_cluster)).toFixed(2)} |`,
    );
  }
}
