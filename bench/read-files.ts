/** Reads one path by one way and prints what that cost: a process of its own for each, so that its peak memory is its own. */
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadKernels } from "../engine/kernels/kernels.ts";
import type { Source } from "../engine/source.ts";
import { ABuilder } from "../test/helpers/a-builder.ts";

interface Totals {
  documents: number;
  bytes: number;
}

/** Counts what it is given and keeps nothing. */
class Counter extends ABuilder {
  documents = 0;
  bytes = 0;
  override add(record: Parameters<ABuilder["add"]>[0]): void {
    this.documents++;
    this.bytes += record.textBytes;
  }
}

/** As a pass does it: files of a run share a batch. */
async function throughSource(source: Source): Promise<Totals> {
  const kernels = loadKernels();
  const counter = new Counter(kernels);
  const mark = kernels.mark();
  counter.begin();
  for (const file of await source.list("/")) {
    for (const range of await source.split(file, 32 * 2 ** 20)) {
      const reader = await source.open({ ...range, file, digest: "" }, { kernels });
      for (let more = true; more; ) {
        more = await reader.fill(counter);
        if (!counter.full) continue;
        kernels.release(mark);
        counter.begin();
      }
      await reader.close();
    }
  }
  return counter;
}

const METADATA: readonly string[] = [];

/** Loaded before anything is measured. */
const { text } = await import("../stages/read/text.ts");
const { jsonl } = await import("../stages/read/jsonl.ts");
const { extract } = await import("tar-stream");
const yauzl = await import("yauzl");
const { default: iconv } = await import("iconv-lite");

const WAYS: Readonly<Record<string, (path: string) => Promise<Totals>>> = {
  async text(path) {
    return throughSource(text("bench", { files: path, metadata: METADATA }));
  },
  async jsonl(path) {
    return throughSource(jsonl("bench", { files: path, metadata: METADATA }));
  },
  async "read-file"(path) {
    const totals = { documents: 0, bytes: 0 };
    for (const file of readdirSync(path, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      totals.documents++;
      totals.bytes += readFileSync(join(file.parentPath, file.name)).length;
    }
    return totals;
  },
  async "tar-stream"(path) {
    const totals = { documents: 0, bytes: 0 };
    const entries = extract();
    createReadStream(path, { highWaterMark: 256 * 1024 }).pipe(entries);
    for await (const entry of entries) {
      if (entry.header.type === "file") totals.documents++;
      for await (const piece of entry) totals.bytes += (piece as Uint8Array).length;
    }
    return totals;
  },
  async yauzl(path) {
    const totals = { documents: 0, bytes: 0 };
    await new Promise<void>((resolve, reject) => {
      yauzl.default.open(path, { lazyEntries: true }, (error, zip) => {
        if (error) return reject(error);
        zip.on("end", resolve).on("error", reject);
        zip.on("entry", (entry) => {
          if (entry.fileName.endsWith("/")) return zip.readEntry();
          totals.documents++;
          zip.openReadStream(entry, (failed, stream) => {
            if (failed) return reject(failed);
            stream.on("data", (piece: Buffer) => {
              totals.bytes += piece.length;
            });
            stream.on("end", () => zip.readEntry());
          });
        });
        zip.readEntry();
      });
    });
    return totals;
  },
  /** Decodes and counts the lines, without looking into their JSON. */
  async "iconv-lite"(path) {
    const decoder = iconv.getDecoder("cp949");
    const totals = { documents: 0, bytes: 0 };
    for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      const decoded = Buffer.from(decoder.write(piece as Buffer));
      totals.bytes += decoded.length;
      for (let at = decoded.indexOf(10); at >= 0; at = decoded.indexOf(10, at + 1)) totals.documents++;
    }
    return totals;
  },
};

const [way = "", path = ""] = process.argv.slice(2);
const before = process.cpuUsage();
const totals = await (WAYS[way] as (path: string) => Promise<Totals>)(path);
const { user, system } = process.cpuUsage(before);
const { documents, bytes } = totals;
console.log(
  JSON.stringify({ documents, bytes, cpuSeconds: (user + system) / 1e6, peakMegabytes: process.resourceUsage().maxRSS / 1024 }),
);
