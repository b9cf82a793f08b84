import type { Source } from "../../../engine/source.ts";
import { json } from "../json.ts";
import { withLayout } from "./with-layout.ts";

type Options = Parameters<typeof json>[1];

/** AI-Hub's documents for summaries (문서요약 텍스트): JSON files with an array `documents`, each with an id, a title and paragraphs of sentences. */
export function aihubDocuments<const N extends string>(name: N, options: Options): Source<N> {
  const layout = {
    records: "documents",
    text: "text[][].sentence",
    url: [],
    license: [],
    date: "publish_date",
    metadata: ["title", "category", "media_type", "media_sub_type"],
  };
  return withLayout(json, layout, name, options, aihubDocuments);
}
