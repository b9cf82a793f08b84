/**
 * Peak memory of a whole run over A_text, over the same documents four times (marked, so that none is a duplicate), and over four
 * copies as they are. `npm run bench:memory`
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { makeCorpus } from "./corpus.ts";
import { timed } from "./timed-command.ts";

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "kijil-memory-"));
console.log("| input | documents | MB of JSONL | workers | peak RSS MB | wall s |\n|---|---|---|---|---|---|");
for (const [name, copies, marked] of [
  ["A_text", 1, true],
  ["A_text ×4, marked", 4, true],
  ["A_text ×4, as it is", 4, false],
] as const) {
  const corpus = makeCorpus(join(folder, name), copies, marked ? undefined : null);
  for (const workers of [1, 2]) {
    const out = join(folder, "run");
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
    ];
    const { peakMegabytes, wallSeconds } = timed([process.execPath, join(root, "dist/cli/main.js"), ...words], {
      KIJIL_BENCH_CORPUS: join(folder, name),
    });
    console.log(
      `| ${name} | ${corpus.documents} | ${(corpus.bytes / 1e6).toFixed(0)} | ${workers} | ${peakMegabytes.toFixed(0)} | ${wallSeconds.toFixed(1)} |`,
    );
  }
}
rmSync(folder, { recursive: true, force: true });
