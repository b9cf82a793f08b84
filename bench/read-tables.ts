/** Reads one file by one way and prints what that cost: a process of its own for each, so that its peak memory is its own. */
import { createReadStream, statSync } from "node:fs";
import { resolve } from "node:path";
import { loadKernels } from "../engine/kernels/kernels.ts";
import type { Source } from "../engine/source.ts";
import { ABuilder } from "../test/helpers/a-builder.ts";

/** Counts what it is given and keeps nothing. */
class Counter extends ABuilder {
  documents = 0;
  bytes = 0;
  override add(record: Parameters<ABuilder["add"]>[0]): void {
    this.documents++;
    this.bytes += record.textBytes;
  }
}

async function throughSource(source: Source): Promise<Counter> {
  const kernels = loadKernels();
  const counter = new Counter(kernels);
  for (const file of await source.list("/")) {
    for (const range of await source.split(file, 64 * 2 ** 20)) {
      const reader = await source.open({ ...range, file, digest: "" }, { kernels });
      const mark = kernels.mark();
      for (let more = true; more; ) {
        kernels.release(mark);
        counter.begin();
        more = await reader.fill(counter);
      }
      await reader.close();
      kernels.release(mark);
    }
  }
  return counter;
}

const METADATA = ["source", "lang"];
type Totals = { readonly documents: number; readonly bytes: number };

/** Each loads its libraries first, which is not measured. */
const WAYS: Readonly<Record<string, (path: string) => Promise<() => Promise<Totals>>>> = {
  async parquet(path) {
    const { parquet } = await import("../stages/read/parquet.ts");
    return () => throughSource(parquet("bench", { files: path, metadata: METADATA }));
  },
  async csv(path) {
    const { csv } = await import("../stages/read/csv.ts");
    return () => throughSource(csv("bench", { files: path, metadata: METADATA }));
  },
  async hyparquet(path) {
    const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import("hyparquet");
    const { compressors } = await import("hyparquet-compressors");
    return async () => {
      const file = await asyncBufferFromFile(path);
      const metadata = await parquetMetadataAsync(file);
      let documents = 0;
      let bytes = 0;
      let rowStart = 0;
      for (const group of metadata.row_groups) {
        const rowEnd = rowStart + Number(group.num_rows);
        const columns = ["id", "text", "url", ...METADATA];
        for (const { text } of await parquetReadObjects({ file, metadata, columns, compressors, rowStart, rowEnd })) {
          documents++;
          bytes += Buffer.byteLength(text);
        }
        rowStart = rowEnd;
      }
      return { documents, bytes };
    };
  },
  async "csv-parse"(path) {
    const { parse } = await import("csv-parse");
    return async () => {
      let documents = 0;
      let bytes = 0;
      for await (const { text } of createReadStream(path).pipe(parse({ columns: true }))) {
        documents++;
        bytes += Buffer.byteLength(text);
      }
      return { documents, bytes };
    };
  },
};

const [way = "", path = ""] = process.argv.slice(2);
const prepare = WAYS[way];
if (!prepare) throw new Error(`no such way: ${way}`);
const read = await prepare(resolve(path));
const before = process.cpuUsage();
const { documents, bytes } = await read();
const { user, system } = process.cpuUsage(before);
const { maxRSS } = process.resourceUsage();
console.log(
  JSON.stringify({
    documents,
    bytes,
    fileBytes: statSync(path).size,
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: maxRSS / 1024,
  }),
);
