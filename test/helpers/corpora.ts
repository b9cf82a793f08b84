import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Folder of the shared corpora, beside the repository. */
export const corporaFolder = new URL("../../../shared/data/A_text/", import.meta.url);

/** A corpus as the benches read it: one file, all of it. */
export interface Corpus {
  readonly name: string;
  readonly documents: readonly { readonly id: string; readonly text: string; readonly lang: string }[];
}

/** Reads the shared corpora one after another, in the order of their names. */
export function* corpora(only = ""): Generator<Corpus> {
  for (const file of readdirSync(corporaFolder).sort()) {
    if (!file.endsWith(".jsonl.gz") || !file.includes(only)) continue;
    const lines = gunzipSync(readFileSync(new URL(file, corporaFolder)))
      .toString()
      .split("\n");
    yield { name: file.slice(0, -".jsonl.gz".length), documents: lines.filter(Boolean).map((line) => JSON.parse(line)) };
  }
}
