import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { c4 } from "../stages/filter/c4.ts";
import { fineweb } from "../stages/filter/fineweb.ts";
import { fineweb2Kor } from "../stages/filter/fineweb2-kor.ts";
import { gopher } from "../stages/filter/gopher.ts";
import { gopherRepetition } from "../stages/filter/gopher-repetition.ts";
import type { TellingStage } from "../stages/filter/rules.ts";
import { aBatch } from "../test/helpers/a-batch.ts";

/**
 * CPU time of the published presets beside datatrove's own filters on the same documents, one process each, start-up not counted: every
 * filter sees every document. `KIJIL_PYTHON=… npm run bench:filter-peers`; the Python has datatrove, spaCy and Kiwi.
 */
const python = process.env["KIJIL_PYTHON"];
const peer = resolve(import.meta.dirname, "../../shared/peers/datatrove/speed.py");
const corpora = resolve(import.meta.dirname, "../../shared/data/A_text");
/** Megabytes of text of each language that datatrove judges: it is slow. */
const MEGABYTES = { en: 0.5, ko: 0.06 } as const;
/** datatrove's blocks beside the stages that do the same; the last is all of them together. */
const BLOCKS: Readonly<Record<keyof typeof MEGABYTES, Readonly<Record<string, readonly TellingStage[]>>>> = {
  en: {
    gopher_quality: [gopher()],
    gopher_repetition: [gopherRepetition()],
    c4_fineweb: [c4({ off: ["no-terminal-mark"] })],
    fineweb_quality: [fineweb()],
    filters_no_early_exit: [gopherRepetition(), gopher(), c4({ off: ["no-terminal-mark"] }), fineweb()],
  },
  ko: { filters_no_early_exit: [fineweb2Kor()] },
};
const ROUNDS = 3;

if (python === undefined || !existsSync(peer)) {
  console.error("bench:filter-peers: wants KIJIL_PYTHON and ../shared/peers");
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "kijil-"));
try {
  const call = (...words: string[]) => {
    const { status, stderr } = spawnSync(python, [peer, ...words], { encoding: "utf8" });
    if (status !== 0) throw new Error(`speed.py ${words[0]} ended with ${status}: ${stderr.slice(-500)}`);
  };
  call("mix", corpora, folder, "--mb", "3");
  const out = join(folder, "out.jsonl");
  const only = Object.keys(BLOCKS.en).join();
  call(
    "run",
    folder,
    out,
    "--heavy-en",
    `${MEGABYTES.en}`,
    "--heavy-ko",
    `${MEGABYTES.ko}`,
    "--only",
    only,
    "--work",
    join(folder, "work"),
  );
  const theirs = readFileSync(out, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  console.log("| filters | texts | datatrove, MB a CPU second | kijil | ratio |\n| --- | --- | --- | --- | --- |");
  for (const lang of ["en", "ko"] as const) {
    const lines = gunzipSync(readFileSync(join(folder, lang, "mix.jsonl.gz")))
      .toString()
      .trim()
      .split("\n");
    const texts = lines.map((line) => (JSON.parse(line) as { text: string }).text);
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    for (const [name, stages] of Object.entries(BLOCKS[lang])) {
      const peerSpeed = theirs.find((each) => each.stage === name && each.lang === lang)?.mb_per_cpu_s as number;
      const speed = bytes / 1e6 / cpuSeconds(texts, stages);
      console.log(`| ${name} | ${lang} | ${peerSpeed} | ${speed.toFixed(1)} | ×${(speed / peerSpeed).toFixed(0)} |`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The least CPU time of some rounds over all texts, every count measured anew. */
function cpuSeconds(texts: readonly string[], stages: readonly TellingStage[]): number {
  const kernels = loadKernels();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const mark = kernels.mark();
    const batch = aBatch(texts, { kernels });
    const before = process.cpuUsage();
    for (let row = 0; row < batch.count; row++) for (const stage of stages) stage.failures(batch, row);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
    kernels.release(mark);
  }
  return least;
}
