/**
 * Reading folders of text, tar, zip and CP949 JSON lines beside the libraries by themselves and Python's, on the same bytes in the same
 * run; and whether memory stays the same when the input grows. Needs tar, zip and python3: `npm run bench:files`.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import iconv from "iconv-lite";
import { corpora } from "../test/helpers/corpora.ts";
import { median } from "./timed-command.ts";

const ROUNDS = Number(process.argv[2] ?? 3);
/** Bytes of text that the folder is made of. */
const FOLDER_BYTES = 20e6;

interface Cost {
  readonly documents: number;
  readonly bytes: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

const options = { encoding: "utf8" as const, stdio: ["ignore", "pipe", "ignore"] as ("ignore" | "pipe")[] };
const beside = (file: string) => resolve(import.meta.dirname, file);
const node = (...words: string[]): Cost => JSON.parse(execFileSync("npx", ["jiti", beside("read-files.ts"), ...words], options));
const python = (...words: string[]): Cost => JSON.parse(execFileSync("python3", [beside("read-files.py"), ...words], options));

const folder = mkdtempSync(join(tmpdir(), "kijil-files-bench-"));
const inside = (name: string) => join(folder, name);
try {
  let bytes = 0;
  let files = 0;
  for (const { name, documents } of corpora()) {
    if (bytes >= FOLDER_BYTES) break;
    mkdirSync(inside(`texts/${name}`), { recursive: true });
    for (const { text } of documents.filter(({ text }) => text.trim() !== "")) {
      writeFileSync(inside(`texts/${name}/${String(files++).padStart(6, "0")}.txt`), text);
      bytes += Buffer.byteLength(text);
    }
  }
  const run = (command: string, ...words: string[]) => execFileSync(command, words, { cwd: folder, stdio: "ignore" });
  run("tar", "-cf", "texts.tar", "texts");
  run("tar", "-czf", "texts.tar.gz", "texts");
  run("python3", "-c", "import shutil; shutil.make_archive('texts', 'zip', '.', 'texts')");
  for (let copy = 0; copy < 4; copy++) run("cp", "-r", "texts", `more-${copy}`);
  run("tar", "-cf", "more.tar", "more-0", "more-1", "more-2", "more-3");
  for (const { documents } of corpora("ko_"))
    for (const { text } of documents)
      appendFileSync(inside("lines.jsonl"), iconv.encode(`${JSON.stringify({ text })}\n`, "cp949"));
  run("sh", "-c", "cat lines.jsonl lines.jsonl lines.jsonl lines.jsonl > more.jsonl");
  run("sh", "-c", "iconv -f cp949 -t utf-8 lines.jsonl > utf8.jsonl");

  console.log(
    `${files} files, ${(bytes / 1e6).toFixed(0)} MB of text\n\n| input | read by | text MB a CPU second | of ours | peak RSS MB |\n|---|---|---|---|---|`,
  );
  const compare = (title: string, ways: readonly (readonly [name: string, run: () => Cost])[]) => {
    const costs = ways.map(([name, read]) => ({ name, read, all: [] as Cost[] }));
    for (let round = 0; round < ROUNDS; round++) for (const { read, all } of costs) all.push(read());
    const speeds = costs.map(({ all }) => median(all.map((cost) => cost.bytes / 1e6 / cost.cpuSeconds)));
    for (const [index, { name, all }] of costs.entries()) {
      if (all[0]?.documents !== costs[0]?.all[0]?.documents) throw new Error(`${title}, ${name}: ${JSON.stringify(all[0])}`);
      const peak = median(all.map((cost) => cost.peakMegabytes)).toFixed(0);
      const speed = speeds[index] as number;
      console.log(
        `| ${title} | ${name} | ${speed.toFixed(0)} | ${((100 * speed) / (speeds[0] as number)).toFixed(0)} % | ${peak} |`,
      );
    }
  };
  const kijil = (way: string, name: string) => ["kijil", () => node(way, inside(name))] as const;
  compare("folder of text", [
    kijil("text", "texts"),
    ["readFileSync, nothing decoded", () => node("read-file", inside("texts"))],
    ["Python open().read()", () => python("folder", inside("texts"))],
  ]);
  for (const name of ["texts.tar", "texts.tar.gz"])
    compare(name, [
      kijil("text", name),
      ...(name.endsWith(".gz") ? [] : [["tar-stream by itself", () => node("tar-stream", inside(name))] as const]),
      ["Python tarfile", () => python("tar", inside(name))],
    ]);
  compare("texts.zip", [
    kijil("text", "texts.zip"),
    ["yauzl by itself", () => node("yauzl", inside("texts.zip"))],
    ["Python zipfile", () => python("zip", inside("texts.zip"))],
  ]);
  compare("CP949 JSON lines", [
    kijil("jsonl", "lines.jsonl"),
    ["the same as UTF-8", () => node("jsonl", inside("utf8.jsonl"))],
    ["iconv-lite by itself, no JSON", () => node("iconv-lite", inside("lines.jsonl"))],
    ["Python, cp949 and json", () => python("cp949", inside("lines.jsonl"))],
  ]);
  compare("tar, 4 ×", [kijil("text", "more.tar")]);
  compare("CP949 JSON lines, 4 ×", [kijil("jsonl", "more.jsonl")]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
