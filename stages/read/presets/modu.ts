import type { Source } from "../../../engine/source.ts";
import { json } from "../json.ts";
import { withLayout } from "./with-layout.ts";

type Options = Parameters<typeof json>[1];

/**
 * 모두의 말뭉치 of the National Institute of Korean Language: JSON files with an array `document`, each with an id, metadata, and the
 * text in pieces: paragraphs of written corpora, utterances of spoken ones, sentences of annotated ones.
 */
export function modu<const N extends string>(name: N, options: Options): Source<N> {
  const layout = {
    records: "document",
    text: ["paragraph[].form", "utterance[].form", "sentence[].form"],
    url: "metadata.url",
    license: [],
    date: "metadata.date",
    metadata: {
      title: "metadata.title",
      author: "metadata.author",
      publisher: "metadata.publisher",
      topic: "metadata.topic",
      category: "metadata.category",
    },
  };
  return withLayout(json, layout, name, options, modu);
}
