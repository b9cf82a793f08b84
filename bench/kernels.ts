// Speed of each kernel alone, one call a document as production calls it, beside copying the same bytes in the same run.
// Usage: npm run bench:kernels [rounds]
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type KernelExports, loadKernels, TEXT_STATS, TIDY } from "../engine/kernels/kernels.ts";
import { SHARED } from "./corpus.ts";
import { median } from "./timed-command.ts";

const rounds = Number(process.argv[2] ?? 9);
const DOCUMENTS_A_SOURCE = 300;
const PERMUTATIONS = 112;
const kernels = loadKernels();

/** Documents of one language in kernel memory: their lines as the files have them, and their texts. */
function load(language: string) {
  const records: { at: number; bytes: number }[] = [];
  const texts: { at: number; bytes: number }[] = [];
  const put = (content: Buffer) => {
    const at = kernels.alloc(content.length);
    kernels.bytes().set(content, at);
    return { at, bytes: content.length };
  };
  for (const name of readdirSync(join(SHARED, "A_text")).sort()) {
    if (!name.startsWith(`${language}_`)) continue;
    const lines = gunzipSync(readFileSync(join(SHARED, "A_text", name)))
      .toString()
      .split("\n");
    for (const line of lines.filter(Boolean).slice(0, DOCUMENTS_A_SOURCE)) {
      records.push(put(Buffer.from(line)));
      texts.push(put(Buffer.from((JSON.parse(line) as { text: string }).text.normalize("NFC"))));
    }
  }
  return { records, texts };
}

function keyTable(names: readonly string[]): number {
  const table = kernels.alloc(4 + 8 * names.length);
  const places = names.map((name) => {
    const key = Buffer.from(name);
    const at = kernels.alloc(key.length);
    kernels.bytes().set(key, at);
    return [at, key.length];
  });
  kernels.words().set([names.length, ...places.flat()], table >>> 2);
  return table;
}

const { call } = kernels;
const keys = keyTable(["id", "text", "url"]);
const ROOM = 8 * 2 ** 20;
const into = kernels.alloc(6 * ROOM);
const signature = kernels.alloc(4 * PERMUTATIONS);
const parameters = kernels.alloc(8 * PERMUTATIONS);
kernels.words().set(
  Array.from({ length: 2 * PERMUTATIONS }, (_, index) => (Math.imul(index + 1, 0x9e3779b1) | 1) >>> 0),
  parameters >>> 2,
);

type Call = (at: number, bytes: number) => unknown;
const overTexts: Partial<Record<keyof KernelExports, Call>> = {
  escapeJson: (at, bytes) => call.escapeJson(at, bytes, into),
  validUtf8: (at, bytes) => call.validUtf8(at, bytes),
  isSurelyNfc: (at, bytes) => call.isSurelyNfc(at, bytes),
  hash128: (at, bytes) => call.hash128(at, bytes, into),
  textStats: (at, bytes) => call.textStats(at, bytes, into + 4 * TEXT_STATS.length),
  cleanScan: (at, bytes) => call.cleanScan(at, bytes),
  tidy: (at, bytes) => call.tidy(at, bytes, TIDY.control | TIDY.zeroWidth | TIDY.replacement | TIDY.space, into),
  foldText: (at, bytes) => call.foldText(at, bytes, 1, into),
  functionWords: (at, bytes) => call.functionWords(at, bytes),
  shingleText: (at, bytes) => call.shingleText(at, bytes, into),
  wordShingles: (at, bytes) => call.wordShingles(at, bytes, 5, 1, into),
  charShingles: (at, bytes) => call.charShingles(at, bytes, 5, 1, into),
  minHash: (at, bytes) => call.minHash(into, call.wordShingles(at, bytes, 5, 1, into), parameters, PERMUTATIONS, signature),
};
const overRecords: Partial<Record<keyof KernelExports, Call>> = {
  findLines: (at, bytes) => call.findLines(at, bytes, into, 1024),
  scanRecord: (at, bytes) => call.scanRecord(at, bytes, keys, into, 512),
  unescapeJson: (at, bytes) => call.unescapeJson(at + 1, bytes - 2, into),
};

function speed(documents: readonly { at: number; bytes: number }[], run: Call): number {
  const total = documents.reduce((sum, { bytes }) => sum + bytes, 0);
  const speeds = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    for (const { at, bytes } of documents) run(at, bytes);
    const { user, system } = process.cpuUsage(before);
    return total / Math.max(1, user + system);
  });
  return median(speeds);
}

const copy: Call = (at, bytes) => kernels.bytes().copyWithin(into, at, at + bytes);
const rows = new Map<string, string[]>();
for (const language of ["ko", "en"]) {
  const { records, texts } = load(language);
  const floors = { records: speed(records, copy), texts: speed(texts, copy) };
  const add = (name: string, megabytes: number, floor: number) =>
    rows.set(name, [...(rows.get(name) ?? []), megabytes.toFixed(0), `${(floor / megabytes).toFixed(1)}`]);
  add("copyWithin, the floor", floors.texts, floors.texts);
  for (const [name, run] of Object.entries(overRecords)) add(name, speed(records, run), floors.records);
  for (const [name, run] of Object.entries(overTexts)) add(name, speed(texts, run), floors.texts);
}
console.log(`${DOCUMENTS_A_SOURCE} documents of each source at most; medians of ${rounds}, CPU time of one process\n`);
console.log("| kernel | ko MB/s | copies | en MB/s | copies |\n|---|---|---|---|---|");
for (const [name, figures] of rows) console.log(`| ${name} | ${figures.join(" | ")} |`);
