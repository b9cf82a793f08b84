import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { median, timed } from "./timed-command.ts";

/**
 * CPU time of the whole first pass of a run on one worker (read, clean, language, line repair, our filters, exact duplicates, files and
 * lineage written; `published`: Gopher, C4, FineWeb and FineWeb2 judge too) beside datatrove's filter chain alone, as shipped and with `str.split` for its splitter:
 * `KIJIL_PYTHON=… npm run bench:peers`. Ours is the whole process less one over a single document; datatrove's imports are not counted.
 */
const python = process.env["KIJIL_PYTHON"];
const peer = resolve(import.meta.dirname, "../../shared/peers/datatrove/speed.py");
const corpora = resolve(import.meta.dirname, "../../shared/data/A_text");
const MEGABYTES = 6;
/** What datatrove judges of it: it is slow. */
const PEER_MEGABYTES = { en: { shipped: 0.3, split: 1 }, ko: { shipped: 0.04, split: 1 } } as const;
const ROUNDS = 2;

if (python === undefined || !existsSync(peer)) {
  console.error("bench:peers: wants KIJIL_PYTHON and ../shared/peers");
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "kijil-"));
try {
  const call = (...words: string[]): string => {
    const { status, stdout, stderr } = spawnSync(python, words, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${words[0]} ended with ${status}: ${stderr.slice(-500)}`);
    return stdout;
  };
  call(peer, "mix", corpora, folder, "--mb", `${MEGABYTES}`);
  const one = join(folder, "one.jsonl.gz");
  writeFileSync(one, gzipSync('{"id":"a","text":"one document and no more"}\n'));
  const run = (input: string, published: "0" | "1"): number => {
    const words = [
      "dist/cli/main.js",
      "run",
      "--config",
      "bench/peers.config.ts",
      "--workers",
      "1",
      "--quiet",
      "--fresh",
      "--out",
    ];
    return timed([process.execPath, ...words, join(folder, "out")], {
      KIJIL_BENCH_INPUT: input,
      KIJIL_BENCH_PUBLISHED: published,
    }).cpuSeconds;
  };
  console.log(
    "| texts | kijil, whole pass, MB a CPU second | published | datatrove's filters | MB a CPU second | ratio | published |",
  );
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  for (const lang of ["en", "ko"] as const) {
    const input = join(folder, lang, "mix.jsonl.gz");
    const lines = gunzipSync(readFileSync(input)).toString().trim().split("\n");
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength((JSON.parse(line) as { text: string }).text), 0);
    const speedOf = (published: "0" | "1") =>
      bytes / 1e6 / median(Array.from({ length: ROUNDS }, () => run(input, published) - run(one, published)));
    const [own, all] = [speedOf("0"), speedOf("1")];
    for (const splitter of ["shipped", "split"] as const) {
      const chain = join(import.meta.dirname, "filter-chain.py");
      const { mb, cpu_s } = JSON.parse(call(chain, input, lang, splitter, `${PEER_MEGABYTES[lang][splitter]}`)) as {
        readonly mb: number;
        readonly cpu_s: number;
      };
      const theirs = mb / cpu_s;
      const ratios = `×${(own / theirs).toFixed(0)} | ×${(all / theirs).toFixed(0)}`;
      console.log(`| ${lang} | ${own.toFixed(1)} | ${all.toFixed(1)} | ${splitter} | ${theirs.toFixed(3)} | ${ratios} |`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
