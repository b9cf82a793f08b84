import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openLineageReader } from "../manifests/lineage-read.ts";
import { type BenchRecord, makeCorpus } from "./corpus.ts";
import { timed } from "./timed-command.ts";

/**
 * The shared corpora over and over, every copy but the first perturbed, from files to shards through exact and near-duplicates and repeated
 * text: `npm run build && npm run soak:corpora -- [copies…] [pattern]`, 1 2 4 8 if none are given, of the corpora whose names match. Peak
 * memory must stay as it is while the input grows.
 */
const MAIN = resolve(import.meta.dirname, "../dist/cli/main.js");
/** What the barriers may hold, and how much more than with the least input a run may take. */
const [MEMORY_BYTES, MOST_GROWTH] = [256 * 2 ** 20, 1.35];
const words = process.argv.slice(2);
const copies = words.map(Number).filter((times) => times > 0);
const names = new RegExp(words.find((word) => Number.isNaN(Number(word))) ?? ".");

const CONFIG = `
import { defineConfig } from "kijil";
import { exactDuplicates } from "kijil/stages/dedup/exact";
import { nearDuplicates } from "kijil/stages/dedup/near";
import { repeatedPassages } from "kijil/stages/dedup/repeated-passages";
import { repeatedUnits } from "kijil/stages/dedup/repeated-units";
import { jsonl } from "kijil/stages/read/jsonl";

export default defineConfig({
  name: "soak",
  workers: 1,
  memoryBytes: ${MEMORY_BYTES},
  sources: [jsonl("all", { files: "*.jsonl.zst" })],
  stages: [exactDuplicates({ by: ["text"] }), nearDuplicates(), repeatedUnits(), repeatedPassages()],
  mixes: { all: { buckets: [{ name: "all", where: {}, repeat: 1 }] } },
});
`;

/** The 32-bit finaliser of MurmurHash3. */
function scrambled(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Leaves a quarter as it is, changes a word of some hundred, adds an end, or takes the last third away. */
function perturb(record: BenchRecord, copy: number, number: number): void {
  const chance = scrambled(number * 31 + copy);
  record.id = `${copy}/${record.id}`;
  if (chance % 4 === 0) return;
  if (chance % 4 === 1) {
    const every = 60 + (chance % 100);
    record.text = record.text
      .split(" ")
      .map((word, place) => ((place + chance) % every === 0 ? `${word}${chance % 10}` : word))
      .join(" ");
  } else if (chance % 4 === 2) record.text = `${record.text}\nEnd of copy ${copy}, number ${number}.`;
  else record.text = [...record.text].slice(0, Math.ceil((record.text.length * 2) / 3)).join("");
}

const folder = mkdtempSync(join(tmpdir(), "kijil-soak-"));
const peaks: number[] = [];
console.log(
  "| copies | documents | MB of JSONL | exact | near | texts cut | kept | peak RSS MB | CPU s |\n|---|---|---|---|---|---|---|---|---|",
);
for (const times of copies.length > 0 ? copies : [1, 2, 4, 8]) {
  const input = join(folder, String(times));
  mkdirSync(input);
  const corpus = makeCorpus(input, times, perturb, names);
  writeFileSync(join(input, "soak.config.ts"), CONFIG);
  const out = join(input, "run");
  const { peakMegabytes, cpuSeconds } = timed([
    process.execPath,
    MAIN,
    "run",
    "--config",
    join(input, "soak.config.ts"),
    "--out",
    out,
    "--quiet",
  ]);
  peaks.push(peakMegabytes);
  const lineage = openLineageReader(join(out, "lineage.db"));
  const count = (query: string) => (lineage.database.prepare(query).get() as { documents: number }).documents;
  const by = (reasons: string) => count(`SELECT sum(documents) AS documents FROM by_reason WHERE reason IN (${reasons})`);
  const kept = count("SELECT sum(kept) AS documents FROM by_source");
  console.log(
    `| ${times} | ${corpus.documents} | ${(corpus.bytes / 1e6).toFixed(0)} | ${by("'duplicate-text'")} | ${by("'near-duplicate'")} | ${by("'repeated-unit', 'repeated-passage'")} | ${kept} | ${peakMegabytes.toFixed(0)} | ${cpuSeconds.toFixed(0)} |`,
  );
  lineage.close();
  rmSync(input, { recursive: true, force: true });
}
rmSync(folder, { recursive: true, force: true });
const growth = Math.max(...peaks) / (peaks[0] as number);
if (growth > MOST_GROWTH) throw new Error(`peak memory grew ${growth.toFixed(2)} times, wanted at most ${MOST_GROWTH}`);
