import { existsSync, readFileSync } from "node:fs";
import { openTokenizer } from "../classifiers/tokenizer.ts";
import { Batch } from "../engine/batch.ts";
import { BATCH_DOCUMENTS } from "../engine/batch-builder.ts";
import { ConfigError } from "../engine/errors.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { layoutOf } from "../engine/layout.ts";
import { SegmentReader } from "../engine/segments.ts";
import { loadDocuments } from "../engine/spool.ts";
import type { PoolIndex } from "./pool-index.ts";
import type { NamedTokenizer } from "./recount-pool.ts";

/** Sizes of some documents, and their tokens by each tokenizer in the order they were named. */
export interface FertilityRow {
  readonly source: string;
  readonly language: string;
  documents: number;
  /** Of UTF-8. */
  bytes: number;
  /** Code points. */
  characters: number;
  /** Runs between white space. */
  words: number;
  readonly tokens: number[];
}

/** How many tokens each tokenizer makes of a pool, by source and language. */
export interface Fertility {
  readonly tokenizers: readonly { readonly name: string; readonly exact: boolean; readonly byLibrary?: string }[];
  /** One row for each language of each source, then one for each language (source ""), then one for all (language "" too). */
  readonly rows: readonly FertilityRow[];
}

/** Counts the pool of a finished run by several tokenizers at once; the texts are read once. */
export async function measureFertility(root: string, named: readonly NamedTokenizer[], cacheFolder?: string): Promise<Fertility> {
  const layout = layoutOf(root, cacheFolder);
  if (!existsSync(layout.poolIndex)) {
    throw new ConfigError([`${root}: it has no pool to count. --tokenizer goes with the folder of a finished run`], "NO_POOL");
  }
  const index = JSON.parse(readFileSync(layout.poolIndex, "utf8")) as PoolIndex;
  const kernels = loadKernels();
  const counters: Awaited<ReturnType<typeof openTokenizer>>[] = [];
  for (const { name } of named) counters.push(await openTokenizer(name, { kernels, cacheFolder: layout.cache }));
  const rows = new Map<string, FertilityRow>();
  const rowOf = (source: string, language: string): FertilityRow => {
    const key = JSON.stringify([source, language]);
    const tokens = counters.map(() => 0);
    const row = rows.get(key) ?? { source, language, documents: 0, bytes: 0, characters: 0, words: 0, tokens };
    rows.set(key, row);
    return row;
  };
  const batch = new Batch(kernels, "", BATCH_DOCUMENTS, index.attributes);
  const mark = kernels.mark();
  for (const { key, source } of index.parts) {
    const reader = new SegmentReader(layout.text(0, true, key), kernels);
    for (let texts = loadDocuments(reader, batch); texts; texts = loadDocuments(reader, batch)) {
      texts.open(batch);
      for (let document = 0; document < batch.count; document++) {
        const row = rowOf(index.sources[source] as string, batch.label(document, "lang") ?? "unknown");
        row.documents++;
        row.bytes += batch.textBytes[document] as number;
        row.characters += batch.stat(document, "characters");
        row.words += batch.stat(document, "words");
        for (const [at, counter] of counters.entries()) (row.tokens[at] as number) += counter.count(batch, document);
      }
      kernels.release(mark);
    }
    reader.close();
  }
  const single = [...rows.values()].sort((a, b) => order(a.source, b.source) || order(a.language, b.language));
  for (const row of single) add(rowOf("", row.language), row);
  const languages = [...rows.values()].filter(({ source }) => source === "").sort((a, b) => order(a.language, b.language));
  const all = rowOf("", "");
  for (const row of single) add(all, row);
  const tokenizers = counters.map(({ name, exact, byLibrary }) => ({
    name,
    exact,
    ...(byLibrary === undefined ? {} : { byLibrary }),
  }));
  return { tokenizers, rows: [...single, ...languages, all] };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function add(into: FertilityRow, row: FertilityRow): void {
  for (const size of ["documents", "bytes", "characters", "words"] as const) into[size] += row[size];
  for (const [at, tokens] of row.tokens.entries()) (into.tokens[at] as number) += tokens;
}
