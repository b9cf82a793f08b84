import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { timed } from "./timed-command.ts";

/**
 * Hostile input at size, through the command line: `npm run build && npm run soak:near-duplicates`. A million times the same document, a
 * paragraph that a hundred thousand documents share, two documents of 50 MB. Throws where a cluster is not what it should be.
 */
const MAIN = resolve(import.meta.dirname, "../dist/cli/main.js");
const words = (seed: string, count: number) => Array.from({ length: count }, (_, index) => `${seed}${index}`).join(" ");

function* repeated(): Generator<string> {
  const text = words("same", 60);
  for (let number = 0; number < 1_000_000; number++) yield JSON.stringify({ id: number, text });
}
function* boilerplate(): Generator<string> {
  const shared = words("cookie", 60);
  for (let number = 0; number < 100_000; number++)
    yield JSON.stringify({ id: number, text: `${shared} ${words(`own${number}x`, 60)} ${shared}` });
}
function* huge(): Generator<string> {
  let text = "";
  for (let number = 0; text.length < 50e6; number++) text += `${((number * 2_654_435_761) >>> 5).toString(36)} `;
  yield JSON.stringify({ id: "one", text });
  yield JSON.stringify({ id: "two", text: `${text} and an end` });
  yield JSON.stringify({ id: "half", text: text.slice(0, 25e6) });
}

const folder = mkdtempSync(join(tmpdir(), "kijil-soak-"));
for (const [name, lines, kept, largest, shingle] of [
  ["a million times the same", repeated, 1, 1_000_000, "word5"],
  ["one paragraph in 100,000 documents", boilerplate, 100_000, 1, "word5"],
  ["documents of 50 MB, by words", huge, 2, 2, "word5"],
  ["documents of 50 MB, by characters", huge, 2, 2, "char5"],
] as const) {
  const path = join(folder, "in.jsonl");
  const file = openSync(path, "w");
  for (const line of lines()) writeSync(file, `${line}\n`);
  closeSync(file);
  const out = join(folder, "out.json");
  const command = `${process.execPath} ${MAIN} dedup ${path} --shingle ${shingle} -o ${join(folder, "kept.jsonl")} --json --quiet > ${out}`;
  const { cpuSeconds, wallSeconds, peakMegabytes } = timed(["sh", "-c", command]);
  const found = JSON.parse(readFileSync(out, "utf8")) as { documents: { kept: number }; largest: number };
  console.log(
    `${name}: ${found.documents.kept} kept, the largest cluster of ${found.largest}; ${cpuSeconds.toFixed(1)} s CPU, ${wallSeconds.toFixed(1)} s wall, peak ${peakMegabytes.toFixed(0)} MB`,
  );
  if (found.documents.kept !== kept || found.largest !== largest)
    throw new Error(`wanted ${kept} kept and a largest cluster of ${largest}`);
}
rmSync(folder, { recursive: true, force: true });
