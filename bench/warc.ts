import { spawnSync } from "node:child_process";
import { appendFileSync, createReadStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { WARCParser } from "warcio";
import type { BatchBuilder, RecordPlace } from "../engine/batch.ts";
import { BATCH_BYTES } from "../engine/batch-builder.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import type { PartRange } from "../engine/source.ts";
import { ArchiveWindow } from "../stages/read/archive-window.ts";
import { openBytes } from "../stages/read/byte-input.ts";
import { decodeBody, parseHttp } from "../stages/read/http-message.ts";
import { decodePage } from "../stages/read/page-charset.ts";
import { warc } from "../stages/read/warc.ts";
import { WarcScanner } from "../stages/read/warc-scanner.ts";
import { aPart } from "../test/helpers/a-builder.ts";
import { median } from "./timed-command.ts";
import { ARCHIVES } from "./web-pages.ts";

/**
 * Reads one web archive (gzip, a member a record; the shared samples again and again) with kijil and with others, each in a process of
 * its own: what a reader gives without the pages' text, and with it. Then kijil with eight times the input, for its memory.
 */
interface Figures {
  readonly name: string;
  readonly documents: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

async function* bodies(path: string, decode: boolean): AsyncGenerator<number> {
  const input = openBytes(path, path, { start: 0, end: Number.MAX_SAFE_INTEGER, decodedStart: 0 });
  const window = new ArchiveWindow(input, 0);
  const scanner = new WarcScanner(
    window,
    (type) => type === "response",
    2 ** 26,
    () => Number.POSITIVE_INFINITY,
  );
  for (let scanned = await scanner.next(); scanned; scanned = await scanner.next()) {
    if ("refused" in scanned || !scanned.content) continue;
    const message = parseHttp(scanned.content);
    const body = message && decodeBody(message, 2 ** 26);
    if (!body || typeof body === "string") continue;
    yield decode ? decodePage(body).text.length : body.length;
  }
  await input.close();
}

async function* warcioBodies(path: string): AsyncGenerator<number> {
  for await (const record of new WARCParser(createReadStream(path)))
    if (record.warcType === "response") yield (await record.readFully(true)).length;
}

/** The line's own reader, its batches thrown away. */
async function* texts(path: string): AsyncGenerator<number> {
  const kernels = loadKernels();
  const source = warc("bench", { files: path });
  const [file] = await source.list("/");
  if (!file) throw new Error(`${path} is missing`);
  const [range] = await source.split(file, Number.MAX_SAFE_INTEGER);
  const reader = await source.open(aPart(file, range as PartRange), { kernels });
  const mark = kernels.mark();
  const found: number[] = [];
  const builder = {
    kernels,
    get full() {
      return kernels.mark() - mark >= BATCH_BYTES;
    },
    add: ({ textBytes }: RecordPlace) => void found.push(textBytes),
    refuse: (offset: number, reason: string) => {
      throw new Error(`${reason} at ${offset}`);
    },
  };
  for (let more = true; more; ) {
    kernels.release(mark);
    more = await reader.fill(builder as unknown as BatchBuilder);
    yield* found.splice(0);
  }
  await reader.close();
}

const OWN: Readonly<Record<string, (path: string) => AsyncGenerator<number>>> = {
  "kijil, bodies": (path) => bodies(path, false),
  "kijil, characters": (path) => bodies(path, true),
  "kijil, texts": texts,
  "warcio (npm)": warcioBodies,
};

/** Name, what it gives, and how the Python script calls it where it is Python's. */
const READERS: readonly (readonly [name: string, gives: string, python?: string])[] = [
  ["kijil, bodies", "bodies"],
  ["warcio (npm)", "bodies"],
  ["warcio (Python)", "bodies", "warcio"],
  ["FastWARC", "bodies", "fastwarc"],
  ["kijil, characters", "characters"],
  ["datatrove", "characters", "datatrove"],
  ["kijil, texts", "texts"],
  ["FastWARC + resiliparse", "texts", "resiliparse_texts"],
  ["datatrove + trafilatura", "texts", "trafilatura_texts"],
];

const [mode, name, path] = process.argv.slice(2);
if (mode === "one") {
  const started = process.cpuUsage();
  let documents = 0;
  for await (const _ of (OWN[name as string] as (typeof OWN)[string])(path as string)) documents++;
  const { user, system } = process.cpuUsage(started);
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ name, documents, cpuSeconds: (user + system) / 1e6, peakMegabytes }));
} else await compare(Number(mode ?? 20), Number(name ?? 3));

function run(reader: string, file: string, python?: string): Figures | undefined {
  const script = fileURLToPath(new URL("web-peers.py", import.meta.url));
  const [command, args] = python
    ? [process.env.KIJIL_PYTHON ?? "python3", [script, "records", python, file]]
    : [
        process.execPath,
        [
          ...process.execArgv,
          fileURLToPath(new URL("../node_modules/jiti/lib/jiti-cli.mjs", import.meta.url)),
          fileURLToPath(import.meta.url),
          "one",
          reader,
          file,
        ],
      ];
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1) as string) as Figures;
  if (!python) throw new Error(stderr);
  console.error(`${reader} cannot be run: ${stderr.trim().split("\n").at(-1)}`);
  return undefined;
}

async function compare(copies: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "kijil-warc-bench-"));
  try {
    const members = ARCHIVES.slice(0, 2).map((file) => readFileSync(file));
    const decoded = members.reduce((sum, each) => sum + gunzipSync(each).length, 0);
    const write = (file: string, times: number): string => {
      for (let copy = 0; copy < times; copy++) for (const each of members) appendFileSync(join(folder, file), each);
      return join(folder, file);
    };
    const one = write("one.warc.gz", copies);
    console.log(`${((decoded * copies) / 1e6).toFixed(0)} MB decoded, median of ${rounds}, MB a CPU second\n`);
    console.log("| reader | gives | MB/s | documents | peak MB |\n| --- | --- | --- | --- | --- |");
    for (const [reader, gives, python] of READERS) {
      // The slow ones need not be slow three times.
      const found = Array.from({ length: python?.includes("_") ? 1 : rounds }, () => run(reader, one, python)).filter(
        (each) => each !== undefined,
      );
      if (found.length === 0) continue;
      const speed = (decoded * copies) / 1e6 / median(found.map(({ cpuSeconds }) => cpuSeconds));
      const [first] = found as [Figures];
      console.log(`| ${reader} | ${gives} | ${speed.toFixed(1)} | ${first.documents} | ${first.peakMegabytes.toFixed(0)} |`);
    }
    const eight = run("kijil, texts", write("eight.warc.gz", copies * 8)) as Figures;
    console.log(`\nkijil, texts, 8 times the input: ${eight.documents} documents, peak ${eight.peakMegabytes.toFixed(0)} MB`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
