/**
 * Read → passes → shards, beside what the codec and Node's JSON cost on the same files in the same run.
 * `npm run bench:end-to-end [-- repetitions]`
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { makeCorpus } from "./corpus.ts";
import { median, type Timed, timed } from "./timed-command.ts";

const repetitions = Number(process.argv[2] ?? 5);
const COPIES = 4;
const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "kijil-bench-"));
const corpusFolder = join(folder, "corpus");
const corpus = makeCorpus(corpusFolder, COPIES);
const floorOut = join(folder, "floor");
mkdirSync(floorOut);

const kijil =
  (workers: number, ...settings: string[]) =>
  () => {
    const out = join(folder, `run-${workers}`);
    rmSync(out, { recursive: true, force: true });
    const words = [
      "run",
      "--config",
      join(root, "bench/end-to-end.config.ts"),
      "--out",
      out,
      "--workers",
      String(workers),
      "--quiet",
      "--json",
      ...settings.flatMap((setting) => ["--set", setting]),
    ];
    return timed([process.execPath, join(root, "dist/cli/main.js"), ...words], { KIJIL_BENCH_CORPUS: corpusFolder });
  };
const floor = (kind: string) => () => timed([process.execPath, join(root, "bench/floors.mjs"), kind, floorOut, ...corpus.files]);

const subjects: Readonly<Record<string, () => Timed>> = {
  "floor 1: zstd decode, line scan, zstd encode": floor("scan"),
  "floor 2: zstd decode, JSON.parse, JSON.stringify, zstd encode": floor("json"),
  "kijil, 1 worker": kijil(1),
  "kijil, 2 workers": kijil(2),
  "kijil, 1 worker, records with their language alone": kijil(1, 'stage1.attributes=["lang"]'),
};
const figures = new Map<string, Timed[]>(Object.keys(subjects).map((name) => [name, []]));
for (let round = 0; round <= repetitions; round++) {
  const names = Object.keys(subjects);
  for (const name of round % 2 === 0 ? names : names.reverse()) {
    const result = (subjects[name] as () => Timed)();
    console.error(`round ${round}: ${name}: ${result.wallSeconds.toFixed(1)} s, ${result.cpuSeconds.toFixed(1)} s CPU`);
    if (round > 0) figures.get(name)?.push(result);
  }
}

const megabytes = corpus.bytes / 1e6;
console.log(`${cpus()[0]?.model}, ${cpus().length} processors, Node ${process.version}`);
console.log(
  `${corpus.documents} documents, ${megabytes.toFixed(1)} MB of JSONL in ${corpus.files.length} zstd files; medians of ${repetitions}\n`,
);
console.log("| | MB/s wall | MB/s a CPU second | peak RSS MB | of floor 2, CPU | of floor 2, wall |");
console.log("|---|---|---|---|---|---|");
const base = figures.get("floor 2: zstd decode, JSON.parse, JSON.stringify, zstd encode") as Timed[];
for (const [name, runs] of figures) {
  const wall = megabytes / median(runs.map(({ wallSeconds }) => wallSeconds));
  const cpu = megabytes / median(runs.map(({ cpuSeconds }) => cpuSeconds));
  const ratio = (of: (run: Timed) => number) => median(runs.map((run, index) => of(base[index] as Timed) / of(run)));
  const peak = median(runs.map(({ peakMegabytes }) => peakMegabytes));
  const share = (value: number) => `${(100 * value).toFixed(1)} %`;
  console.log(
    `| ${name} | ${wall.toFixed(1)} | ${cpu.toFixed(1)} | ${peak.toFixed(0)} | ${share(ratio((run) => run.cpuSeconds))} | ${share(ratio((run) => run.wallSeconds))} |`,
  );
}
rmSync(folder, { recursive: true, force: true });
