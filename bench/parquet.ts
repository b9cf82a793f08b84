/**
 * Reading Parquet beside pyarrow, DuckDB and hyparquet by itself, and CSV beside csv-parse, Python's csv and pyarrow, on the same files
 * in the same run; and whether memory stays the same when the file or its row groups grow. Files are written by pyarrow, so Python with
 * pyarrow and duckdb has to be there: `KIJIL_PYTHON=path/to/python npm run bench:parquet`.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { corpora } from "../test/helpers/corpora.ts";
import { median } from "./timed-command.ts";

const ROUNDS = Number(process.argv[2] ?? 3);
const python = process.env["KIJIL_PYTHON"];
if (!python) throw new Error("bench:parquet: KIJIL_PYTHON must name a Python that has pyarrow and duckdb.");

interface Cost {
  readonly documents: number;
  readonly bytes: number;
  readonly fileBytes: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

const script = resolve(import.meta.dirname, "read-tables.py");
const inPython = (...words: string[]) => execFileSync(python, [script, ...words], { encoding: "utf8" });
const inNode = (...words: string[]) =>
  execFileSync("npx", ["jiti", resolve(import.meta.dirname, "read-tables.ts"), ...words], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });

const WAYS: Readonly<Record<string, (path: string) => Cost>> = Object.fromEntries(
  [
    ["kijil parquet", inNode, "parquet"],
    ["hyparquet by itself", inNode, "hyparquet"],
    ["pyarrow, columns", inPython, "pyarrow"],
    ["pyarrow, rows as Python objects", inPython, "pyarrow-rows"],
    ["DuckDB, sums of lengths", inPython, "duckdb"],
    ["kijil csv", inNode, "csv"],
    ["csv-parse", inNode, "csv-parse"],
    ["Python csv", inPython, "csv"],
    ["pyarrow csv", inPython, "pyarrow-csv"],
  ].map(([name, run, way]) => [name, (path: string) => JSON.parse((run as typeof inNode)(way as string, path)) as Cost]),
);

const folder = mkdtempSync(join(tmpdir(), "kijil-parquet-bench-"));
try {
  const lines = join(folder, "documents.jsonl");
  const documents = [...corpora()].flatMap(({ name, documents }) =>
    documents.map(({ id, text, lang }) => ({ id, text, url: `https://example.com/${name}/${id}`, source: name, lang })),
  );
  writeFileSync(lines, documents.map((document) => `${JSON.stringify(document)}\n`).join(""));
  const write = (times: number, rowGroup: number, codec: string) => {
    inPython("write", lines, folder, String(times), String(rowGroup), codec);
    return join(folder, `${times}x-${rowGroup}-${codec}.${codec === "csv" ? "csv" : "parquet"}`);
  };
  console.log("| file | read by | text MB a CPU second | of ours | peak RSS MB |\n|---|---|---|---|---|");
  const compare = (title: string, path: string, ways: readonly string[]) => {
    const costs = new Map<string, Cost[]>(ways.map((way) => [way, []]));
    for (let round = 0; round < ROUNDS; round++)
      for (const way of ways) costs.get(way)?.push((WAYS[way] as (path: string) => Cost)(path));
    const speed = (way: string) => median((costs.get(way) as Cost[]).map(({ bytes, cpuSeconds }) => bytes / 1e6 / cpuSeconds));
    const [first] = ways.map((way) => costs.get(way)?.[0] as Cost);
    for (const way of ways) {
      const [cost] = costs.get(way) as [Cost];
      if (cost.documents !== first?.documents || cost.bytes !== first.bytes)
        throw new Error(`${way} reads ${JSON.stringify(cost)}`);
      const share = ((100 * speed(way)) / speed(ways[0] as string)).toFixed(0);
      const peak = median((costs.get(way) as Cost[]).map(({ peakMegabytes }) => peakMegabytes)).toFixed(0);
      console.log(`| ${title} | ${way} | ${speed(way).toFixed(0)} | ${share} % | ${peak} |`);
    }
  };
  const parquetWays = Object.keys(WAYS).slice(0, 5);
  for (const codec of ["snappy", "zstd"]) compare(`${codec}, row groups of 1,000`, write(2, 1000, codec), parquetWays);
  for (const times of [1, 4, 8])
    compare(`zstd, ${times} ×, one row group each time`, write(times, 1_000_000, "zstd"), ["kijil parquet"]);
  compare("CSV", write(2, 0, "csv"), Object.keys(WAYS).slice(5));
  compare("CSV, 4 ×", write(4, 0, "csv"), ["kijil csv"]);
} finally {
  rmSync(folder, { recursive: true });
}
