import type { Source } from "../../../engine/source.ts";
import { json } from "../json.ts";
import { withLayout } from "./with-layout.ts";

type Options = Parameters<typeof json>[1];

/** AI-Hub's web and colloquial corpora (웹데이터 기반 · 온라인 구어체 한국어 말뭉치): JSON files with an array `named_entity` of texts in sentences. */
export function aihubWeb<const N extends string>(name: N, options: Options): Source<N> {
  const layout = { records: "named_entity", text: "content[].sentence", url: [], license: [], date: [], metadata: ["title"] };
  return withLayout(json, layout, name, options, aihubWeb);
}
