import type { Source } from "../../../engine/source.ts";
import { json } from "../json.ts";
import { withLayout } from "./with-layout.ts";

type Options = Parameters<typeof json>[1];

/** AI-Hub's reading comprehension (기계독해), laid out as SQuAD and KorQuAD: the passages, without their questions. */
export function aihubReading<const N extends string>(name: N, options: Options): Source<N> {
  const layout = { records: "data[].paragraphs", text: "context", id: [], url: [], license: [], date: [] };
  return withLayout(json, layout, name, options, aihubReading);
}
