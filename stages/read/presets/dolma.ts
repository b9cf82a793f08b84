import type { Source } from "../../../engine/source.ts";
import { jsonl } from "../jsonl.ts";
import { withLayout } from "./with-layout.ts";

type Options = Parameters<typeof jsonl>[1];

/** Dolma's documents (its docs/data-format.md): JSON lines with id, text, source, the times it was made and taken in, and what its source says of it. */
export function dolma<const N extends string>(name: N, options: Options): Source<N> {
  const layout = {
    url: ["metadata.url", "metadata.warc_url"],
    license: ["metadata.license"],
    date: ["created", "added"],
    metadata: ["source", "version", "added", "metadata"],
  };
  return withLayout(jsonl, layout, name, options, dolma);
}
